"""A metric: a number with a name, a unit and a formula, over tickets and a window of time."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Window


class Unit(StrEnum):
    TICKETS = "tickets"
    SHARE = "share"  # 0 to 1
    SECONDS = "seconds"
    SCORE = "score"  # 1 to 5
    TIMES = "times"


class How(StrEnum):
    """How a figure of many tickets is made of what it is of each (`figures.apart`). `weighed`: their mean, each as
    heavy as its ticket's wall-clock time from opening to ending."""

    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    NINETY = "ninety"
    WEIGHED = "weighed"


class Figure(msgspec.Struct, frozen=True):
    """`value` is None where there is nothing to measure; `tickets` the numbers of those it was made of."""

    value: float | None
    tickets: tuple[int, ...] = ()


Formula = Callable[[Sequence[Facts], Window], Figure]


def words_of(formula: Callable[..., object]) -> str:
    """How something is made, as its function says it."""
    return " ".join((inspect.getdoc(formula) or "").split())


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """`better` is `less` or `more`, empty where neither is; `short` heads a column; `how` its parts come together."""

    id: str
    title: str
    short: str
    unit: Unit
    how: How
    formula: Formula
    better: str = ""

    @property
    def definition(self) -> str:
        """The formula in words, as its function says it."""
        return words_of(self.formula)

    def of(self, tickets: Sequence[Facts], window: Window) -> Figure:
        return self.formula(tickets, window)


def counted(tickets: Iterable[Facts]) -> Figure:
    """How many there are."""
    numbers = tuple([ticket.number for ticket in tickets])
    return Figure(len(numbers), numbers)


def of_values(pairs: Iterable[tuple[int, float]], how: Callable[[Sequence[float]], float | None]) -> Figure:
    """A figure of (ticket number, value) pairs."""
    kept = list(pairs)
    return Figure(how([value for _, value in kept]), tuple([number for number, _ in kept]))


def share(tickets: Sequence[Facts], holds: Callable[[Facts], bool]) -> Figure:
    """Of these the share that holds; the tickets are those that do."""
    found = tuple([ticket.number for ticket in tickets if holds(ticket)])
    return Figure(len(found) / len(tickets) if tickets else None, found)
