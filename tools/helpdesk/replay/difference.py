"""What changed rules would have changed: two replays of one history, ticket by ticket and summed up."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from statistics import median

import msgspec

from helpdesk.model.ids import TicketNumber
from helpdesk.model.timeline import Target
from helpdesk.replay.outcome import TRIAGED, Outcome, outcome_of
from helpdesk.replay.replay import Replayed, Script

Outcomes = Mapping[TicketNumber, Outcome]
_ASPECTS: dict[str, Callable[[Outcome], object]] = {
    "triaged": lambda outcome: dict(outcome.triaged),
    "team": lambda outcome: outcome.team,
    "assignee": lambda outcome: outcome.assignee,
    "due": lambda outcome: dict(outcome.due),
}


class Move(msgspec.Struct, frozen=True):
    """Tickets for which something was `old` and would be `new`."""

    old: str
    new: str
    references: tuple[str, ...]


class Shift(msgspec.Struct, frozen=True):
    """Promises of one target that would be due at another time: how many and by how many seconds, in the middle.
    `added` and `dropped` are promises that only one side makes."""

    target: Target
    earlier: tuple[str, ...] = ()
    earlier_by: float = 0.0
    later: tuple[str, ...] = ()
    later_by: float = 0.0
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


class Broken(msgspec.Struct, frozen=True):
    """Promises of one target that are broken: so many before and after, and on which tickets that differs."""

    target: Target
    before: int
    after: int
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


class Load(msgspec.Struct, frozen=True):
    """Tickets first given to a person or team; for a person also the most load at one time (a ticket that waits counts
    a quarter)."""

    name: str
    before: int
    after: int
    most_before: float = 0.0
    most_after: float = 0.0


class Told(msgspec.Struct, frozen=True):
    """How often a notice goes out."""

    template: str
    role: str
    before: int
    after: int


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer. `fields` holds the moves of each triaged field; `reassigned` are tickets that another person of
    the same team would get; `unlike_record` says by aspect (triaged, team, assignee, due) which tickets even the
    present rules decide otherwise than was recorded."""

    start: datetime
    end: datetime
    tickets: int
    routed: tuple[Move, ...]
    reassigned: tuple[str, ...]
    fields: Mapping[str, tuple[Move, ...]]
    shifts: tuple[Shift, ...]
    broken: tuple[Broken, ...]
    people: tuple[Load, ...]
    teams: tuple[Load, ...]
    notices: tuple[Told, ...]
    refused: tuple[str, ...]
    accepted: tuple[str, ...]
    unlike_record: Mapping[str, tuple[str, ...]]

    @property
    def none(self) -> bool:
        """Nothing would differ."""
        moved = self.routed or self.reassigned or any(self.fields.values()) or self.refused or self.accepted
        clocks = self.shifts or any(broken.gained or broken.lost for broken in self.broken)
        return not (moved or clocks or any(told.before != told.after for told in self.notices))


class Seen(msgspec.Struct, frozen=True):
    """One side of the comparison: the outcomes of the requests that were taken in, and the most load of each person."""

    outcomes: Outcomes
    most: Mapping[str, float]


def seen(replayed: Replayed) -> Seen:
    """What there is to compare of a replay: little, where the replay itself is a whole desk."""
    records = replayed.records.items()
    return Seen({number: outcome_of(record) for number, record in records if record is not None}, replayed.most)


