"""How often tickets that look alike are the same trouble on this desk: measured by what its people linked.

Of the newest tickets each is compared with those before it, as it would have been when it came in; a likeness is right
where people linked the two, or both to the same problem, parent or original. What was right how often is drawn as
rising steps (isotonic regression, Zadrozny and Elkan 2002); where few were right, as a smooth curve of two numbers that
are drawn towards the strength of the likeness itself (Platt 1999).
"""

import sqlite3
from collections.abc import Iterable, Sequence

from helpdesk.learn.article_chances import corrected, learned
from helpdesk.learn.similar import Similar, similar_tickets
from helpdesk.model.ids import typed_reference
from helpdesk.model.record import Record

# From which likeness on which share was the same trouble, both rising.
Steps = tuple[tuple[float, float], ...]
MOST_TICKETS = 1000
# So many likenesses that people confirmed by a link are enough for steps; for a curve `article_chances.FEWEST_RIGHT`,
# and with fewer words are said and no percentage.
ENOUGH_RIGHT = 30
_ASKED = 3
_FEWEST_PAIRS, _MOST_STEPS, _CURVE = 50, 20, 40
_TABLE = "CREATE TABLE IF NOT EXISTS chance_step (start REAL NOT NULL, share REAL NOT NULL)"


def measured(index: sqlite3.Connection, records: Sequence[Record]) -> Steps:
    """The steps of a desk whose tickets are in the index; `records` are all of them, by number. Empty where people
    linked too few."""
    groups = _groups(records)
    pairs: list[tuple[float, bool]] = []
    for record in records[-MOST_TICKETS:]:
        for other in _earlier(index, record):
            pairs.append((other.chance, groups.get(record.number, -1) == groups.get(other.number, -2)))
    return steps_of(pairs) if sum(right for _, right in pairs) >= ENOUGH_RIGHT else curve_of(pairs)


def steps_of(pairs: Iterable[tuple[float, bool]]) -> Steps:
    """Rising steps through likenesses and whether each was right."""
    ordered = sorted(pairs)
    size = max(_FEWEST_PAIRS, -(-len(ordered) // _MOST_STEPS))
    pools: list[tuple[float, int, int]] = []
    for first in range(0, len(ordered), size):
        part = ordered[first : first + size]
        pools.append((part[0][0], len(part), sum(right for _, right in part)))
        while len(pools) > 1 and pools[-2][2] * pools[-1][1] >= pools[-1][2] * pools[-2][1]:
            last, before = pools.pop(), pools.pop()
            pools.append((before[0], before[1] + last[1], before[2] + last[2]))
    return tuple((round(start, 4), round(right / count, 4)) for start, count, right in pools)


def curve_of(pairs: Sequence[tuple[float, bool]]) -> Steps:
    """A smooth rise through few likenesses, in small steps; empty where it would rest on nearly nothing."""
    by = learned(pairs)
    if by is None:
        return ()
    return tuple((place / _CURVE, corrected((place + 0.5) / _CURVE, by)) for place in range(_CURVE))


def on_steps(chance: float, steps: Steps) -> float:
    """The share of right ones among likenesses of this strength."""
    found = steps[0][1]
    for start, share in steps:
        if chance < start:
            break
        found = share
    return found


def keep(index: sqlite3.Connection, steps: Steps) -> None:
    """Into the index, in place of those before. The caller commits."""
    index.execute(_TABLE)
    index.execute("DELETE FROM chance_step")
    index.executemany("INSERT INTO chance_step VALUES (?, ?)", steps)


def kept(index: sqlite3.Connection) -> Steps:
    """What `keep` kept; empty where nothing was measured."""
    if not index.execute("SELECT 1 FROM sqlite_master WHERE name = 'chance_step'").fetchone():
        return ()
    return tuple(index.execute("SELECT start, share FROM chance_step ORDER BY start"))


def _earlier(index: sqlite3.Connection, record: Record) -> list[Similar]:
    found = similar_tickets(index, record.ticket.title, record.request, 4 * _ASKED, (record.number,))
    return [other for other in found if other.number < record.number][:_ASKED]


def _groups(records: Iterable[Record]) -> dict[int, int]:
    """For each ticket that people linked the lowest number of those it belongs with."""
    first: dict[int, int] = {}

    def root(number: int) -> int:
        while first.setdefault(number, number) != number:
            number = first[number]
        return number

    for record in records:
        links = record.ticket.links
        for name in (links.duplicate_of, links.parent, links.problem, links.caused_by):
            other = typed_reference(name, record.reference.split("-")[0]) if name else None
            if other is not None:
                one, two = sorted((root(record.number), root(other)))
                first[two] = one
    return {number: root(number) for number in list(first)}
