"""New Relic: the classic alerts webhook (`incident_id`, `current_state`) and workflows (`issueId`, `state`).

https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Unreadable
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_STATE = ("current_state", "state", "status")


def fits(body: Node, _: Headers) -> bool:
    classic = body.has("condition_name") and body.has_any("incident_id", "policy_name")
    return classic or (body.has("issueId") and body.has_any("accumulations", "issueUrl", "state"))


def read(body: Node, _: Headers) -> Found:
    word = body.word(*_STATE)
    if not word:
        raise Unreadable("no `current_state`; put {{current_state}} or `state` into the webhook's body at New Relic")
    stands = standing(word) or Standing(FIRING)
    over = stands.status is RESOLVED and not stands.event
    at = first_moment(body, "timestamp")
    started = first_moment(body, "timestamp_utc_string", "createdAt", "created_at", "activatedAt")
    name = body.text("condition_name", "accumulations.conditionName.0")
    yield (
        Alert(
            source="newrelic",
            key=body.text("incident_id", "issueId", "issue_id", "condition_id"),
            status=stands.status,
            event=stands.event,
            title=titled(body.text("policy_name"), body.text("title") or name) or "New Relic incident",
            text=paragraphs(body.text("details"), *_titles(body)),
            severity=severity(body.text("severity", "priority")),
            service=body.text("entitiesData.names.0", "targets.0.name"),
            starts_at=started or (None if over else at),
            ends_at=first_moment(body, "closedAt", "closed_at") or (at if over else None),
            url=body.text("incident_url", "issueUrl"),
            labels=body.labels("targets.0.labels"),
        ),
        body,
    )


def _titles(body: Node) -> list[str]:
    return [body.text("annotations.title.0"), body.text("annotations.description.0")]


KIND = Kind("newrelic", fits, read)
