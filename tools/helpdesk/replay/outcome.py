"""What is compared of a ticket: how it was triaged and routed, what was promised, what was broken, who was told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from helpdesk.model.order import in_order
from helpdesk.model.record import Record
from helpdesk.model.timeline import Breached, Json, Opened, Owed, Promised, Routed, Target, Triaged

TRIAGED = ("type", "category", "service", "priority")


class Outcome(msgspec.Struct, frozen=True):
    """One ticket. `triaged` are the fields as first decided, `team` and `assignee` who got it first, `due` the first
    promise per target and `breached` when it was broken; `notices` how often each template went to each role."""

    triaged: Mapping[str, str]
    team: str
    assignee: str
    due: Mapping[Target, datetime]
    breached: Mapping[Target, datetime]
    notices: Mapping[tuple[str, str], int]


def outcome_of(record: Record) -> Outcome:
    """What a ticket's ledger says of it."""
    entries = in_order(record.timeline)
    opened = record.state.opened
    first: dict[str, Json] = {}
    due: dict[Target, datetime] = {}
    routed: Routed | None = None
    for entry in entries:
        match entry:
            case Opened():
                first.update(entry.set)
            case Triaged() if entry.at == opened:
                first.update(entry.set)
            case Routed():
                routed = routed or entry
            case Promised():
                due.setdefault(entry.target, entry.due)
            case _:
                pass
    return Outcome(
        triaged={name: str(first.get(name) or _otherwise(name)) for name in TRIAGED},
        team=routed.team if routed else str(first.get("team") or ""),
        assignee=routed.assignee if routed else str(first.get("assignee") or ""),
        due=due,
        breached={entry.target: entry.at for entry in reversed(entries) if isinstance(entry, Breached)},
        notices=_notices(entry for entry in entries if isinstance(entry, Owed)),
    )


def _otherwise(name: str) -> str:
    return "incident" if name == "type" else ""


def _notices(owed: Iterable[Owed]) -> Counter[tuple[str, str]]:
    """A notice claimed again by a later pass is the same notice."""
    ids = {entry.notice: (entry.template, entry.role) for entry in owed}
    return Counter(ids.values())
