"""updown.io: a list of events on checks, oldest first. https://updown.io/api#webhooks"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Quiet, Unreadable
from helpdesk.channels.alerts.severity import CRITICAL, INFO, WARNING
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_EVENTS = {
    "check.down": Standing(FIRING),
    "check.still_down": Standing(FIRING),
    "check.up": Standing(RESOLVED),
    "check.ssl_invalid": Standing(FIRING),
    "check.ssl_expiration": Standing(FIRING),
    "check.ssl_valid": Standing(RESOLVED),
    "check.ssl_renewed": Standing(RESOLVED),
    "check.performance_drop": Standing(FIRING, "performance drop"),
}


def fits(body: Node, _: Headers) -> bool:
    first = body["0"] if isinstance(body.value, list) else body
    return first.text("event").startswith("check.") and first["check"].has_any("token", "url")


def read(body: Node, _: Headers) -> Found:
    known = 0
    for event in body.items() or [body]:
        if not event.is_map:
            raise Unreadable("an event is no object with `event` and `check`")
        if event.text("event") in _EVENTS:
            known += 1
            yield _alert(event), event
    if not known:
        raise Quiet("no event about a check's state")


def _alert(event: Node) -> Alert:
    kind = event.text("event")
    stands = _EVENTS[kind]
    check, downtime = event["check"], event["downtime"]
    over = stands.status is RESOLVED
    about = "/ssl" if ".ssl_" in kind else ""
    url = check.text("url")
    said = downtime.text("error") or check.text("error") or event.text("description", "ssl.error")
    return Alert(
        source="updown",
        key=f"{check.text('token') or url}{about}",
        status=stands.status,
        event=stands.event,
        title=titled(check.text("alias") or url, said or kind.removeprefix("check.").replace("_", " ")),
        text=paragraphs(event.text("description"), said),
        severity=INFO if over else WARNING if about or stands.event else CRITICAL,
        service=check.text("alias"),
        starts_at=first_moment(downtime, "started_at") or (None if over else first_moment(event, "time")),
        ends_at=(first_moment(downtime, "ended_at") or first_moment(event, "time")) if over else None,
        url=url,
    )


KIND = Kind("updown", fits, read)
