"""Kapacitor (InfluxDB): an alert's level changed; `OK` is the end of it.

https://docs.influxdata.com/kapacitor/v1/reference/event_handlers/post/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body.has("id", "level", "message") and body.has_any("previousLevel", "duration", "data", "details")


def read(body: Node, _: Headers) -> Found:
    level = body.word("level")
    over = level == "ok"
    at = first_moment(body, "time")
    tags = body.labels("data.series.0.tags")
    yield (
        Alert(
            source="kapacitor",
            key=body.text("id"),
            status=RESOLVED if over else FIRING,
            title=titled(body.text("message")) or f"Kapacitor alert {body.text('id')}",
            text=paragraphs(body.text("message"), body.text("id")),
            severity=severity("info" if over else level),
            service=tags.get("service", ""),
            starts_at=None if over else at,
            ends_at=at if over else None,
            labels=tags,
        ),
        body,
    )


KIND = Kind("kapacitor", fits, read)
