"""Stretches of a ticket's life: when it was open, and when its clock stood still and why."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from helpdesk.model.timeline import (
    AnyEntry,
    Changed,
    Closed,
    Corrected,
    Merged,
    Opened,
    Paused,
    Reopened,
    Resolved,
    Resumed,
    Triaged,
)

# The entries that say when a ticket is open or waits; the others are nothing to its stretches.
LIVING = frozenset({Opened, Triaged, Changed, Corrected, Paused, Resumed, Resolved, Reopened, Closed, Merged})


class Spell(msgspec.Struct, frozen=True):
    """From `start` up to but not at `end`, which is None while it goes on; `cause` the status that brought it."""

    start: datetime
    end: datetime | None
    cause: str = ""

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment and (self.end is None or moment < self.end)


def spells(opened: datetime, entries: Iterable[AnyEntry]) -> Iterator[Spell]:
    """When the ticket was open: it ends by being resolved, or closed without that, and begins again when reopened."""
    start: datetime | None = opened
    for entry in entries:
        if isinstance(entry, Resolved | Closed) or (isinstance(entry, Merged) and entry.into):
            if start is not None:
                yield Spell(start, max(start, entry.at))
                start = None
        elif isinstance(entry, Reopened) and start is None:
            start = entry.at
    if start is not None:
        yield Spell(start, None)


def waits(entries: Iterable[AnyEntry]) -> Iterator[Spell]:
    """When the clock stood still. Ending or reopening a ticket ends its waiting too."""
    status, cause = "", ""
    start: datetime | None = None
    for entry in entries:
        match entry:
            case Opened() | Triaged() | Changed() | Corrected():
                status = str(entry.set.get("status", status) or "")
            case Paused() if start is None:
                start, cause = entry.at, status
            case Resumed() | Resolved() | Closed() | Reopened() if start is not None:
                yield Spell(start, max(start, entry.at), cause or status)
                start, cause = None, ""
    if start is not None:
        yield Spell(start, None, cause or status)
