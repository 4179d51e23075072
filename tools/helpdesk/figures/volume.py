"""How much comes, how much goes, how much lies there and since when."""

from collections.abc import Sequence

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import Figure, counted, of_values
from helpdesk.figures.spread import median
from helpdesk.figures.window import Window
from helpdesk.figures.within import ended_in, open_at_end, opened_in


def opened(tickets: Sequence[Facts], window: Window) -> Figure:
    """Tickets opened in the period. One that was merged or turned out to be spam counts: somebody had to look."""
    return counted(opened_in(tickets, window))


def ended(tickets: Sequence[Facts], window: Window) -> Figure:
    """Tickets whose last ending lies in the period: resolved, or closed without that. A ticket that was reopened and
    ended again counts once, by its last ending; one that is open again does not count."""
    return counted(ended_in(tickets, window))


def backlog(tickets: Sequence[Facts], window: Window) -> Figure:
    """Tickets open at the end of the period. A ticket is open from its opening, or reopening, to its ending, whether it
    is worked on or waits; so what was resolved and reopened later was not open in between."""
    return counted(open_at_end(tickets, window))


def backlog_age(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the tickets open at the end of the period, the median time since they were opened, in wall-clock time."""
    lying = open_at_end(tickets, window)
    return of_values(((ticket.number, (window.end - ticket.opened).total_seconds()) for ticket in lying), median)


def net_flow(tickets: Sequence[Facts], window: Window) -> Figure:
    """Tickets opened less tickets ended in the period: above zero the backlog grows. Made of those opened."""
    came, went = opened(tickets, window), ended(tickets, window)
    return Figure((came.value or 0) - (went.value or 0), came.tickets)
