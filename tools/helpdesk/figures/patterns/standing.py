"""Which patterns are somebody's problem already, be it numbered or still in the drop box."""

from collections.abc import Collection, Iterable, Iterator

import msgspec

from helpdesk.model.record import Record
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import TicketType


class Logged(msgspec.Struct, frozen=True):
    """A problem ticket: its `reference`, or in the drop box its `path`; `related` the references of its incidents."""

    title: str
    related: tuple[str, ...]
    reference: str = ""
    path: str = ""


def logged(records: Iterable[Record], drop_box: Iterable[Dropped]) -> Iterator[Logged]:
    """The problem tickets among these, the numbered ones first."""
    for each in records:
        if each.ticket.type is TicketType.PROBLEM:
            yield Logged(each.ticket.title, each.ticket.links.related, reference=each.reference)
    for dropped in drop_box:
        if dropped.item.type is TicketType.PROBLEM:
            links = dropped.item.links
            yield Logged(dropped.item.title, links.related if links else (), path=dropped.path)


def problem_of(tickets: Collection[str], title: str, problems: Iterable[Logged]) -> Logged | None:
    """The problem ticket that a pattern of these tickets (references) has: the first that is linked with half of them,
    or bears its title; None for none."""
    for problem in problems:
        linked = len(set(tickets).intersection(problem.related))
        if problem.title == title or (linked and linked * 2 >= min(len(tickets), len(problem.related))):
            return problem
    return None
