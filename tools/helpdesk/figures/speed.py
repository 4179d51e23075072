"""How long people wait: for the first answer, for the end, and for whom."""

from collections import defaultdict
from collections.abc import Sequence

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import Figure, of_values
from helpdesk.figures.spread import median, percentile
from helpdesk.figures.window import Window
from helpdesk.figures.within import answered_in, ended_in


def _ninety(values: Sequence[float]) -> float | None:
    return percentile(values, 0.9)


def _responses(tickets: Sequence[Facts], window: Window) -> list[tuple[int, float]]:
    return [(ticket.number, ticket.response) for ticket in answered_in(tickets, window) if ticket.response is not None]


def _works(tickets: Sequence[Facts], window: Window) -> list[tuple[int, float]]:
    return [(one.number, one.work) for one in ended_in(tickets, window) if one.work is not None]


def _walls(tickets: Sequence[Facts], window: Window) -> list[tuple[int, float]]:
    return [(one.number, one.elapsed) for one in ended_in(tickets, window) if one.elapsed is not None]


def first_response(tickets: Sequence[Facts], window: Window) -> Figure:
    """From the opening to the first public reply by staff, in the opening hours of the calendar the ticket was promised
    by (else the desk's), less what its clock stood still: the median over tickets first answered in the period. An
    acknowledgement by the desk is no answer. Tickets without an answer yet are not in it: their promises are."""
    return of_values(_responses(tickets, window), median)


def first_response_90(tickets: Sequence[Facts], window: Window) -> Figure:
    """First response as above: the time within which nine in ten were answered (nearest rank)."""
    return of_values(_responses(tickets, window), _ninety)


def first_response_wall(tickets: Sequence[Facts], window: Window) -> Figure:
    """First response in wall-clock time, nights and weekends included: the median over tickets first answered in the
    period. It is what a requester feels."""
    pairs = (
        (one.number, (one.first_response - one.opened).total_seconds())
        for one in answered_in(tickets, window)
        if one.first_response is not None
    )
    return of_values(pairs, median)


def resolution(tickets: Sequence[Facts], window: Window) -> Figure:
    """The time a ticket was open, in the opening hours of the calendar it was promised by (else the desk's), less what
    its clock stood still: the median over tickets that ended in the period. Time between an ending and a reopening is
    not counted, time after the reopening is."""
    return of_values(_works(tickets, window), median)


def resolution_90(tickets: Sequence[Facts], window: Window) -> Figure:
    """Resolution as above: the time within which nine in ten ended (nearest rank)."""
    return of_values(_works(tickets, window), _ninety)


def resolution_wall(tickets: Sequence[Facts], window: Window) -> Figure:
    """From the opening to the last ending in wall-clock time, whatever lay between, waiting, nights and weekends
    included: the median over tickets that ended in the period. It is what a requester feels."""
    return of_values(_walls(tickets, window), median)


def resolution_wall_90(tickets: Sequence[Facts], window: Window) -> Figure:
    """Wall-clock resolution as above: the time within which nine in ten ended (nearest rank)."""
    return of_values(_walls(tickets, window), _ninety)


def waiting(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the wall-clock time from opening to last ending of the tickets that ended in the period, the share in which
    their clock stood still because they waited for somebody else."""
    ended = ended_in(tickets, window)
    total = sum(one.elapsed or 0 for one in ended)
    still = [(one.number, _still(one)) for one in ended]
    numbers = tuple(number for number, seconds in still if seconds)
    return Figure(sum(seconds for _, seconds in still) / total if total else None, numbers)


def waiting_by_cause(tickets: Sequence[Facts], window: Window) -> dict[str, Figure]:
    """The wall-clock time that tickets ended in the period waited in all, for each status they waited in, the most
    first. What a ticket waits for now is not in it before the ticket has ended."""
    seconds: dict[str, float] = defaultdict(float)
    numbers: dict[str, dict[int, None]] = defaultdict(dict)
    for one in ended_in(tickets, window):
        for spell in one.waits:
            if spell.end is not None:
                seconds[spell.cause] += (spell.end - spell.start).total_seconds()
                numbers[spell.cause][one.number] = None
    order = sorted(seconds, key=lambda cause: (-seconds[cause], cause))
    return {cause: Figure(seconds[cause], tuple(numbers[cause])) for cause in order}


def _still(one: Facts) -> float:
    return sum((spell.end - spell.start).total_seconds() for spell in one.waits if spell.end is not None)
