"""Checkmk, by a notification script: an event id, host, service and state.

https://docs.checkmk.com/latest/en/notifications.html
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.kinds.nagios import alert_of
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node

_MARKS = ("event_id", "NOTIFY_HOSTNAME", "omd_site")


def fits(body: Node, _: Headers) -> bool:
    return bool(body.text("NOTIFY_HOSTNAME")) or (body.has("event_id", "host", "state") and bool(body.text("host")))


def read(body: Node, _: Headers) -> Found:
    host = body.text("NOTIFY_HOSTNAME", "host")
    service = body.text("NOTIFY_SERVICEDESC", "service")
    state = body.word("NOTIFY_SERVICESTATE", "NOTIFY_HOSTSTATE", "service_state", "host_state", "state")
    kind = body.word("NOTIFY_NOTIFICATIONTYPE", "notification_type")
    output = body.text("NOTIFY_SERVICEOUTPUT", "NOTIFY_HOSTOUTPUT", "output", "text")
    at = first_moment(body, "NOTIFY_SHORTDATETIME", "last_state_change", "timestamp")
    yield alert_of("checkmk", host, service, state, kind, output, at), body


KIND = Kind("checkmk", fits, read)
