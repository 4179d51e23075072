"""The figures of the analytics page. Each function is its formula; its docstring is its definition on the page
"How these figures are made". All times are wall-clock time unless a promise is meant, which counts opening hours."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from helpdesk.model.timeline import Target
from helpdesk.publish.facts import Facts

WEEK = timedelta(weeks=1)


class Week(msgspec.Struct, frozen=True):
    start: date
    opened: int
    ended: int
    backlog: int


class Spread(msgspec.Struct, frozen=True):
    """`median` and `p90` in seconds over `count` tickets; None over no tickets at all."""

    count: int
    median: float | None
    p90: float | None


class Attainment(msgspec.Struct, frozen=True):
    target: Target
    met: int
    missed: int
    running: int

    @property
    def share(self) -> float | None:
        """Met of all that are decided."""
        decided = self.met + self.missed
        return self.met / decided if decided else None


class GroupFigures(msgspec.Struct, frozen=True):
    name: str
    opened: int
    open_now: int
    response: Spread
    resolution: Spread
    met: int
    missed: int

    @property
    def share(self) -> float | None:
        return self.met / (self.met + self.missed) if self.met + self.missed else None


def monday(moment: datetime) -> date:
    """The Monday of a moment's ISO 8601 week, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def weekly_volume(tickets: Iterable[Facts], now: datetime, weeks: int = 26) -> tuple[Week, ...]:
    """Per ISO week (UTC): tickets opened, tickets ended (resolved, or closed without that; by their last ending, so a
    reopened ticket counts once), and the backlog: tickets opened but not ended by the end of that week. The last week
    is the current one, up to now. Weeks before the desk's first ticket are left out."""
    opened: Counter[date] = Counter()
    ended: Counter[date] = Counter()
    for ticket in tickets:
        opened[monday(ticket.opened)] += 1
        if ticket.ended is not None:
            ended[monday(ticket.ended)] += 1
    if not opened:
        return ()
    last = monday(now)
    first = max(min(opened), last - (weeks - 1) * WEEK)
    backlog = sum(n for week, n in opened.items() if week < first) - sum(n for week, n in ended.items() if week < first)
    rows = []
    while first <= last:
        backlog += opened[first] - ended[first]
        rows.append(Week(first, opened[first], ended[first], backlog))
        first += WEEK
    return tuple(rows)


def spread(seconds: Sequence[float]) -> Spread:
    """Median: the middle value, or the mean of the two in the middle. 90th percentile: nearest rank, the smallest value
    that at least nine in ten do not exceed."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread(0, None, None)
    half = len(ordered) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return Spread(len(ordered), median, ordered[math.ceil(0.9 * len(ordered)) - 1])


def response_times(tickets: Iterable[Facts], since: datetime) -> Spread:
    """First response: from the opening to the first public reply by staff, in wall-clock time, over tickets first
    answered since then. Tickets still without an answer are not in it (their promises are)."""
    return spread([
        (ticket.first_response - ticket.opened).total_seconds()
        for ticket in tickets
        if ticket.first_response is not None and ticket.first_response >= since
    ])  # fmt: skip


def resolution_times(tickets: Iterable[Facts], since: datetime) -> Spread:
    """Resolution: from the opening to the last resolution (or the closing of one never resolved), in wall-clock time,
    waiting included, over tickets ended since then."""
    return spread([
        (ticket.ended - ticket.opened).total_seconds()
        for ticket in tickets
        if ticket.ended is not None and ticket.ended >= since
    ])  # fmt: skip


def attainment(tickets: Iterable[Facts], since: datetime) -> tuple[Attainment, ...]:
    """Per promise of tickets opened since then: met (fulfilled at or before its due time), missed (fulfilled later, or
    the due time has passed), running. The share is met of met and missed. Due times were fixed when the promise was
    made, in the opening hours of its calendar, so later changes of rules do not change this figure."""
    counts: dict[Target, Counter[str]] = defaultdict(Counter)
    for ticket in tickets:
        if ticket.opened >= since:
            for target, verdict in ticket.promises:
                counts[target][verdict] += 1
    return tuple(
        Attainment(target, counts[target]["met"], counts[target]["missed"], counts[target]["running"])
        for target in Target
        if target in counts
    )


def by_group(tickets: Sequence[Facts], since: datetime) -> dict[str, tuple[GroupFigures, ...]]:
    """The same figures per team, category, type and channel as the ticket now stands; the most tickets first. Opened
    counts tickets opened since then; open now counts all."""
    members: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for ticket in tickets:
        if ticket.opened >= since or ticket.ended is None or ticket.ended >= since:
            for group in ticket.groups:
                members[group].append(ticket)
    tables: dict[str, list[GroupFigures]] = defaultdict(list)
    for (kind, name), group_tickets in members.items():
        tables[kind].append(_figures(name, group_tickets, since))
    order = [kind for kind, _ in tickets[0].groups] if tickets else []
    return {
        kind: tuple(sorted(tables[kind], key=lambda each: (-each.opened, each.name))) for kind in order if tables[kind]
    }


def _figures(name: str, tickets: Sequence[Facts], since: datetime) -> GroupFigures:
    verdicts = attainment(tickets, since)
    return GroupFigures(
        name=name,
        opened=sum(ticket.opened >= since for ticket in tickets),
        open_now=sum(ticket.ended is None for ticket in tickets),
        response=response_times(tickets, since),
        resolution=resolution_times(tickets, since),
        met=sum(each.met for each in verdicts),
        missed=sum(each.missed for each in verdicts),
    )
