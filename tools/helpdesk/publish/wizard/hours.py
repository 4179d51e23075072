"""The hours of a calendar in words: `Mon-Thu 08:00-18:00, Fri 08:00-16:30`."""

from collections.abc import Iterator

from helpdesk.model.calendar import Block, CalendarRule, Weekday
from helpdesk.publish.texts import Texts

_DAYS = tuple(Weekday)
_WHOLE_DAY = (("00:00", "24:00"),)


def hours_in_words(calendar: CalendarRule | None, texts: Texts) -> str:
    """A sentence on when promises run by this calendar; without one they run always."""
    if calendar is None or all(calendar.weekly.get(day) == _WHOLE_DAY for day in _DAYS):
        return texts.plain("Working time is around the clock.")
    hours = ", ".join(f"{days} {times}" for days, times in _runs(calendar, texts))
    text = (
        "Working time is {hours} ({zone}), but for holidays."
        if calendar.holidays
        else "Working time is {hours} ({zone})."
    )
    return texts.plain(text, hours=hours, zone=calendar.timezone)


def _runs(calendar: CalendarRule, texts: Texts) -> Iterator[tuple[str, str]]:
    """Days one after the other that have the same hours, as (`Mon-Thu`, `08:00-18:00`)."""
    names = texts.plain("Mon Tue Wed Thu Fri Sat Sun").split()
    first = 0
    for place, day in enumerate(_DAYS):
        blocks = calendar.weekly.get(day, ())
        following = calendar.weekly.get(_DAYS[place + 1], ()) if place + 1 < len(_DAYS) else None
        if following == blocks:
            continue
        if blocks:
            yield names[first] if first == place else f"{names[first]}-{names[place]}", _times(blocks)
        first = place + 1


def _times(blocks: tuple[Block, ...]) -> str:
    return " + ".join(f"{start}-{end}" for start, end in blocks)
