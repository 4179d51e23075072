"""Metrics ticket by ticket: the parts that a reader picks from, and how they come together again.

A part is what a metric says of a ticket alone, so every formula stays where it is; only the last step, adding up or
taking the middle, is done again for the tickets that somebody picked.
"""

from collections.abc import Sequence

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import How, Metric
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.window import Window


def part(metric: Metric, one: Facts, window: Window) -> float | None:
    """What a metric says of one ticket; None where the ticket is nothing to it."""
    value = metric.of((one,), window).value
    return value or None if metric.how is How.SUM else value


def weight(one: Facts) -> float:
    return one.elapsed or 0.0


def runs(metrics: Sequence[str], shares: Sequence[tuple[Window, Sequence[Facts]]]) -> dict[int, list[list[float]]]:
    """By ticket number, for each metric its part in each step of a period: `[first step, how many steps, part]`, one
    after the other. Steps in which the ticket is nothing to it are left out."""
    found: dict[int, list[list[float]]] = {}
    for place, (window, share) in enumerate(shares):
        for one in share:
            mine = found.setdefault(one.number, [[] for _ in metrics])
            for line, metric in zip(mine, metrics, strict=True):
                value = part(METRICS[metric], one, window)
                if value is None:
                    continue
                if line and line[-1] == value and line[-3] + line[-2] == place:
                    line[-2] += 1
                else:
                    line += [place, 1, value]
    return found
