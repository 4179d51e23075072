"""Pingdom: a check that goes down and up. https://www.pingdom.com/resources/webhooks/"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, WARNING
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body.has("check_id", "current_state") and body.has_any("check_name", "check_type")


def read(body: Node, _: Headers) -> Found:
    over = (standing(body.word("current_state")) or Standing(FIRING)).status is RESOLVED
    at = first_moment(body, "state_changed_timestamp", "state_changed_utc_time")
    host = body.text("check_params.hostname")
    yield (
        Alert(
            source="pingdom",
            key=body.text("check_id"),
            status=RESOLVED if over else FIRING,
            title=titled(body.text("check_name"), body.text("description")) or f"Pingdom check {body.text('check_id')}",
            text=paragraphs(body.text("long_description")),
            severity=WARNING if body.word("importance_level") == "low" else CRITICAL,
            starts_at=None if over else at,
            ends_at=at if over else None,
            url=body.text("check_params.full_url"),
            labels={name: text for name, text in (("host", host), ("check_type", body.text("check_type"))) if text},
        ),
        body,
    )


KIND = Kind("pingdom", fits, read)
