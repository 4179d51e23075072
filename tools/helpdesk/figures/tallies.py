"""Tables that are not groups, ticket by ticket: rows of numbers that add up over the tickets that a reader picks.

As with `apart`, each says the same of many tickets as the function that its table is made by.
"""

from collections.abc import Callable, Iterator

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Window
from helpdesk.model.timeline import PROMISED

Counted = Iterator[tuple[str, tuple[float, ...]]]
"""(row, what the ticket adds to each of its numbers)"""

_VERDICTS = ("met", "missed", "running")


def promised(one: Facts, window: Window) -> Counted:
    """By target, promises met, missed and running: `promises.attainment`."""
    if window.holds(one.opened):
        for promise in (each for each in one.promises if each.target in PROMISED):
            verdict = promise.verdict(window.end)
            yield promise.target.value, tuple(float(verdict == each) for each in _VERDICTS)


def waited(one: Facts, window: Window) -> Counted:
    """By status, seconds and tickets: `speed.waiting_by_cause`."""
    if window.holds(one.ended):
        causes = dict.fromkeys(spell.cause for spell in one.waits if spell.end is not None)
        for cause in causes:
            spells = [spell for spell in one.waits if spell.cause == cause and spell.end is not None]
            yield cause, (sum((spell.end - spell.start).total_seconds() for spell in spells if spell.end), 1.0)


def scored(one: Facts, window: Window) -> Counted:
    """By score, how often it was given."""
    if one.rating is not None and window.holds(one.rated):
        yield str(one.rating), (1.0,)


TALLIES: dict[str, Callable[[Facts, Window], Counted]] = {"promised": promised, "waited": waited, "scored": scored}
