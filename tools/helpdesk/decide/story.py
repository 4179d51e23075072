"""What happened to a ticket in words: subjects of commits, lines of a plan, lines of an explanation."""

import re

from helpdesk.decide.draft import Draft
from helpdesk.model.timeline import (
    DESK,
    Alerted,
    AnyEntry,
    Approved,
    Breached,
    Changed,
    Closed,
    Commented,
    Corrected,
    Escalated,
    Json,
    Opened,
    Owed,
    Paused,
    Promised,
    Refused,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Target,
    Told,
    Triaged,
    Warned,
)

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONGEST = 200

# What a subject tells, most telling first.
_TELLING: tuple[type[AnyEntry], ...] = (
    Opened,
    Reopened,
    Closed,
    Resolved,
    Refused,
    Approved,
    Escalated,
    Breached,
    Routed,
    Alerted,
    Commented,
    Resumed,
    Paused,
    Warned,
    Changed,
    Triaged,
    Promised,
    Owed,
    Told,
)


def subject(draft: Draft) -> str:
    """One line for the commit: `HD-000123: routed to network / kim (P2)`."""
    for kind in _TELLING:
        entry = next((entry for entry in reversed(draft.entries) if isinstance(entry, kind)), None)
        if entry is not None:
            text = _place(draft) if isinstance(entry, Opened | Routed) else said(entry)
            return clean(f"{draft.reference}: {text}")
    return f"{draft.reference}: left the drop box"


def _place(draft: Draft) -> str:
    where = " / ".join(filter(None, (draft.ticket.team, draft.ticket.assignee))) or "nobody"
    priority = f" ({draft.ticket.priority})" if draft.ticket.priority else ""
    return f"routed to {where}{priority}"


def actions(draft: Draft) -> tuple[str, ...]:
    """Everything that is done, a line each."""
    lines = [clean(said(entry)) for entry in draft.entries]
    lines += [f"removes {path}" for path in draft.removes]
    return tuple(lines)


def clean(text: str) -> str:
    """One line, and not too long: names in it may come from strangers."""
    line = " ".join(_UNFIT.sub(" ", text).split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def said(entry: AnyEntry) -> str:
    """One entry as a sentence without a subject."""
    words = _said(entry)
    return words if entry.by == "desk" else f"{words} by {entry.by}"


def _said(entry: AnyEntry) -> str:
    match entry:
        case Opened():
            return f"opened through {entry.via or 'a file'}"
        case Triaged():
            return f"triaged: {_fields(entry.set)}"
        case Routed():
            return f"routed to {' / '.join(filter(None, (entry.team, entry.assignee))) or 'nobody'}"
        case Promised() if not entry.sla:
            return f"{named(entry.target)} is promised no more"
        case Promised() if entry.target is Target.TEAM:
            return f"the team has until {entry.due:%Y-%m-%d %H:%M} UTC ({entry.sla})"
        case Promised():
            return f"{entry.target.value} promised by {entry.due:%Y-%m-%d %H:%M} UTC ({entry.sla})"
        case Changed():
            return f"changed: {_fields(entry.set)}"
        case Commented():
            return f"{entry.visibility.value} comment"
        case Alerted() if entry.into:
            return f"alert goes on in {entry.into}: {entry.alert.title}"
        case Alerted():
            return f"alert {entry.alert.event or entry.alert.status.value}: {entry.alert.title}"
        case Paused():
            return "the clock stands still"
        case Resumed():
            return "the clock runs again"
        case Warned():
            return f"{named(entry.target)} is due soon ({entry.due:%Y-%m-%d %H:%M} UTC)"
        case Breached():
            return f"{named(entry.target)} breached at {entry.due:%Y-%m-%d %H:%M} UTC"
        case Escalated():
            return f"escalated to {entry.who or entry.to} ({named(entry.target)})"
        case Owed():
            return f"owes {entry.template} to {entry.role} by {entry.channel}"
        case Told():
            return f"{entry.notice}: {entry.result}"
        case Resolved():
            return f"resolved{f' ({entry.code})' if entry.code else ''}"
        case Reopened():
            return "reopened"
        case Approved():
            return f"approved as {entry.what} ({entry.hash})"
        case Refused() if entry.by == DESK:
            return f"did not take {entry.what}"
        case Refused():
            return f"refused as {entry.what} ({entry.hash})"
        case Corrected():
            return entry.what
        case Closed():
            return f"closed{f': {entry.reason}' if entry.reason else ''}"
        case _:
            return type(entry).__name__.lower()


def named(target: Target) -> str:
    """A target as a sentence names it."""
    return "the team's own target" if target is Target.TEAM else target.value


def _fields(values: dict[str, Json]) -> str:
    return ", ".join(f"{name} {brief(value)}" for name, value in values.items())


def brief(value: Json) -> str:
    """A value of front matter in words: of a list its parts, of a record what it says, never braces and quotes."""
    match value:
        case list() | tuple():
            return ", ".join(str(one.get("id", one)) if isinstance(one, dict) else str(one) for one in value) or "none"
        case dict():
            return " ".join(f"{name} {brief(one)}" for name, one in value.items()) or "none"
        case _:
            return str(value) if value not in ("", None) else "empty"
