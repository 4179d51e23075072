"""PRTG Network Monitor, by an HTTP notification with its placeholders (`%sensorid`, `%status`).

https://www.paessler.com/manuals/prtg/list_of_placeholders_for_notifications
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, WARNING, severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body.has_any("sensorid", "sensor_id", "linksensor") and body.has_any("status", "laststatus", "state")


def read(body: Node, _: Headers) -> Found:
    word = body.word("status", "laststatus", "state")
    # "Down ended (now: Up)" is what PRTG says of an end.
    over = "ended" in word or "now:_up" in word
    stands = Standing(RESOLVED) if over else standing(word.partition("_")[0]) or Standing(FIRING)
    device, sensor = body.text("device", "host"), body.text("sensor", "name")
    at = first_moment(body, "datetime", "lastcheck")
    yield (
        Alert(
            source="prtg",
            key=body.text("sensorid", "sensor_id") or f"{device}/{sensor}",
            status=stands.status,
            event=stands.event,
            title=titled(device, sensor) or body.text("title") or "PRTG sensor",
            text=paragraphs(body.text("lastmessage", "message", "down"), body.text("status")),
            severity=severity(body.text("priority"))
            if not body.text("priority").startswith("*")
            else "" or (WARNING if "warning" in word else CRITICAL),
            service=body.text("service", "group"),
            starts_at=None if stands.status is RESOLVED else at,
            ends_at=at if stands.status is RESOLVED else None,
            url=body.text("linksensor", "link_to_upstream_details"),
            labels={"host": device} if device else {},
        ),
        body,
    )


KIND = Kind("prtg", fits, read)
