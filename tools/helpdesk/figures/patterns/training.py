"""Training needs: whose tickets come back, displease, take long or are escalated beyond chance, and who could help.

Each person and team is held against the others' tickets of the same category, so that who does the hard ones is not
taken for who does them badly."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.cell import Cell, Kind, Looked
from helpdesk.figures.patterns.find import WEEKS, Pattern, accepted
from helpdesk.figures.spread import percentile
from helpdesk.figures.window import Window
from helpdesk.model.chance import hypergeometric_tail

_FEWEST, _ENOUGH, RATIO = 5, 20, 1.5
_LOW, _LONG = 2, 0.9
_MOST_COLLEAGUES, _MOST_ARTICLES, _SHRUNK = 3, 5, 10


class Need(msgspec.Struct, frozen=True):
    """A pattern of one person's or team's tickets, the category it is strongest in, the colleagues who do well in it,
    and the articles that solved such tickets."""

    pattern: Pattern
    category: str
    colleagues: tuple[str, ...]
    articles: tuple[str, ...]


class Trial(msgspec.Struct, frozen=True):
    """One ticket that went well or badly in some way."""

    number: int
    category: str
    bad: bool


def training_needs(tickets: Iterable[Facts], now: datetime, weeks: int = WEEKS) -> tuple[Need, ...]:
    """The needs of the last weeks, the surest first."""
    window = Window(now - timedelta(weeks=weeks), now)
    ended = [one for one in tickets if one.type in ("incident", "request") and window.holds(one.ended)]
    by_number = {one.number: one for one in ended}
    seen = [
        _look(kind, field, ended, trials) for kind, trials in _trials(ended).items() for field in ("assignee", "team")
    ]
    return tuple(_need(pattern, ended, by_number) for pattern in accepted(seen))


def _trials(ended: Sequence[Facts]) -> dict[Kind, list[Trial]]:
    def told(way: Callable[[Facts], bool | None]) -> list[Trial]:
        judged = ((one, way(one)) for one in ended)
        return [Trial(one.number, one.category, bad) for one, bad in judged if bad is not None]

    long = _long(ended)
    return {
        Kind.REOPENED: told(lambda one: one.reopened > 0),
        Kind.UNHAPPY: told(lambda one: None if one.rating is None else one.rating <= _LOW),
        Kind.SLOW: told(lambda one: None if one.work is None else one.work > long[one.category]),
        Kind.ESCALATED: told(lambda one: one.escalations > 0),
    }


def _long(ended: Sequence[Facts]) -> dict[str, float]:
    """What nine in ten tickets of a category do not exceed."""
    works: dict[str, list[int]] = defaultdict(list)
    for one in ended:
        if one.work is not None:
            works[one.category].append(one.work)
    return {category: percentile(given, _LONG) or 0.0 for category, given in works.items()}


def _look(kind: Kind, field: str, ended: Sequence[Facts], trials: Sequence[Trial]) -> Looked:
    """Each person's or team's share of bad ones against the others' in the same categories."""
    whose = {one.number: getattr(one, field) for one in ended}
    mine: dict[str, list[Trial]] = defaultdict(list)
    tried, bad = Counter[str](), Counter[str]()
    for trial in trials:
        if whose[trial.number]:
            mine[whose[trial.number]].append(trial)
            tried[trial.category] += 1
            bad[trial.category] += trial.bad
    if len(mine) < 2:
        return Looked((), len(mine))
    cells = []
    for who, given in mine.items():
        own = [trial.number for trial in given if trial.bad]
        count = Counter(trial.category for trial in given)
        # As many as the desk at large has of such tickets, their own among them: drawn from one urn, so to speak.
        pooled = sum(each * bad[category] / tried[category] for category, each in count.items())
        expected = _expected(given, tried, bad)
        if len(given) >= _ENOUGH and len(own) >= max(_FEWEST, RATIO * expected):
            marked = round(pooled * tried.total() / len(given))
            p = hypergeometric_tail(len(own), len(given), max(marked, len(own)), tried.total())
            cells.append(Cell(kind, {field: who}, len(own), expected, p, tuple(sorted(own))))
    return Looked(tuple(cells), len(mine))


def _expected(given: Sequence[Trial], tried: Counter[str], bad: Counter[str]) -> float:
    """How many bad ones the others would have had of these; in a category that few others have, nearly as in all."""
    own, own_bad = Counter(trial.category for trial in given), Counter(trial.category for trial in given if trial.bad)
    others = tried.total() - own.total()
    usual = (bad.total() - own_bad.total()) / others if others else 0.0
    total = 0.0
    for category, count in own.items():
        rest = tried[category] - count
        total += count * (bad[category] - own_bad[category] + _SHRUNK * usual) / (rest + _SHRUNK)
    return total


def _need(pattern: Pattern, ended: Sequence[Facts], by_number: dict[int, Facts]) -> Need:
    own = [by_number[number] for number in pattern.cell.tickets]
    category = Counter(one.category for one in own).most_common(1)[0][0]
    who = set(pattern.cell.what.values())
    others = [one for one in ended if one.category == category and one.assignee and one.assignee not in who]
    if "team" in pattern.cell.what:
        others = [one for one in others if one.team not in who]
    done, well = Counter(one.assignee for one in others), Counter(one.assignee for one in others if _well(one))
    enough = sorted(name for name in done if done[name] >= _FEWEST)
    able = sorted(enough, key=lambda name: -_share(well[name], done[name]))
    articles = Counter(one.article for one in others if one.article)
    return Need(
        pattern,
        category,
        tuple(able[:_MOST_COLLEAGUES]),
        tuple(name for name, _ in articles.most_common(_MOST_ARTICLES)),
    )


def _share(well: int, done: int) -> float:
    """Few tickets say little: ten more stand beside them, half of them well done."""
    return (well + _SHRUNK / 2) / (done + _SHRUNK)


def _well(one: Facts) -> bool:
    return not one.reopened and not one.escalations and (one.rating is None or one.rating > _LOW)
