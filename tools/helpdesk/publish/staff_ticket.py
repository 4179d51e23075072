"""What staff see of a ticket in a list: one row."""

from datetime import UTC, datetime

import msgspec

from helpdesk.model.record import Record
from helpdesk.model.sensitive import masked
from helpdesk.model.timeline import Target
from helpdesk.publish.clocks import Clock, clocks, next_clock
from helpdesk.publish.names import Names
from helpdesk.publish.places import closed_at, ticket_place

_NEVER = datetime.max.replace(tzinfo=UTC)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as one line of a queue. Ids stand beside names because lists are grouped by id and shown by name."""

    reference: str
    place: str
    type: str
    heading: str
    phase: str
    status: str
    priority: str
    rank: int
    category: str
    team: str
    team_name: str
    assignee: str
    assignee_name: str
    requester: str
    channel: str
    opened: datetime
    changed: datetime
    ended: datetime | None
    resolution: str
    public: bool
    quarantined: bool
    clock: Clock | None

    @property
    def late(self) -> bool:
        return self.clock is not None and self.clock.stands == "late"

    @property
    def open(self) -> bool:
        return self.phase not in ("resolved", "closed")

    @property
    def order(self) -> tuple[bool, datetime, int, str]:
        """Late first, then what is due next, then the most urgent; what has no clock running comes last."""
        due = self.clock.due if self.clock and self.clock.runs else _NEVER
        return (not self.late, due, self.rank, self.reference)


def row(record: Record, names: Names, now: datetime) -> Row:
    """The staff's row of a ticket."""
    ticket, state = record.ticket, names.state(record.ticket)
    running = clocks(record.state, state.phase, now, Target)
    finished = state.phase.value in ("resolved", "closed")
    return Row(
        reference=record.reference,
        place=ticket_place(record, state.phase, now),
        type=ticket.type.value,
        heading=masked(ticket.title.strip(), _language(names)) or "(no title)",
        phase=state.phase.value,
        status=names.status(ticket),
        priority=ticket.priority,
        rank=names.urgency_rank(ticket.priority),
        category=names.category(ticket.category),
        team=ticket.team,
        team_name=names.team(ticket.team),
        assignee=ticket.assignee,
        assignee_name=names.person(ticket.assignee),
        requester=ticket.requester.name or ticket.requester.email,
        channel=ticket.channel,
        opened=ticket.opened,
        changed=record.state.last_change or ticket.opened,
        ended=(record.state.resolved or closed_at(record)) if finished else None,
        resolution=_resolution(record),
        public=record.public,
        quarantined=record.quarantined,
        clock=None if finished else next_clock(running),
    )


def _resolution(record: Record) -> str:
    resolution = record.ticket.resolution
    return (resolution.summary or resolution.code) if resolution else ""


def _language(names: Names) -> str:
    languages = names.rules.desk.languages
    return languages[0] if languages else "en"
