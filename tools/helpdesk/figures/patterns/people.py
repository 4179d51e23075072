"""Looks at who asks and from where: people who ask far more than others or about one thing, places with one trouble."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.cell import Cell, Kind, Looked, View, by_draw, named, numbers, unevenness
from helpdesk.figures.patterns.spread import Spread, any_at_all
from helpdesk.model.chance import negative_binomial_tail

VOLUME_RATIO, SUBJECT_RATIO, PLACE_RATIO = 3.0, 2.0, 1.5
_FEWEST, _FEWEST_PEERS, _FEWEST_PEOPLE = 8, 20, 3
_ENOUGH = 50


def look_at_requesters(view: View) -> Looked:
    """People who ask more than people differ in any case: against a gamma of rates, fitted to all the others."""
    groups = named(view.asked, "requester")
    if len(groups) < _FEWEST_PEERS:
        return Looked((), len(groups))
    known = Spread([len(members) for members in groups.values()])
    cells = []
    for who, members in groups.items():
        mean, spread = known.without_truncated(len(members))
        if len(members) >= max(_FEWEST, VOLUME_RATIO * mean):
            p = negative_binomial_tail(len(members), mean, spread) / any_at_all(mean, spread)
            cells.append(Cell(Kind.REQUESTER, {"requester": who}, len(members), mean, p, numbers(members)))
    return Looked(tuple(cells), len(groups))


def look_at_subjects(view: View) -> Looked:
    """What a person asks about again and again, against the others, or against their department where it asks more.
    Many of one day are one."""
    cells, looked = list[Cell](), 0
    people = named(view.asked, "requester")
    for field in ("category", "service"):
        tickets = [one for one in view.asked if getattr(one, field)]
        whole = Counter(getattr(one, field) for one in tickets)
        if len(whole) < 2:
            continue
        looked += len(people) * len(whole)
        departments = _departments(tickets, field)
        for who, members in people.items():
            cells += _subjects(view, field, who, members, whole, departments)
    return Looked(tuple(cells), looked)


Departments = dict[str, Counter[str]]


def _departments(tickets: list[Facts], field: str) -> Departments:
    found: Departments = defaultdict(Counter)
    for one in tickets:
        if one.department:
            found[one.department][getattr(one, field)] += 1
    return found


def _subjects(
    view: View, field: str, who: str, members: list[Facts], whole: Counter[str], departments: Departments
) -> Iterable[Cell]:
    own = [one for one in members if getattr(one, field)]
    said = Counter(getattr(one, field) for one in own)
    days = Counter(name for _, name in {(view.local(one).date(), getattr(one, field)) for one in own})
    for name, count in said.items():
        if days[name] < _FEWEST:
            continue
        marked, others = whole[name] - count, whole.total() - len(own)
        peers = departments.get(own[0].department, Counter[str]())
        rest = peers.total() - len(own)
        if rest >= _ENOUGH and (peers[name] - count) * others > marked * rest:
            marked, others = peers[name] - count, rest
        share = marked / others if others else 1.0
        expected = (len(own) - count) * share / (1 - share) if share < 1 else float(count)
        if count >= SUBJECT_RATIO * expected:
            p = by_draw(count, len(own), marked + count, others + len(own), count / days[name])
            about = [one for one in own if getattr(one, field) == name]
            yield Cell(Kind.SUBJECT, {"requester": who, field: name}, count, expected, p, numbers(about))


def look_at_places(view: View) -> Looked:
    """One sort of trouble at one location, against the other locations."""
    cells, looked = list[Cell](), 0
    here = named(view.incidents, "location")
    total = sum(map(len, here.values()))
    for field in ("category", "service"):
        whole = Counter(getattr(one, field) for members in here.values() for one in members if getattr(one, field))
        if len(here) < 2 or len(whole) < 2:
            continue
        looked += len(here) * len(whole)
        for place, members in here.items():
            for name, mine in named(members, field).items():
                if total == len(members):
                    continue
                share = (whole[name] - len(mine)) / (total - len(members))
                expected = (len(members) - len(mine)) * share / (1 - share) if share < 1 else float(len(mine))
                people = len({one.requester for one in mine})
                if len(mine) >= max(_FEWEST, PLACE_RATIO * expected) and people >= _FEWEST_PEOPLE:
                    p = by_draw(len(mine), len(members), whole[name], total, _bunches(view, mine))
                    what = {"location": place, field: name}
                    cells.append(Cell(Kind.PLACE, what, len(mine), expected, p, numbers(mine)))
    return Looked(tuple(cells), looked)


def _bunches(view: View, tickets: list[Facts]) -> float:
    weekly = Counter(map(view.week, tickets))
    counts = [weekly[week] for week in range(view.weeks)]
    return unevenness(counts, [len(tickets) / view.weeks] * view.weeks, 1)
