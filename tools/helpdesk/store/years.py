"""A desk with the closed tickets of the desks before it: one repository a year, read together by one portal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from typing import cast

from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.kept import Entry, Kept
from helpdesk.model.record import Record
from helpdesk.model.snapshot import Snapshot


def with_earlier(desk: Snapshot, earlier: Sequence[Snapshot]) -> Snapshot:
    """`desk` and below it the closed tickets of `earlier` ones, newest first; rules, articles and assets are its own.

    A number that several desks have is that of the first. Raises ValueError where prefixes differ: a reference would
    then not tell which ticket is meant.
    """
    for other in earlier:
        ours, theirs = desk.rules.desk.prefix, other.rules.desk.prefix
        if ours != theirs:
            raise ValueError(f"its tickets are {theirs}-..., ours {ours}-...: desks of one portal share a prefix")
    # All that is not asked of several desks is passed on, which no protocol can see.
    return cast("Snapshot", _Years(desk, earlier)) if earlier else desk


def still_open(earlier: Snapshot) -> list[str]:
    """The references of tickets that are not closed in an earlier desk: they are shown by its own portal alone."""
    return [reference(earlier.rules.desk.prefix, record.number) for record in earlier.open_tickets()]


class _Years:
    def __init__(self, desk: Snapshot, earlier: Sequence[Snapshot]) -> None:
        self._desk, self._all = desk, (desk, *earlier)
        self._states = [dict(desk.states())]
        taken = set(self._states[0])
        for other in earlier:
            left_out = taken | {record.number for record in other.open_tickets()}
            self._states.append({number: state for number, state in other.states().items() if number not in left_out})
            taken |= self._states[-1].keys()

    def __getattr__(self, name: str) -> object:
        return getattr(self._desk, name)

    def ticket(self, number: TicketNumber) -> Record | None:
        return next(self.these([number]), None)

    def all_tickets(self) -> Iterator[Record]:
        return self.these(number for states in self._states for number in states)

    def these(self, numbers: Iterable[TicketNumber]) -> Iterator[Record]:
        wanted = sorted(set(numbers))
        parts = [desk.these([number for number in wanted if number in states]) for desk, states in self._each()]
        return merge(*parts, key=lambda record: record.number)

    def states(self) -> Mapping[TicketNumber, str]:
        return {number: state for states in reversed(self._states) for number, state in states.items()}

    def kept(self, name: str, made: str) -> Kept:
        """Each desk's clone keeps what was worked out of its own tickets; for a later desk under a name of its own."""
        names = [name, *(f"{name}, for a later desk" for _ in self._all[1:])]
        kept = [desk.kept(own, made) for desk, own in zip(self._all, names, strict=True)]
        return _KeptByYear(kept, self._states)

    def _each(self) -> Iterator[tuple[Snapshot, dict[TicketNumber, str]]]:
        return zip(self._all, self._states, strict=True)


class _KeptByYear:
    """Implements `Kept`, each ticket's entry with its own desk."""

    def __init__(self, kept: Sequence[Kept], states: Sequence[Mapping[TicketNumber, str]]) -> None:
        self._kept, self._states = kept, states

    def entries(self) -> Iterator[Entry]:
        return merge(*(self._own(kept, states) for kept, states in zip(self._kept, self._states, strict=True)))

    def _own(self, kept: Kept, states: Mapping[TicketNumber, str]) -> Iterator[Entry]:
        return (entry for entry in kept.entries() if entry[0] in states)

    def keep(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        new, left = list(entries), list(gone)
        for kept, states in zip(self._kept, self._states, strict=True):
            own = [entry for entry in new if entry[0] in states]
            kept.keep(own, [number for number in left if number not in states])
