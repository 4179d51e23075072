"""Datadog's webhook, whose body its users write of the variables it offers (`$ALERT_ID`, `$ALERT_TRANSITION`).

https://docs.datadoghq.com/integrations/webhooks/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body.has_any("alert_transition", "alert_cycle_key", "alert_scope") or (
        body.has_any("event_title", "aggregation_key", "aggreg_key") and body.has_any("alert_type", "alert_id", "tags")
    )


def read(body: Node, _: Headers) -> Found:
    word = body.word("alert_transition", "transition").replace("re_", "")
    stands = standing(word) or standing(body.word("alert_status", "status")) or Standing(FIRING)
    over = stands.status is RESOLVED and not stands.event
    at = first_moment(body, "date", "last_updated", "timestamp")
    tags = _tags(body)
    yield (
        Alert(
            source="datadog",
            key=_key(body),
            status=stands.status,
            event=stands.event,
            title=titled(body.text("alert_title", "event_title", "title")) or "Datadog alert",
            text=paragraphs(body.text("text_only_msg", "event_msg", "body", "message"), body.text("alert_metric")),
            severity=severity(body.text("alert_priority", "priority", "severity", "alert_type")),
            service=tags.get("service", ""),
            starts_at=None if over else at,
            ends_at=at if over else None,
            url=body.text("link", "url", "event_url"),
            labels=tags,
        ),
        body,
    )


def _key(body: Node) -> str:
    """A cycle is one alarm of one scope of a monitor; a monitor's id alone stands for all its scopes."""
    cycle = body.text("alert_cycle_key", "aggregation_key", "aggreg_key")
    return cycle or "/".join(filter(None, (body.text("alert_id", "id"), body.text("alert_scope"))))


def _tags(body: Node) -> dict[str, str]:
    words = [each.text() for each in body.items("tags")] or body.text("tags").split(",")
    pairs = (word.strip().partition(":") for word in words[:100])
    return {name: value for name, _, value in pairs if name and value}


KIND = Kind("datadog", fits, read)
