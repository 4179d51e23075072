"""The formatted webhook that Grafana OnCall, Zabbix's OnCall media type and others send: `alert_uid`, `title`, `state`.

https://grafana.com/docs/oncall/latest/integrations/webhook/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.kinds.plain_json import alert_of
from helpdesk.channels.alerts.payload import Node


def fits(body: Node, _: Headers) -> bool:
    return body.has("alert_uid") and body.has_any("title", "state", "message")


def read(body: Node, _: Headers) -> Found:
    yield alert_of(body, "webhook"), body


KIND = Kind("webhook", fits, read)
