"""A ticket with all that belongs to it, and what its timeline says when folded."""

from datetime import datetime

import msgspec

from helpdesk.model.alert import Alert
from helpdesk.model.ids import TicketNumber
from helpdesk.model.ticket import Comment, Ticket, Visibility
from helpdesk.model.timeline import AnyEntry, Json, Owed, Step, Target


class Conversation(msgspec.Struct, frozen=True):
    """A comment file: its name in comments/, what it says of itself, and its text."""

    name: str
    comment: Comment
    text: str


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """One promise as it stands: running, paused (`left` business seconds), met or breached."""

    target: Target
    due: datetime
    sla: str
    calendar: str
    allowed: int
    promised_at: datetime
    left: int | None = None
    met_at: datetime | None = None
    breached_at: datetime | None = None
    warned_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    escalated: tuple[str, ...] = ()
    rule: str = ""


class Sounding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert of a ticket as its monitor last said: since when it has been sounding, when that was last noted and how
    often, when it ended; until when planned work excuses it; `into` is the ticket in which it goes on."""

    alert: Alert
    since: datetime
    noted: datetime
    times: int = 1
    ended: datetime | None = None
    held: datetime | None = None
    into: str = ""

    @property
    def sounds(self) -> bool:
        return self.ended is None and not self.into


class TicketState(msgspec.Struct, frozen=True, kw_only=True):
    """The fold of a timeline. `fields` is every front-matter field as the ledger last knew it and `owners` who set it;
    `agenda` the pinned steps not done yet, soonest first; `owed` what has not been told; `leftover` whether it lies
    with the lead for want of anybody else; `merged_into` the ticket that this one goes on in; `rated` when it was first
    rated since it last ended; `alerts` by their identity; `helped` by article whether it did, as said last; times are
    aware UTC."""

    opened: datetime | None = None
    fields: dict[str, Json] = {}
    owners: dict[str, str] = {}
    promises: dict[Target, Promise] = {}
    paused_since: datetime | None = None
    first_response: datetime | None = None
    last_public_reply: datetime | None = None
    last_from_requester: datetime | None = None
    last_change: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    reopened: int = 0
    last_reopened: datetime | None = None
    handoffs: int = 0
    rating: int | None = None
    rated: datetime | None = None
    merged_into: str = ""
    keys: frozenset[str] = frozenset()
    message_ids: frozenset[str] = frozenset()
    hashes: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()
    owed: tuple[Owed, ...] = ()
    told: frozenset[str] = frozenset()
    agenda: tuple[tuple[Target | None, Step], ...] = ()
    leftover: bool = False
    alerts: dict[str, Sounding] = {}
    helped: dict[str, bool] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket at one commit; `path` is its folder.

    A quarantined record has findings; its `ticket` is then what the timeline knows."""

    number: TicketNumber
    reference: str
    path: str
    ticket: Ticket
    request: str
    timeline: tuple[AnyEntry, ...]
    conversation: tuple[Conversation, ...]
    state: TicketState
    quarantined: bool = False

    @property
    def public(self) -> bool:
        return self.ticket.visibility is Visibility.PUBLIC
