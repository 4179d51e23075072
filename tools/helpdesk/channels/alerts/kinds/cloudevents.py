"""CloudEvents 1.0 and 0.3: structured, binary and batched (the HTTP protocol binding). An event tells of an alert by
its type, subject and data; the usual names in the data say how it stands.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

import json
from collections.abc import Iterator

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.kinds.plain_json import MARKS, alert_of
from helpdesk.channels.alerts.moments import moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Unreadable
from helpdesk.channels.alerts.standing import FIRING, Standing, standing
from helpdesk.model.alert import Alert

_NEEDED = ("id", "source", "specversion", "type")
_VERSIONS = ("1.0", "0.3")


def fits(body: Node, headers: Headers) -> bool:
    content = headers.get("content-type", "").casefold()
    if content.startswith("application/cloudevents") or any(f"ce-{name}" in headers for name in _NEEDED):
        return True
    first = body["0"] if isinstance(body.value, list) else body
    return first.has("specversion", "type") and first.has_any("source", "id")


def read(body: Node, headers: Headers) -> Found:
    for attributes, data in _events(body, headers):
        missing = [name for name in _NEEDED if not attributes.get(name)]
        if missing:
            raise Unreadable(f"the CloudEvent lacks {', '.join(missing)}; each event must have {', '.join(_NEEDED)}")
        if attributes["specversion"] not in _VERSIONS:
            raise Unreadable(f"specversion {attributes['specversion'][:20]!r} is not read; send 1.0")
        yield _alert(attributes, data), Node({"event": attributes, "data": data.value})


def _events(body: Node, headers: Headers) -> Iterator[tuple[dict[str, str], Node]]:
    content = headers.get("content-type", "").casefold()
    structured = content.startswith("application/cloudevents")
    if not structured and any(f"ce-{name}" in headers for name in _NEEDED):
        attributes = {name[3:]: value.strip() for name, value in headers.items() if name.startswith("ce-")}
        yield {**attributes, "datacontenttype": headers.get("content-type", "")}, body
        return
    batch = body.items() if isinstance(body.value, list) else [body]
    if not all(event.is_map for event in batch):
        raise Unreadable("a CloudEvent is no JSON object")
    for event in batch:
        attributes = {name: text for name, text in event.labels().items() if name not in ("data", "data_base64")}
        yield attributes, _data(event)


def _data(event: Node) -> Node:
    data = event["data"]
    if isinstance(data.value, str):
        try:
            return Node(json.loads(data.value))
        except (ValueError, RecursionError):
            return data
    return data


def _alert(event: dict[str, str], data: Node) -> Alert:
    said = alert_of(data, "cloudevents") if data.has_any(*MARKS) else None
    stands = _standing(event["type"]) or (Standing(said.status, said.event) if said else Standing(FIRING))
    subject = event.get("subject", "")
    known = said.key if said and said.key else ""
    return Alert(
        source="cloudevents",
        key=known or "/".join(part for part in (event["source"], subject or event["id"]) if part),
        status=stands.status,
        event=stands.event,
        title=(said.title if said else "") or ": ".join(part for part in (event["type"], subject) if part),
        text=(said.text if said else "") or (data.text() or data.text("message")),
        severity=(said.severity if said else "") or event.get("severitytext", "").casefold(),
        service=(said.service if said else "") or event.get("service", ""),
        starts_at=(said.starts_at if said else None) or moment(event.get("time", "")),
        ends_at=said.ends_at if said else None,
        labels=event,
    )


def _standing(kind: str) -> Standing | None:
    """`com.example.alert.resolved` says by its last word how the alert stands."""
    return standing(kind.rpartition(".")[2])


KIND = Kind("cloudevents", fits, read)
