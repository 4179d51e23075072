"""An entry of the ledger as a small line between two messages: what happened, and why."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from helpdesk.model.timeline import (
    DESK,
    Alerted,
    AnyEntry,
    Approved,
    Breached,
    Candidate,
    Changed,
    Closed,
    Confirmed,
    Corrected,
    Entry,
    Escalated,
    Helped,
    Json,
    Merged,
    Opened,
    Owed,
    Paused,
    Promised,
    Rated,
    Refused,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Told,
    Triaged,
    Warned,
)
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.names import Names


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """`what` in words; `due` a promised time that belongs to it; `because` reasons by field; `kind` picks the mark."""

    at: datetime
    by: str
    kind: str
    what: str
    due: datetime | None = None
    why: str = ""
    rule: str = ""
    because: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Candidate, ...] = ()


def happening(entry: AnyEntry, names: Names) -> Happening | None:
    """The line for an entry; None for those that a page shows otherwise (messages) or that only machines need."""
    words = _WORDS.get(type(entry))
    if words is None:
        return None
    what, due = words(entry, names)
    return Happening(
        at=entry.at,
        by="" if entry.by == DESK else names.person(entry.by),
        kind=type(entry).__name__.lower(),
        what=what,
        due=due,
        why=entry.why,
        rule=entry.rule,
        because=tuple(entry.because.items()) if isinstance(entry, Triaged) else (),
        candidates=entry.candidates if isinstance(entry, Routed) else (),
    )


_ENDED = {"sent": "Told", "undeliverable": "Could not tell", "dropped": "Did not tell"}
Said = tuple[str, datetime | None]
E_ = TypeVar("E_", bound=Entry)


def _routed(entry: Routed, names: Names) -> Said:
    who = f" / {names.person(entry.assignee)}" if entry.assignee else ""
    return f"Routed to {names.team(entry.team)}{who}", None


def _promised(entry: Promised, names: Names) -> Said:  # noqa: ARG001
    return f"{NAMES[entry.target]} promised by {entry.sla}, due", entry.due


def _triaged(entry: Triaged, names: Names) -> Said:
    return f"Triaged: {_fields(entry.set, names)}", None


def _changed(entry: Changed, names: Names) -> Said:
    parts = [_change(field, entry.was.get(field), value, names) for field, value in entry.set.items()]
    return "; ".join(parts) or "Nothing changed", None


def _resumed(entry: Resumed, names: Names) -> Said:  # noqa: ARG001
    return f"Clock runs again{', due' if entry.due else ''}", min(entry.due.values(), default=None)


def _merged(entry: Merged, names: Names) -> Said:  # noqa: ARG001
    return (f"Merged into {entry.into}" if entry.into else f"{entry.source} was merged into this"), None


def _alerted(entry: Alerted, names: Names) -> Said:  # noqa: ARG001
    alert = entry.alert
    if entry.into:
        return f"Alert goes on in {entry.into}: {alert.title}", None
    word = {"firing": "fires", "resolved": "is over"}[alert.status.value]
    about = f" ({', '.join(filter(None, (alert.source, alert.severity)))})"
    held = " - wakes nobody until" if entry.held is not None else ""
    return f"Alert {alert.event or word}: {alert.title}{about}{held}", entry.held


def _escalated(entry: Escalated, names: Names) -> Said:
    who = f" ({names.person(entry.who)})" if entry.who else ""
    return f"Escalated to the {entry.to}{who}: {NAMES[entry.target].lower()}", None


def _resolved(entry: Resolved, names: Names) -> Said:  # noqa: ARG001
    return ": ".join(part for part in ("Resolved", entry.code, entry.summary) if part), None


def _told(entry: Told, names: Names) -> Said:  # noqa: ARG001
    return _ENDED.get(entry.result, f"Notice {entry.result}"), None


def _owed(entry: Owed, names: Names) -> Said:  # noqa: ARG001
    return f"Still to be told: {_notice(entry)}{', held until' if entry.after else ''}", entry.after


def _notice(owed: Owed) -> str:
    """`requester by mail (acknowledge)`: whom, how, and which text."""
    return f"{owed.role} by {owed.channel} ({owed.template})"


def told_line(entry: Told, owed: Owed | None, names: Names) -> Happening | None:
    """The line for a notice that has ended, with what the ledger had said of it when it was owed."""
    line = happening(entry, names)
    return replace(line, what=f"{line.what} {_notice(owed)}") if line and owed else line


def _plainly(text: Callable[[E_], str]) -> Callable[[E_, Names], Said]:
    return lambda entry, _names: (text(entry), None)


def _always(text: str) -> Callable[[Entry, Names], Said]:
    return lambda _entry, _names: (text, None)


def _helped(entry: Helped) -> str:
    words = f": {entry.comment}" if entry.comment else ""
    return f"The article {entry.article} {'helped' if entry.helpful else 'did not help'}{words}"


_WORDS: dict[type, Callable[..., Said]] = {
    Opened: _plainly(lambda entry: f"Opened{f', via {entry.via}' if entry.via else ''}"),
    Triaged: _triaged,
    Routed: _routed,
    Promised: _promised,
    Changed: _changed,
    Paused: _always("Clock paused"),
    Resumed: _resumed,
    Warned: lambda entry, _names: (f"{NAMES[entry.target]} is due soon:", entry.due),
    Breached: _plainly(lambda entry: f"{NAMES[entry.target]} was not met in time"),
    Escalated: _escalated,
    Approved: _plainly(lambda entry: f"Approved: {entry.what}"),
    Refused: _plainly(lambda entry: f"Refused: {entry.what}"),
    Alerted: _alerted,
    Resolved: _resolved,
    Confirmed: _always("The requester confirmed that it is solved"),
    Reopened: _always("Reopened"),
    Closed: _plainly(lambda entry: f"Closed{f': {entry.reason}' if entry.reason else ''}"),
    Rated: _plainly(lambda entry: f"Rated {entry.score} of 5{f': {entry.comment}' if entry.comment else ''}"),
    Helped: _plainly(_helped),
    Merged: _merged,
    Corrected: _plainly(lambda entry: f"Corrected: {entry.what}"),
    Owed: _owed,
    Told: _told,
}


def _fields(values: dict[str, Json], names: Names) -> str:
    return ", ".join(f"{field} {_value(field, value, names)}" for field, value in values.items())


def _change(field: str, was: Json, value: Json, names: Names) -> str:
    old = f" (was {_value(field, was, names)})" if was not in (None, "", [], {}) else ""
    return f"{field.replace('_', ' ').capitalize()} set to {_value(field, value, names)}{old}"


def _value(field: str, value: Json, names: Names) -> str:
    """A field's value in words: names for ids, lists with commas."""
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(_value(field, item, names) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(key, item, names)}" for key, item in value.items())
    look_up = {"team": names.team, "assignee": names.person, "category": names.category, "priority": names.priority}
    return look_up.get(field, str)(str(value))
