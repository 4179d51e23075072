"""Which patterns are somebody's problem already."""

from collections.abc import Collection, Iterable

from helpdesk.model.record import Record


def problem_of(tickets: Collection[str], title: str, problems: Iterable[Record]) -> str:
    """The reference of the problem ticket that a pattern of these tickets (references) has: the first that is linked
    with half of them, or bears its title; "" for none."""
    for problem in problems:
        related = problem.ticket.links.related
        linked = len(set(tickets).intersection(related))
        if problem.ticket.title == title or (linked and linked * 2 >= min(len(tickets), len(related))):
            return problem.reference
    return ""
