"""What the public may see of a public ticket: this type has no place for anything else."""

from datetime import datetime

import msgspec

from helpdesk.model.record import Record
from helpdesk.publish.clocks import Clock, clocks, next_clock
from helpdesk.publish.names import Names
from helpdesk.publish.places import ticket_place


class PublicTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Reference, what staff wrote about it, how it stands, dates and promises. No person, text or file of a person.

    `heading` is the summary that staff wrote; without one it is made of the desk's own words for type, category and
    service, because a title is the requester's own.
    """

    reference: str
    place: str
    type: str
    heading: str
    phase: str
    status: str
    next_step: str
    priority: str
    rank: int
    opened: datetime
    answered: datetime | None
    resolved: datetime | None
    closed: datetime | None
    clocks: tuple[Clock, ...]
    clock: Clock | None


def public_ticket(record: Record, names: Names, now: datetime) -> PublicTicket | None:
    """The public view; None for a ticket that is not public, or whose file can not be trusted to say that it is."""
    if not record.public or record.quarantined:
        return None
    ticket, state = record.ticket, names.state(record.ticket)
    running = clocks(record.state, state.phase, now)
    return PublicTicket(
        reference=record.reference,
        place=ticket_place(record, state.phase, now),
        type=ticket.type.value,
        heading=_heading(record, names),
        phase=state.phase.value,
        status=_status(record, names),
        next_step=state.next,
        priority=_known_priority(record, names),
        rank=names.urgency_rank(ticket.priority),
        opened=ticket.opened,
        answered=record.state.first_response,
        resolved=record.state.resolved,
        closed=record.state.closed,
        clocks=running,
        clock=next_clock(running),
    )


def _heading(record: Record, names: Names) -> str:
    """Category and service only where the rules and assets define them: an unknown word could be anybody's."""
    ticket = record.ticket
    if ticket.summary.strip():
        return ticket.summary.strip()
    parts = [ticket.type.value.capitalize()]
    if ticket.category in names.rules.categories:
        parts.append(names.category(ticket.category))
    if ticket.service in names.assets:
        parts.append(names.service(ticket.service))
    return " · ".join(parts)


def _status(record: Record, names: Names) -> str:
    state = names.state(record.ticket)
    return state.name or state.phase.value


def _known_priority(record: Record, names: Names) -> str:
    return names.priority(record.ticket.priority) if record.ticket.priority in names.rules.priority.levels else ""
