"""PagerDuty's webhooks, version 1 and 2 (`messages`) and 3 (`event`): incidents that begin, are taken, and end.

https://developer.pagerduty.com/docs/webhooks-overview
"""

from datetime import datetime

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Quiet, Unreadable
from helpdesk.channels.alerts.severity import CRITICAL, WARNING, severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_BEGINS = ("trigger", "triggered", "reopened", "unacknowledge", "unacknowledged")
_ENDS = ("resolve", "resolved")
_NEWS = {"acknowledge": "acknowledged", "assign": "assigned", "delegate": "delegated", "escalate": "escalated"}


def fits(body: Node, _: Headers) -> bool:
    first = body["messages.0"]
    old = first.has_any("event", "type") and first.has_any("data", "incident")
    return old or body.text("event.event_type").startswith(("incident.", "pagey.", "service."))


def read(body: Node, _: Headers) -> Found:
    if body["event"].is_map:
        kind = body.text("event.event_type")
        if not kind.startswith("incident."):
            raise Quiet(f"{kind[:60]} is about no incident")
        yield _alert(body["event"], body["event.data"], kind, "occurred_at"), body["event"]
        return
    for message in body.items("messages"):
        incident = message["incident"] or message["data.incident"]
        if not incident.is_map:
            raise Unreadable("a message has no `incident`")
        yield _alert(message, incident, message.text("event", "type"), "created_on"), _shown(message, incident)


def _alert(event: Node, incident: Node, kind: str, at: str) -> Alert:
    word = kind.rpartition(".")[2]
    stands = _standing(word, incident.word("status"))
    over = stands.status is RESOLVED
    number = incident.text("incident_number", "number")
    title = incident.text("title", "trigger_summary_data.subject", "trigger_summary_data.description", "description")
    return Alert(
        source="pagerduty",
        key=_key(incident),
        status=stands.status,
        event=stands.event,
        title=titled(title) or f"PagerDuty incident {number or incident.text('id')}",
        text=paragraphs(incident.text("description", "trigger_summary_data.description"), _what(kind, incident)),
        severity=_severity(incident),
        service=incident.text("service.name", "service.summary"),
        starts_at=_began(event, incident, word, at, over=over),
        ends_at=first_moment(event, at, "created_on") if over else None,
        url=incident.text("html_url"),
        labels={
            name: text for name, text in (("incident", number), ("team", incident.text("teams.0.summary"))) if text
        },
    )


def _began(event: Node, incident: Node, word: str, at: str, *, over: bool) -> datetime | None:
    """An incident that is opened again begins again."""
    started = first_moment(incident, "created_at", "created_on")
    if started is None or word in ("reopened", "unacknowledge", "unacknowledged"):
        return None if over else first_moment(event, at, "created_on") or started
    return started


def _key(incident: Node) -> str:
    """The sender's own key where it has one; it may be the same for every incident of a service, and the id is not."""
    key = incident.text("incident_key")
    return key if key and set(key) != {"x"} else incident.text("id") or key


def _standing(word: str, status: str) -> Standing:
    if word in _ENDS or (status == "resolved" and word not in _BEGINS):
        return Standing(RESOLVED)
    if word in _BEGINS:
        return Standing(FIRING)
    return Standing(FIRING, _NEWS.get(word, word.replace("_", " ")))


def _what(kind: str, incident: Node) -> str:
    who = [each.text("summary", "object.name", "name") for each in incident.items("assignees")[:5]]
    return f"{kind}: {', '.join(filter(None, who))}" if any(who) else ""


def _severity(incident: Node) -> str:
    given = incident.text("priority.summary", "priority.name")
    urgency = {"high": CRITICAL, "low": WARNING}.get(incident.word("urgency"), "")
    return severity(given) if given else urgency


def _shown(message: Node, incident: Node) -> Node:
    """What is about this incident; how the webhook and the service are set up is not."""
    entries = [
        {"summary": entry.text("summary"), "agent": entry["agent"].value} for entry in message.items("log_entries")[:5]
    ]
    service = {"id": incident.text("service.id"), "name": incident.text("service.name", "service.summary")}
    inside = incident.value if isinstance(incident.value, dict) else {}
    rest = {name: value for name, value in inside.items() if name not in ("service", "pending_actions")}
    return Node({"event": message.text("event", "type"), "log": entries, "service": service, "incident": rest})


KIND = Kind("pagerduty", fits, read)
