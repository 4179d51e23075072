"""Patterns in words of the desk's language: what it is, how sure it is, what to call the problem."""

from helpdesk.figures.patterns.cell import Cell, Kind
from helpdesk.figures.patterns.find import Pattern
from helpdesk.figures.patterns.training import Need
from helpdesk.publish.names import Names
from helpdesk.publish.phrasing import decimal
from helpdesk.publish.texts import ENGLISH, Texts

_ABOUT_PEOPLE = frozenset({Kind.REQUESTER, Kind.SUBJECT})


def about_a_person(pattern: Pattern) -> bool:
    """Whether it is about one person: no problem ticket names them, and it is said kindly."""
    return pattern.cell.kind in _ABOUT_PEOPLE


def title(cell: Cell, names: Names) -> str:
    """What is more frequent than it should be, in a line of the desk's language."""
    what, say = cell.what, names.texts.plain
    match cell.kind:
        case Kind.MODEL:
            return say("{model} fails more often than other models", model=what["model"])
        case Kind.ASSET:
            return say("{asset} fails more often than others of its model", asset=names.service(what["asset"]))
        case Kind.WEEKDAY:
            days = _weekdays(names.texts)[int(what["weekday"])]
            return say("{service} has trouble on {days}", service=names.service(what["service"]), days=days)
        case Kind.HOUR:
            hour = int(what["hour"])
            span = {"start": f"{hour:02d}:00", "end": f"{(hour + 1) % 24:02d}:00"}
            return say(
                "{service} has trouble between {start} and {end}", service=names.service(what["service"]), **span
            )
        case Kind.RISE:
            return say("More incidents than before: {groups}", groups=_groups(cell, names))
        case Kind.PLACE:
            groups = _groups(cell, names, but="location")
            return say("{groups} has trouble in {location}", groups=groups, location=names.service(what["location"]))
        case Kind.WORDS:
            return say("A trouble that is new or more frequent: {word}", word=repr(what["word"]))
        case Kind.REQUESTER:
            return say("{person} asks far more often than others", person=names.person(what["requester"]))
        case Kind.SUBJECT:
            groups = _groups(cell, names, but="requester")
            person = names.person(what["requester"])
            return say("{person} asks again and again about {groups}", person=person, groups=groups)
        case _:
            return f"{cell.kind.value}: {_groups(cell, names)}"


def _weekdays(texts: Texts) -> tuple[str, ...]:
    say = texts.plain
    working = (say("Mondays"), say("Tuesdays"), say("Wednesdays"), say("Thursdays"), say("Fridays"))
    return *working, say("Saturdays"), say("Sundays")


def evidence(pattern: Pattern, names: Names) -> str:
    """How many there were, how many one would expect, and how often chance alone would do that."""
    cell, texts = pattern.cell, names.texts
    values = {"n": texts.number(cell.count), "chance": chance(pattern.p, texts)}
    if cell.expected < 0.5:
        said = texts.plain("{n} tickets where none were to be expected; {chance}", **values)
    else:
        expected, ratio = texts.number(round(cell.expected)), decimal(cell.ratio, texts)
        said = texts.plain(
            "{n} tickets where {expected} were to be expected, {ratio} times as many; {chance}",
            expected=expected,
            ratio=ratio,
            **values,
        )
    same = "; ".join(title(one, names) for one in pattern.also[:3])
    return f"{said}; {texts.plain('the same tickets: {others}', others=same)}" if same else said


def chance(p: float, texts: Texts = ENGLISH) -> str:
    """A probability as people count."""
    if p < 1e-9:
        return texts.plain("by chance less than once in a billion such looks")
    return texts.plain("by chance once in {looks} such looks", looks=texts.number(_round(1 / p)))


def _round(value: float) -> int:
    """Two digits, as nobody believes more."""
    power = max(len(str(int(value))) - 2, 0)
    unit = int(10**power)
    return round(value / unit) * unit


def _groups(cell: Cell, names: Names, but: str = "") -> str:
    called = {"service": names.service, "category": names.category, "location": names.service}
    parts = (called.get(field, str)(value) for field, value in cell.what.items() if field != but)
    return names.texts.plain(" and ").join(parts)


def need_words(need: Need, names: Names) -> str:
    """Whose need it is, what shows it, and in what category most of all."""
    what, texts = need.pattern.cell.what, names.texts
    whose = names.team(what["team"]) if "team" in what else names.person(what["assignee"])
    shows = _shows(need.pattern.cell.kind, texts)
    if not need.category:
        return texts.plain("{whose}: {shows} than of others with the same work", whose=whose, shows=shows)
    return texts.plain(
        "{whose}: {shows} than of others with the same work, most of all {category}",
        whose=whose,
        shows=shows,
        category=names.category(need.category),
    )


def _shows(kind: Kind, texts: Texts) -> str:
    needs = {
        Kind.REOPENED: texts.plain("more tickets come back"),
        Kind.UNHAPPY: texts.plain("more people are not content"),
        Kind.SLOW: texts.plain("more tickets take long"),
        Kind.ESCALATED: texts.plain("more tickets are escalated"),
    }
    return needs[kind]
