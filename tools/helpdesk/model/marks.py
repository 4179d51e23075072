"""What a ticket is found by when others come in or change: major incidents, their parts, known errors, mail that came
back, what nobody could take."""

from collections.abc import Iterator

from helpdesk.model.record import Record
from helpdesk.model.ticket import Ticket, TicketType

# The tag that makes an incident a major one, whoever set it: a person or a rule.
MAJOR = "major"
KNOWN_ERROR = "known-error"
# Mail to its requester came back.
UNDELIVERABLE = "undeliverable"
# An unfinished change with a window.
PLANNED = "planned change"
# What a ticket with an alert that still sounds bears.
SOUNDING = "sounding"


def is_major(ticket: Ticket) -> bool:
    """An incident that speaks for many: tagged so, and itself part of nothing."""
    return MAJOR in ticket.tags and ticket.type is TicketType.INCIDENT and not ticket.links.parent


def is_known_error(ticket: Ticket) -> bool:
    """A problem whose cause is known and that has a workaround to offer."""
    problem = ticket.problem if ticket.type is TicketType.PROBLEM else None
    return problem is not None and problem.known_error and bool(problem.workaround.strip())


def part_of(reference: str) -> str:
    """The mark of the unfinished tickets whose parent is `reference`."""
    return f"part of {reference}"


def alert_mark(identity: str) -> str:
    """The mark of the tickets that an alert opened or joined."""
    return f"alert {identity}"


def sounding_mark(identity: str) -> str:
    """The mark of the ticket on which an alert still sounds."""
    return f"{SOUNDING} {identity}"


def leftover_mark(team: str) -> str:
    """The mark of the unfinished tickets of a team that nobody could take."""
    return f"leftover of {team}"


def marks(record: Record) -> Iterator[str]:
    """The marks of one ticket; a few of all tickets have one."""
    unfinished = record.state.resolved is None and record.state.closed is None
    if is_major(record.ticket):
        yield MAJOR
    if UNDELIVERABLE in record.ticket.tags:
        yield UNDELIVERABLE
    if unfinished and record.state.leftover:
        yield leftover_mark(record.ticket.team)
    if unfinished and is_known_error(record.ticket):
        yield KNOWN_ERROR
    if unfinished and record.ticket.change is not None and record.ticket.change.window is not None:
        yield PLANNED
    if unfinished and record.ticket.links.parent:
        yield part_of(record.ticket.links.parent)
    yield from map(alert_mark, record.state.alerts)
    sounding = [identity for identity, alert in record.state.alerts.items() if alert.sounds]
    if sounding:
        yield SOUNDING
        yield from map(sounding_mark, sounding)
