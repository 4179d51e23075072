"""Librato (SolarWinds AppOptics): metric alerts and their clearing.

https://docs.appoptics.com/kb/alerting/configuring_webhooks/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import ERROR, INFO
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body["alert"].is_map and (body.has_any("violations", "conditions") or body.has("clear", "trigger_time"))


def read(body: Node, _: Headers) -> Found:
    alert = body["alert"]
    over = bool(body.text("clear"))
    at = first_moment(body, "trigger_time")
    runbook = alert.text("runbook_url")
    yield (
        Alert(
            source="librato",
            key=alert.text("id", "name"),
            status=RESOLVED if over else FIRING,
            title=titled(alert.text("name"), alert.text("description")) or f"Librato alert {alert.text('id')}",
            text=paragraphs(alert.text("description"), f"Runbook: {runbook}" if runbook else ""),
            severity=INFO if over else ERROR,
            starts_at=None if over else at,
            ends_at=at if over else None,
            url=runbook,
        ),
        body,
    )


KIND = Kind("librato", fits, read)
