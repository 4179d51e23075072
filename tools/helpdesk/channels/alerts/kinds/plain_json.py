"""Any other JSON that calls things by their usual names: a title, how it stands, how bad, since when.

Where a sender uses names of its own, a mapping in `rules/alerts/` says which is which.
"""

from collections.abc import Iterator

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Unreadable
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

TITLE = ("title", "alert_title", "alert_name", "alertname", "alertName", "name", "subject", "summary", "check", "rule")
_SAID = ("description", "message", "msg", "text", "body", "details", "output", "reason", "info")
_STATUS = (
    "status",
    "state",
    "alert_status",
    "event_action",
    "event_type",
    "eventType",
    "action",
    "transition",
    "alert_state",
)
_KEY = (
    "fingerprint",
    "dedup_key",
    "dedupKey",
    "alert_uid",
    "alertId",
    "alert_id",
    "incident_id",
    "incidentId",
    "incident_key",
    "event_id",
    "key",
    "uid",
    "uuid",
    "id",
    "alias",
)
# Those that a sender repeats to say that it is over; an `id` may be the request's own.
_REPEATED = tuple(name for name in _KEY if name not in ("event_id", "key", "uid", "uuid", "id"))
_SEVERITY = ("severity", "priority", "level", "criticality", "urgency", "alert_severity")
_SERVICE = ("service", "service_name", "application", "app", "component", "system", "resource", "entity")
_HOST = ("host", "hostname", "host_name", "instance", "node", "server", "device")
_START = ("starts_at", "startsAt", "started_at", "startedAt", "start", "created_at", "createdAt", "opened_at")
_TIME = ("timestamp", "time", "datetime", "date", "occurred_at", "updated_at")
_END = ("ends_at", "endsAt", "ended_at", "resolved_at", "resolvedAt", "end", "closed_at")
_URL = ("url", "link", "html_url", "permalink", "alert_url", "incident_url", "source_url")
_BENEATH = ("alert", "incident", "event", "problem", "data", "payload")
MARKS = (*TITLE, *_STATUS, *_SEVERITY)


def fits(body: Node, _: Headers) -> bool:
    return body.is_map or isinstance(body.value, list)


def read(body: Node, _: Headers) -> Found:
    if isinstance(body.value, list) or isinstance(body["alerts"].value, list):
        each = body.items() or body.items("alerts")
        if not each:
            raise Unreadable("the list is empty; send at least one alert")
        for one in each:
            yield _checked(one), one
        return
    yield _checked(body), body


def _checked(body: Node) -> Alert:
    if not body.is_map or not body.value:
        raise Unreadable("no JSON object with something in it; an alert has at least a title")
    about = _about(body)
    named = about.text(*TITLE) or (about.text(*_SAID) and about.text(*_STATUS, *_SEVERITY, *_KEY))
    if not named and not _is_end(about):
        raise Unreadable(
            "no monitor known here sends this, and it has no title; name the monitor (--source, or the address it"
            " posts to), or say in rules/alerts/NAME.yml where title, status and key are"
        )
    return alert_of(about, "json")


def _is_end(body: Node) -> bool:
    """What ends an alert may name it by its key alone, as PagerDuty's events do."""
    return bool(body.text(*_REPEATED)) and _standing(body) == Standing(RESOLVED)


def _about(body: Node) -> Node:
    """The alert itself where the sender wraps it: what stands around it counts where it says nothing itself. Names are
    found in any case (`Title`, `STATUS`)."""
    found = _in_any_case(body)
    if found.text(*TITLE):
        return found
    inside = next((node for node in _beneath(found) if node.text(*TITLE)), None)
    if inside is None:
        return found
    wanted = _REPEATED if inside.text(*_STATUS) else (*_REPEATED, *_STATUS)
    around = {name: value for name, value in _scalars(found).items() if name in wanted}
    return Node({**around, **(inside.value if isinstance(inside.value, dict) else {})})


def _beneath(body: Node) -> Iterator[Node]:
    """What is wrapped once, and JSON:API's `data`, which is wrapped twice."""
    for name in _BENEATH:
        inner = body[name]
        if inner.is_map:
            attributes = inner["attributes"]
            if attributes.is_map:
                yield _in_any_case(Node({**_scalars(inner, "type"), **_scalars(attributes)}))
            yield _in_any_case(inner)


def _scalars(body: Node, *left: str) -> dict[str, object]:
    inside = body.value if isinstance(body.value, dict) else {}
    return {name: value for name, value in inside.items() if name not in left}


def _in_any_case(body: Node) -> Node:
    if not isinstance(body.value, dict) or all(name.islower() for name in body.value):
        return body
    return Node({**{name.casefold(): value for name, value in body.value.items()}, **body.value})


def alert_of(body: Node, source: str) -> Alert:
    """What the usual names say; the title is empty where none of them is there."""
    stands = _standing(body)
    over = stands.status is RESOLVED and not stands.event
    started, at = first_moment(body, *_START), first_moment(body, *_TIME)
    name, said = body.text(*TITLE), body.text(*_SAID)
    host, service = body.text(*_HOST), body.text(*_SERVICE)
    labels = body.labels("labels") or body.labels("tags")
    return Alert(
        source=source,
        key=body.text(*_KEY) or "/".join(part for part in (host, service, name) if part),
        status=stands.status,
        event=stands.event,
        title=titled(name) or titled(said) or body.text(*_KEY),
        text=paragraphs(said),
        severity=severity(body.text(*_SEVERITY) or labels.get("severity", "")),
        service=service or labels.get("service", ""),
        starts_at=started or (None if over else at),
        ends_at=first_moment(body, *_END) or (at if over else None),
        url=body.text(*_URL),
        labels={**labels, **({"host": host} if host else {})},
    )


def _standing(body: Node) -> Standing:
    for path in _STATUS:
        found = standing(body.word(path).rpartition(".")[2])
        if found is not None:
            return found
    if body.word("resolved") == "true" or body.word("ok") == "true":
        return Standing(RESOLVED)
    return standing(body.word(*_SEVERITY)) or Standing(FIRING)


KIND = Kind("json", fits, read)
