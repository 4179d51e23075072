"""Patterns in words: what it is, how sure it is, what to call the problem."""

from helpdesk.figures.patterns.cell import Cell, Kind
from helpdesk.figures.patterns.find import Pattern
from helpdesk.figures.patterns.training import Need
from helpdesk.publish.names import Names

DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_ABOUT_PEOPLE = frozenset({Kind.REQUESTER, Kind.SUBJECT})


def about_a_person(pattern: Pattern) -> bool:
    """Whether it is about one person: no problem ticket names them, and it is said kindly."""
    return pattern.cell.kind in _ABOUT_PEOPLE


def title(cell: Cell, names: Names) -> str:
    """What is more frequent than it should be, in a line."""
    what = cell.what
    match cell.kind:
        case Kind.MODEL:
            return f"{what['model']} fails more often than other models"
        case Kind.ASSET:
            return f"{names.service(what['asset'])} fails more often than others of its model"
        case Kind.WEEKDAY:
            return f"{names.service(what['service'])} has trouble on {DAYS[int(what['weekday'])]}"
        case Kind.HOUR:
            hour = int(what["hour"])
            return f"{names.service(what['service'])} has trouble between {hour:02d}:00 and {(hour + 1) % 24:02d}:00"
        case Kind.RISE:
            return f"More incidents than before: {_groups(cell, names)}"
        case Kind.PLACE:
            return f"{_groups(cell, names, but='location')} has trouble in {names.service(what['location'])}"
        case Kind.WORDS:
            return f"A trouble that is new or more frequent: {what['word']!r}"
        case Kind.REQUESTER:
            return f"{names.person(what['requester'])} asks far more often than others"
        case Kind.SUBJECT:
            return (
                f"{names.person(what['requester'])} asks again and again about {_groups(cell, names, but='requester')}"
            )
        case _:
            return f"{cell.kind.value}: {_groups(cell, names)}"


def evidence(pattern: Pattern, names: Names) -> str:
    """How many there were, how many one would expect, and how often chance alone would do that."""
    cell = pattern.cell
    times = "none were to be expected" if cell.expected < 0.5 else f"{cell.expected:,.0f} were to be expected"
    ratio = f", {cell.ratio:.1f} times as many" if cell.expected >= 0.5 else ""
    also = f"; the same tickets: {'; '.join(title(one, names) for one in pattern.also[:3])}" if pattern.also else ""
    return f"{cell.count} tickets where {times}{ratio}; {chance(pattern.p)}{also}"


def chance(p: float) -> str:
    """A probability as people count."""
    if p < 1e-9:
        return "by chance less than once in a billion such looks"
    return f"by chance once in {_round(1 / p):,} such looks"


def _round(value: float) -> int:
    """Two digits, as nobody believes more."""
    power = max(len(str(int(value))) - 2, 0)
    unit = int(10**power)
    return round(value / unit) * unit


def _groups(cell: Cell, names: Names, but: str = "") -> str:
    called = {"service": names.service, "category": names.category, "location": names.service}
    parts = (called.get(field, str)(value) for field, value in cell.what.items() if field != but)
    return " and ".join(parts)


_NEEDS = {
    Kind.REOPENED: "more tickets come back",
    Kind.UNHAPPY: "more people are not content",
    Kind.SLOW: "more tickets take long",
    Kind.ESCALATED: "more tickets are escalated",
}


def need_words(need: Need, names: Names) -> str:
    """Whose need it is, what shows it, and in what category most of all."""
    what = need.pattern.cell.what
    whose = names.team(what["team"]) if "team" in what else names.person(what["assignee"])
    about = f", most of all {names.category(need.category)}" if need.category else ""
    return f"{whose}: {_NEEDS[need.pattern.cell.kind]} than of others with the same work{about}"
