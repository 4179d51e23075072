"""Opsgenie's and Jira Service Management's outgoing webhooks: an action on an alert.

https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_BEGINS = ("create", "unacknowledge", "unsnooze")
_ENDS = ("close", "delete", "resolve")
_NEWS = {"acknowledge": "acknowledged", "assignownership": "assigned", "snooze": "snoozed", "escalate": "escalated"}


def fits(body: Node, _: Headers) -> bool:
    return bool(body.text("action")) and body["alert"].has_any("alertId", "tinyId", "alias")


def read(body: Node, _: Headers) -> Found:
    action = body.word("action").replace("_", "")
    over = action in _ENDS
    stands = Standing(RESOLVED) if over else Standing(FIRING, "" if action in _BEGINS else _NEWS.get(action, action))
    alert = body["alert"]
    priority = alert.text("priority")
    at = first_moment(alert, "updatedAt")
    yield (
        Alert(
            source="opsgenie",
            key=alert.text("alertId", "alias", "tinyId"),
            status=stands.status,
            event=stands.event,
            title=titled(alert.text("message")) or f"Opsgenie alert {alert.text('tinyId', 'alertId')}",
            text=paragraphs(alert.text("description"), alert.text("note")),
            severity=severity(f"p{priority}" if priority.isdecimal() else priority),
            service=alert.text("entity"),
            starts_at=first_moment(alert, "createdAt"),
            ends_at=at if over else None,
            labels=alert.labels("details"),
        ),
        body,
    )


KIND = Kind("opsgenie", fits, read)