def compare(script: Script, present: Seen, changed: Seen) -> Difference:
    """Both sides lived through the same script."""
    names = {number: record.reference for number, record in script.recorded.items()}
    before, after = present.outcomes, changed.outcomes
    recorded = {number: outcome_of(record) for number, record in script.recorded.items()}
    both = sorted(before.keys() & after.keys())

    def moves(of: Callable[[Outcome], str]) -> tuple[Move, ...]:
        pairs = [(of(before[number]), of(after[number]), names[number]) for number in both]
        return _moves(pair for pair in pairs if pair[0] != pair[1])

    def where(holds: Callable[[Outcome, Outcome], bool]) -> tuple[str, ...]:
        return tuple(names[number] for number in both if holds(before[number], after[number]))

    return Difference(
        start=script.start,
        end=script.end,
        tickets=len(names),
        routed=moves(lambda outcome: outcome.team),
        reassigned=where(lambda a, b: a.team == b.team and a.assignee != b.assignee),
        fields={name: moves(lambda outcome, name=name: outcome.triaged[name]) for name in TRIAGED},  # type: ignore[misc]
        shifts=tuple(filter(_says, (_shift(target, both, before, after, names) for target in Target))),
        broken=tuple(_broken(target, both, before, after, names) for target in Target),
        people=_loads(before, after, lambda outcome: outcome.assignee, present.most, changed.most),
        teams=_loads(before, after, lambda outcome: outcome.team, {}, {}),
        notices=_told(before, after),
        refused=tuple(names[number] for number in sorted(before.keys() - after.keys())),
        accepted=tuple(names[number] for number in sorted(after.keys() - before.keys())),
        unlike_record={
            aspect: tuple(names[n] for n in sorted(names) if n not in before or of(recorded[n]) != of(before[n]))
            for aspect, of in _ASPECTS.items()
        },
    )


def _moves(pairs: Iterable[tuple[str, str, str]]) -> tuple[Move, ...]:
    """The most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    for old, new, name in pairs:
        found.setdefault((old, new), []).append(name)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Move(old, new, tuple(names)) for (old, new), names in ordered)


def _shift(
    target: Target, both: Iterable[TicketNumber], before: Outcomes, after: Outcomes, names: Mapping[TicketNumber, str]
) -> Shift:
    found: dict[str, list[str]] = {"earlier": [], "later": [], "added": [], "dropped": []}
    by: dict[str, list[float]] = {"earlier": [], "later": []}
    for number in both:
        old, new = before[number].due.get(target), after[number].due.get(target)
        if old == new:
            continue
        if old is None or new is None:
            found["added" if old is None else "dropped"].append(names[number])
            continue
        way = "earlier" if new < old else "later"
        found[way].append(names[number])
        by[way].append(abs((new - old).total_seconds()))
    middle = {f"{way}_by": median(seconds) for way, seconds in by.items() if seconds}
    return Shift(target, **{way: tuple(refs) for way, refs in found.items()}, **middle)  # type: ignore[arg-type]


def _says(shift: Shift) -> bool:
    return bool(shift.earlier or shift.later or shift.added or shift.dropped)


def _broken(
    target: Target, both: Iterable[TicketNumber], before: Outcomes, after: Outcomes, names: Mapping[TicketNumber, str]
) -> Broken:
    old = {number for number in both if target in before[number].breached}
    new = {number for number in both if target in after[number].breached}
    gained, lost = (tuple(names[number] for number in sorted(some)) for some in (new - old, old - new))
    return Broken(target, len(old), len(new), gained, lost)


def _loads(
    before: Outcomes,
    after: Outcomes,
    of: Callable[[Outcome], str],
    most_before: Mapping[str, float],
    most_after: Mapping[str, float],
) -> tuple[Load, ...]:
    old, new = Counter(map(of, before.values())), Counter(map(of, after.values()))
    names = sorted((old.keys() | new.keys() | most_before.keys() | most_after.keys()) - {""})
    return tuple(
        Load(name, old[name], new[name], most_before.get(name, 0.0), most_after.get(name, 0.0)) for name in names
    )


def _told(before: Outcomes, after: Outcomes) -> tuple[Told, ...]:
    old, new = (
        sum((Counter(outcome.notices) for outcome in side.values()), Counter[tuple[str, str]]())
        for side in (before, after)
    )
    return tuple(Told(*name, old[name], new[name]) for name in sorted(old.keys() | new.keys()))
