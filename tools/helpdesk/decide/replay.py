"""A ticket's history as another desk tells it, put to this desk's own promises: when is what due, how long did it take?

A target counts open time while the ticket neither waits nor is finished. The first response, the answers to the
requester's messages (each from the first one still unanswered) and the updates (each from the word of staff before it)
end with a public word of staff; a solution ends with the ticket. Of several answers or updates the slowest counts.
Nothing is due while the clock stands still.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from helpdesk.decide.calendars.hours import Hours
from helpdesk.decide.promising.promises import Span, later, promise, stops_of, used
from helpdesk.model.moment import Duration
from helpdesk.model.timeline import AnyEntry, Closed, Paused, Resumed, Target


class Kind(StrEnum):
    """What can happen in a history, as far as promises care."""

    RUNS = "runs"
    WAITS = "waits"
    ENDS = "ends"
    ASKED = "asked"
    ANSWERED = "answered"
    RESPONDED = "responded"
    TOLD = "told"


class Happening(msgspec.Struct, frozen=True):
    """`runs`, `waits` and `ends` are states entered; `asked` is a word of the requester, `told` one of staff, which is
    also their first response; `responded` and `answered` record the one or the other alone."""

    at: datetime
    kind: Kind


class Measured(msgspec.Struct, frozen=True):
    """One target: `due` while it runs, else the seconds that the slowest round took."""

    due: datetime | None = None
    took: int | None = None


class History:
    """What happened to one ticket since it was `opened`, in order."""

    def __init__(self, opened: datetime, happenings: Iterable[Happening]) -> None:
        self.opened = opened
        self.happenings = sorted(happenings, key=lambda each: each.at)
        self.last = max([opened, *(each.at for each in self.happenings)])

    @property
    def stands_still(self) -> bool:
        states = [each.kind for each in self.happenings if each.kind in _STATES]
        return bool(states) and states[-1] is not Kind.RUNS

    def stops(self, until: datetime) -> list[Span]:
        """When the clock stood still, as the ledger's own entries say it."""
        entries: list[AnyEntry] = []
        for each in self.happenings:
            match each.kind:
                case Kind.WAITS:
                    entries.append(Paused(at=each.at))
                case Kind.ENDS:
                    entries.append(Closed(at=each.at))
                case Kind.RUNS:
                    entries.append(Resumed(at=each.at))
                case _:
                    pass
        return stops_of(entries, until)

    def counted(self, hours: Hours, start: datetime, end: datetime) -> int:
        """Seconds that count towards a target from `start`, or the opening, to `end`."""
        return used(hours, max(start, self.opened), self.stops(end), end)

    def due(self, hours: Hours, start: datetime, seconds: float) -> datetime:
        """When so many seconds will have counted, if the clock runs on from the last thing that happened."""
        return later(hours, start, seconds, self.stops(self.last))

    def first_response(self, hours: Hours, seconds: int) -> Measured:
        ends = [each.at for each in self.happenings if each.kind in (Kind.RESPONDED, Kind.TOLD)]
        return self._measure(hours, seconds, Target.RESPONSE, [(self.opened, ends[0])] if ends else [], self.opened)

    def solution(self, hours: Hours, seconds: int) -> Measured:
        ends = [each.at for each in self.happenings if each.kind is Kind.ENDS]
        rounds = [(self.opened, ends[-1])] if ends and self.stands_still else []
        return self._measure(hours, seconds, Target.RESOLVE, rounds, self.opened)

    def answers(self, hours: Hours, seconds: int) -> Measured:
        waits: datetime | None = None
        rounds = []
        for each in self.happenings:
            if each.kind is Kind.ASKED:
                waits = waits or each.at
            elif each.kind in (Kind.ANSWERED, Kind.TOLD) and waits is not None:
                rounds.append((waits, each.at))
                waits = None
        return self._measure(hours, seconds, Target.UPDATE, rounds, waits, goes_on=True)

    def updates(self, hours: Hours, seconds: int) -> Measured:
        since, rounds = self.opened, []
        for each in self.happenings:
            if each.kind in (Kind.ANSWERED, Kind.TOLD):
                rounds.append((since, each.at))
                since = each.at
        return self._measure(hours, seconds, Target.UPDATE, rounds, since, goes_on=True)

    def _measure(
        self,
        hours: Hours,
        seconds: int,
        target: Target,
        rounds: Sequence[Span],
        since: datetime | None,
        *,
        goes_on: bool = False,
    ) -> Measured:
        took = max((self.counted(hours, start, end) for start, end in rounds), default=None)
        if since is None or self.stands_still or (rounds and not goes_on):
            return Measured(None, took)
        made = promise(None, target, Duration(seconds=seconds), hours, since, self.stops(self.last), since)
        return Measured(made.due, took)


_STATES = frozenset({Kind.RUNS, Kind.WAITS, Kind.ENDS})
