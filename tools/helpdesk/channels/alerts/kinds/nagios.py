"""Nagios and Icinga, by a notification command that posts their macros as JSON; `$HOSTNAME$` is `host_name` and so on.

https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html
"""

import re
from datetime import datetime

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, INFO, WARNING
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

# What a notification command hands on: `$HOSTNAME$` as it is called, or as Nagios names it in the environment.
_MACRO = re.compile(r"(?:nagios_|icinga_)?([a-z_]+)\Z")
_HOST = ("host_name", "hostname", "host.name", "host")
_SERVICE = ("service_description", "servicedesc", "service_name", "service.name", "service")
_HOST_STATES = {"0": "up", "1": "down", "2": "unreachable"}
_SERVICE_STATES = {"0": "ok", "1": "warning", "2": "critical", "3": "unknown"}
_SEVERITY = {"down": CRITICAL, "critical": CRITICAL, "unreachable": CRITICAL, "warning": WARNING, "unknown": WARNING}
_NEWS = {
    "acknowledgement": "acknowledged",
    "flappingstart": "flapping",
    "flappingstop": "no longer flapping",
    "flappingdisabled": "flap detection off",
    "downtimestart": "downtime begins",
    "downtimeend": "downtime ends",
    "downtimecancelled": "downtime cancelled",
    "custom": "custom notification",
}


def fits(body: Node, _: Headers) -> bool:
    body = _named(body)
    typed = body.has_any("notification_type", "notificationtype") and bool(body.text(*_HOST))
    return typed or (body.has_any("host_state", "service_state") and bool(body.text(*_HOST)))


def read(body: Node, _: Headers) -> Found:
    sent, body = body, _named(body)
    host, service = body.text(*_HOST), body.text(*_SERVICE)
    state = _state(body, service)
    output = body.text("service_output", "serviceoutput", "host_output", "hostoutput", "output", "long_output", "info")
    at = first_moment(body, "last_state_change", "state_change", "last_check", "timestamp", "datetime", "date")
    yield alert_of("nagios", host, service, state, body.word("notification_type", "notificationtype"), output, at), sent


def _named(body: Node) -> Node:
    """The same with the macros' names in small letters, where they came in capitals."""
    if not isinstance(body.value, dict) or not any(name.isupper() for name in body.value):
        return body
    found = ((name, _MACRO.match(name.casefold())) for name in body.value)
    return Node({(macro[1] if macro else name): body.value[name] for name, macro in found})


def alert_of(source: str, host: str, service: str, state: str, kind: str, output: str, at: datetime | None) -> Alert:
    """A host's or service's state as an alert; `kind` is the type of the notification, empty where none is said."""
    stands = _standing(kind, state)
    over = stands.status is RESOLVED
    return Alert(
        source=source,
        key=f"{host}/{service}" if service else host,
        status=stands.status,
        event=stands.event,
        title=titled(f"{service} on {host}" if service else host, f"is {state.upper()}" if state else "").replace(
            ": is ", " is "
        ),
        text=paragraphs(output),
        severity=INFO if over else _SEVERITY.get(state, WARNING),
        service=service,
        starts_at=None if over else at,
        ends_at=at if over else None,
        labels={name: text for name, text in (("host", host), ("service", service), ("state", state)) if text},
    )


def _state(body: Node, service: str) -> str:
    if service:
        word = body.word("service_state", "servicestate", "state")
        return _SERVICE_STATES.get(word, word)
    word = body.word("host_state", "hoststate", "state")
    return _HOST_STATES.get(word, word)


def _standing(kind: str, state: str) -> Standing:
    over = state in ("ok", "up") or (kind == "recovery" and not state)
    if kind in _NEWS:
        return Standing(RESOLVED if over else FIRING, _NEWS[kind])
    return Standing(RESOLVED if over or kind == "recovery" else FIRING)


KIND = Kind("nagios", fits, read)
