"""What the files say that figures are picked from in the browser: a type for each, and where they lie."""

from collections.abc import Iterator

import msgspec

Value = float | tuple[float, float] | None
"""A ticket's part in a metric, with its weight where the metric is weighed; null where it has none."""
Places = tuple[int | tuple[int, ...], ...]
Runs = tuple[tuple[float, ...], ...]
Counts = tuple[tuple[tuple[str, tuple[float, ...]], ...], ...]


class PickedMetric(msgspec.Struct, frozen=True):
    """`how` parts come together: sum, mean, median, ninety (the 90th percentile) or weighed; `listed`: the tickets
    behind it have a page."""

    title: str
    unit: str
    how: str
    listed: bool


class Most(msgspec.Struct, frozen=True):
    """How many lines a table and bars a chart have at most."""

    lines: int
    bars: int


class FigureParts(msgspec.Struct, frozen=True):
    """The figures of a period ticket by ticket, without naming any ticket. `steps` are the columns of its charts,
    `filters` what boards are filtered by, `groups` the (id, name) of each group of `by`, called by `titles`.

    A ticket is: the places of its groups in `groups`, in the order of `by`; its part in each metric of `order`; and for
    each of `followed` runs of steps: first step, how many, part, one after the other; and for each of `tallies` its
    rows, which `rows` has the names of, with what it adds to each of their numbers.
    """

    steps: tuple[str, ...]
    filters: tuple[str, ...]
    metrics: dict[str, PickedMetric]
    order: tuple[str, ...]
    followed: tuple[str, ...]
    tallies: tuple[str, ...]
    rows: dict[str, tuple[tuple[str, str], ...]]
    by: tuple[str, ...]
    groups: dict[str, tuple[tuple[str, str], ...]]
    titles: dict[str, str]
    most: Most
    tickets: tuple[tuple[Places, tuple[Value, ...], Runs, Counts], ...]


class FigureTickets(msgspec.Struct, frozen=True):
    """The tickets behind the figures of a period, the newest first, a thousand a file.

    A ticket is: its reference, its place ("" without a page), its title, when it was opened, when it ended ("" for not
    yet); the places of its figures in `metrics`; what it is in each of `groups`; and for each of `followed` the runs of
    the period's `steps` in which it is behind it: first step, how many, one after the other.
    """

    metrics: tuple[str, ...]
    groups: tuple[str, ...]
    steps: tuple[str, ...]
    followed: tuple[str, ...]
    tickets: tuple[
        tuple[str, str, str, str, str, tuple[int, ...], tuple[tuple[str, ...], ...], tuple[tuple[int, ...], ...]], ...
    ]


def figure_files(*, staff: bool) -> Iterator[tuple[str, str, type]]:
    """As `twins.twins`. Tickets behind figures are for staff alone."""
    yield "/analytics/parts.json", "Figures of the usual period, ticket by ticket", FigureParts
    yield "/analytics/{period}/parts.json", "Figures, ticket by ticket", FigureParts
    if staff:
        yield "/analytics/tickets/part-{number}.json", "Tickets behind all figures of the usual period", FigureTickets
        yield "/analytics/{period}/tickets/part-{number}.json", "Tickets behind all figures", FigureTickets
