"""Looks at times: a service on one weekday or at one hour, what has risen in the last weeks, words among it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.cell import Cell, Kind, Looked, View, by_draw, named, numbers, unevenness
from helpdesk.learn.words import words_of

RECENT_WEEKS = 4
WEEKDAY_RATIO, HOUR_RATIO, RISE_RATIO, WORD_RATIO = 1.2, 1.5, 1.3, 2.0
_FEWEST, _FEWEST_DAYS, _FEWEST_PEOPLE = 8, 4, 3


def look_at_weekdays(view: View) -> Looked:
    """A service on one weekday, against how the others' incidents lie in the week."""
    return _look_at_slots(view, Kind.WEEKDAY, 7, lambda moment: moment.weekday(), WEEKDAY_RATIO)


def look_at_hours(view: View) -> Looked:
    """A service at one hour of the day, against how the others' incidents lie in the day."""
    return _look_at_slots(view, Kind.HOUR, 24, lambda moment: moment.hour, HOUR_RATIO)


def _look_at_slots(view: View, kind: Kind, slots: int, slot_of: Callable[[datetime], int], ratio: float) -> Looked:
    """Every service at every slot of a round. What happens on few days is an outage, and no habit."""
    cells, looked = list[Cell](), 0
    when = {one.number: view.local(one) for one in view.incidents}
    desk = Counter(slot_of(moment) for moment in when.values())
    for service, members in named(view.incidents, "service").items():
        looked += slots
        others = len(view.incidents) - len(members)
        if not others or len(members) < _FEWEST:
            continue
        uneven = _unevenness_of_days(view, [when[one.number].date() for one in members])
        at: dict[int, list[Facts]] = defaultdict(list)
        for one in members:
            at[slot_of(when[one.number])].append(one)
        for slot, mine in at.items():
            share = (desk[slot] - len(mine)) / others
            expected = (len(members) - len(mine)) * share / (1 - share) if share < 1 else 0.0
            days = len({when[one.number].date() for one in mine})
            if len(mine) >= max(_FEWEST, ratio * expected) and days >= _FEWEST_DAYS:
                p = by_draw(len(mine), len(members), desk[slot], len(view.incidents), uneven)
                what = {"service": service, kind.value: str(slot)}
                cells.append(Cell(kind, what, len(mine), expected, p, numbers(mine)))
    return Looked(tuple(cells), looked)


def _unevenness_of_days(view: View, days_of: list[date]) -> float:
    """How much days of one weekday differ."""
    days, whole = _days(view), Counter(day.weekday() for day in days_of)
    there, counted = Counter(day.weekday() for day in days), Counter(days_of)
    means = [whole[day.weekday()] / there[day.weekday()] for day in days]
    return unevenness([counted[day] for day in days], means, 7)


RISING = ("service", "category", "location")


def look_at_rises(view: View) -> Looked:
    """What takes more of the desk's incidents in the last four weeks than it did before."""
    found, looked = list[Cell](), 0
    for name in RISING:
        groups = named(view.incidents, name)
        looked += len(groups)
        for group, members in groups.items():
            found += _risen(view, Kind.RISE, {name: group}, members, RISE_RATIO)
    return Looked(tuple(found), looked)


def look_at_words(view: View) -> Looked:
    """Words in the titles of incidents that are said more often in the last four weeks than before, by several."""
    said = {one.number: frozenset(words_of(one.title)) for one in view.incidents}
    counted = Counter(word for words in said.values() for word in words)
    known = {word for word, count in counted.items() if count >= _FEWEST and 4 * count <= len(view.incidents)}
    groups = named(view.incidents, lambda one: sorted(said[one.number] & known))
    found: list[Cell] = []
    for word, members in groups.items():
        if len({one.requester for one in members if view.week(one) < RECENT_WEEKS}) >= _FEWEST_PEOPLE:
            found += _risen(view, Kind.WORDS, {"word": word}, members, WORD_RATIO)
    return Looked(tuple(found), len(known))


def _risen(view: View, kind: Kind, what: dict[str, str], members: list[Facts], ratio: float) -> Iterable[Cell]:
    recent = [one for one in members if view.week(one) < RECENT_WEEKS]
    before, others = len(members) - len(recent), len(view.incidents) - len(members)
    known = before > 0 or kind is Kind.WORDS  # a service that is new has no trouble yet that rises; a word may be new
    if view.weeks < 3 * RECENT_WEEKS or not known or not others or len(recent) < _FEWEST:
        return
    weekly, own = Counter(map(view.week, view.incidents)), Counter(map(view.week, members))
    recent_share = (sum(weekly[week] for week in range(RECENT_WEEKS)) - len(recent)) / others
    past = [week for week in range(RECENT_WEEKS, view.weeks) if weekly[week]]
    total = sum(weekly[week] for week in past) or 1
    uneven = unevenness([own[week] for week in past], [before * weekly[week] / total for week in past], 1)
    expected = before * recent_share / (1 - recent_share) if recent_share < 1 else 0.0
    if len(recent) >= ratio * expected:
        now = sum(weekly[week] for week in range(RECENT_WEEKS))
        p = by_draw(len(recent), len(members), now, len(view.incidents), uneven)
        yield Cell(kind, what, len(recent), expected, p, numbers(recent))


def _days(view: View) -> list[date]:
    first, last = (moment.astimezone(view.zone).date() for moment in (view.window.start, view.window.end))
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]
