"""Checks of the links between tickets."""

from collections.abc import Iterator

from helpdesk.check.check import Desk, Fault, Keys, Subject, check
from helpdesk.model.record import Record
from helpdesk.model.ticket import Links

_SINGLE = ("duplicate_of", "parent", "caused_by", "problem", "change")
_NONE = Links()


def _links(record: Record) -> Iterator[tuple[Keys, str]]:
    links = record.ticket.links
    if links == _NONE:
        return
    for name in _SINGLE:
        if getattr(links, name):
            yield ("links", name), getattr(links, name)
    for index, other in enumerate(links.related):
        yield ("links", "related", index), other


@check("T020", Subject.TICKET)
def tickets_exist(record: Record, desk: Desk) -> Iterator[Fault]:
    """The tickets that a ticket links to exist."""
    for keys, other in _links(record):
        if other not in desk.references:
            yield Fault(keys, f"no such ticket: {other!r}", "correct the reference, or remove the link")


@check("T021", Subject.TICKET)
def none_to_itself(record: Record, _desk: Desk) -> Iterator[Fault]:
    """A ticket does not link to itself."""
    for keys, other in _links(record):
        if other == record.reference:
            yield Fault(keys, f"a link to the ticket itself: {other!r}", "remove the link")
