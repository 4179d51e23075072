"""Uptime Kuma's webhook: a monitor and its newest heartbeat. Status 0 is down, 1 up, 2 pending, 3 maintenance.

https://github.com/louislam/uptime-kuma/wiki/Notification-Methods
"""

import re

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Quiet, Unreadable
from helpdesk.channels.alerts.severity import CRITICAL, INFO, WARNING
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_TEST = re.compile(r"(?i)\btest(?:ing)?\s*\Z|\btest\s+(?:notification|message)\b|\btesting\b")
_STATES = {
    "0": Standing(FIRING),
    "1": Standing(RESOLVED),
    "2": Standing(FIRING, "pending"),
    "3": Standing(RESOLVED, "under maintenance"),
}


def fits(body: Node, _: Headers) -> bool:
    shape = body["monitor"].is_map or body["heartbeat"].is_map
    if body.has("monitor", "heartbeat", "msg") and not shape:
        return True  # about no heartbeat: a test of the address, a certificate that ends
    return shape and body.has_any("heartbeat", "msg") and not body.has("page")


def read(body: Node, _: Headers) -> Found:
    beat, monitor = body["heartbeat"], body["monitor"]
    if not beat.is_map and not monitor.is_map:
        yield _words(body), body
        return
    said = beat.text("msg") or body.text("msg")
    stands = _STATES.get(beat.text("status"), Standing(FIRING))
    key = monitor.text("id") or beat.text("monitorID", "monitor_id") or monitor.text("name")
    if not key:
        raise Unreadable("no `monitor` and no `heartbeat`; send the webhook's body as Uptime Kuma makes it")
    over = stands.status is RESOLVED
    at = first_moment(beat, "time", "localDateTime")
    yield (
        Alert(
            source="uptime-kuma",
            key=key,
            status=stands.status,
            event=stands.event,
            title=titled(monitor.text("name"), said) or f"Monitor {key}",
            text=paragraphs(said, body.text("msg")),
            severity=INFO if over else CRITICAL,
            service=monitor.text("name"),
            starts_at=None if over else at,
            ends_at=at if over and not stands.event else None,
            url=monitor.text("url"),
            labels={
                name: text
                for name, text in (("host", monitor.text("hostname")), ("type", monitor.text("type")))
                if text
            },
        ),
        body,
    )


def _words(body: Node) -> Alert:
    """Words without a monitor. The same news counts down its days: numbers are no part of what it is known by."""
    said = body.text("msg")
    if not said or _TEST.search(said):
        raise Quiet("a test of the address, which works")
    key = re.sub(r"\d+", "#", said)
    return Alert(source="uptime-kuma", key=key, status=FIRING, title=titled(said), text=said, severity=WARNING)


KIND = Kind("uptime-kuma", fits, read)
