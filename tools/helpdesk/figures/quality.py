"""Whether it was done well: at once, by one person, for good, and to somebody's content."""

from collections.abc import Sequence

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import Figure, of_values, share
from helpdesk.figures.spread import mean
from helpdesk.figures.window import Window
from helpdesk.figures.within import ended_in, rated_in

CONTENT = 4


def reopened(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the tickets that ended in the period, the share that had ended before and was reopened."""
    return share(ended_in(tickets, window), lambda one: one.reopened > 0)


def one_touch(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the tickets that ended in the period, the share that took one public reply of staff at most, was never handed
    on and never reopened."""
    return share(ended_in(tickets, window), lambda one: one.replies <= 1 and not one.handoffs and not one.reopened)


def handed_on(tickets: Sequence[Facts], window: Window) -> Figure:
    """Hand-offs to another team or person per ticket that ended in the period: the mean. The first routing is none."""
    return of_values(((one.number, float(one.handoffs)) for one in ended_in(tickets, window)), mean)


def satisfaction(tickets: Sequence[Facts], window: Window) -> Figure:
    """The mean of the scores, 1 to 5, that requesters first gave in the period; of a score corrected later the
    correction."""
    rated = rated_in(tickets, window)
    return of_values(((one.number, float(one.rating or 0)) for one in rated), mean)


def content(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the scores that requesters gave in the period, the share of 4 and 5 (CSAT)."""
    rated = rated_in(tickets, window)
    return share(rated, lambda one: (one.rating or 0) >= CONTENT)


def answered(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the tickets that ended in the period and whose requester was asked how it was, the share that gave a score.
    A score from few people says little about the rest."""
    return share([one for one in ended_in(tickets, window) if one.asked], lambda one: one.rating is not None)


def by_article(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the tickets that ended in the period, the share whose resolution names an article: what a reader could have
    found alone."""
    return share(ended_in(tickets, window), lambda one: bool(one.article))


def deflected(tickets: Sequence[Facts], window: Window) -> Figure:
    """Article deflection: of the tickets opened in the period whose requester was shown articles, the share that one of
    them settled: the requester said that it helped, and nobody of staff had to write to them. Who read an article and
    asked for nothing made no ticket and is not in it."""
    shown = [one for one in tickets if window.holds(one.opened) and one.offered]
    return share(shown, lambda one: not one.replies and any(helpful for _, helpful in one.helped))
