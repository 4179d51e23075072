"""Graylog's HTTP notification: an event of a definition, with the messages behind it. It never says that it is over.

https://go2docs.graylog.org/current/interacting_with_your_log_data/notifications.html
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import ERROR, INFO, WARNING
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_PRIORITY = {"1": INFO, "2": WARNING, "3": ERROR, "4": "critical"}


def fits(body: Node, _: Headers) -> bool:
    return body.has("event_definition_id", "event") or (body["stream"].is_map and body["check_result"].is_map)


def read(body: Node, _: Headers) -> Found:
    event, result = body["event"], body["check_result"]
    name = body.text("event_definition_title", "stream.title") or result.text("triggered_condition.title")
    said = event.text("message") or result.text("result_description")
    over = result.word("triggered") == "false"
    yield (
        Alert(
            source="graylog",
            key="/".join(
                filter(None, (body.text("event_definition_id", "stream.id"), event.text("key", "key_tuple.0")))
            )
            or result.text("triggered_condition.id")
            or name,
            status=RESOLVED if over else FIRING,
            title=titled(name, said) or "Graylog event",
            text=paragraphs(body.text("event_definition_description", "stream.description"), said),
            severity=_PRIORITY.get(event.text("priority"), ""),
            service=event.text("fields.service", "source"),
            starts_at=first_moment(event, "timestamp") or first_moment(result, "triggered_at"),
            url=body.text("stream_url"),
            labels=event.labels("fields"),
        ),
        body,
    )


KIND = Kind("graylog", fits, read)
