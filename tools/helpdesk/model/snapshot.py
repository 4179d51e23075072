"""The whole desk at one commit, read-only. Decisions and pages see the desk through this and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding
from helpdesk.model.ids import TicketNumber
from helpdesk.model.kept import Kept
from helpdesk.model.knowledge import Article
from helpdesk.model.readers import Month
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.ticket import DropBoxItem


class Cursors(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """tickets/cursors.yml: how far each channel has been read, the last commit whose edits were stamped, and the
    highest number ever given. None of them ever goes back."""

    highest: int = 0
    stamped: str = ""
    channels: dict[str, str] = {}


class Dropped(msgspec.Struct, frozen=True):
    """A ticket without a number, found at `path` in the drop box."""

    path: str
    item: DropBoxItem
    text: str


class Edit(msgspec.Struct, frozen=True):
    """Who brought a path to where it is, by git's first-parent history; `commit` empty where that is gone."""

    path: str
    by: str
    at: datetime
    commit: str = ""


class Snapshot(Protocol):
    """What a reader of the desk may ask. Every look-up is by index: none reads all tickets but `all_tickets`."""

    @property
    def commit(self) -> str:
        """Its id, or what stands for one."""

    @property
    def rules(self) -> Rules:
        """How the desk works, built-in defaults filled in."""

    @property
    def cursors(self) -> Cursors:
        """How far everything has been read."""

    @property
    def articles(self) -> Mapping[str, Article]:
        """Every readable article by its id."""

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Every readable asset by its id."""

    @property
    def readers(self) -> Mapping[str, Month]:
        """What readers of the portal said, a month of an article or of searches by the path of its file."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong in the records."""

    def ticket(self, number: TicketNumber) -> Record | None:
        """One ticket, or None. A merged or missing number is None."""

    def all_tickets(self) -> Iterator[Record]:
        """Every readable ticket by number. For builds and exports, never for a pass."""

    def these(self, numbers: Iterable[TicketNumber]) -> Iterator[Record]:
        """Those of these tickets that can be read, by number."""

    def states(self) -> Mapping[TicketNumber, str]:
        """By the number of every readable ticket a word that tells its content from any other it had or will have."""

    def kept(self, name: str, made: str) -> Kept:
        """What a reader of this desk keeps by `name` for the next one; empty where it was not `made` alike."""

    def open_tickets(self) -> Iterable[Record]:
        """Every ticket whose lifecycle state is not in phase closed."""

    def awake(self, now: datetime) -> Iterable[Record]:
        """Tickets that may need something: edited since the desk last looked (files newer than the ledger),
        with an agenda step due by `now`, or owing a notice."""

    def next_wake(self, now: datetime) -> datetime | None:
        """When the first of the tickets that sleep at `now` wakes by itself, or earlier; None where none will."""

    def load_of(self, people: Iterable[str]) -> Mapping[str, float]:
        """Actionable tickets per assignee; one that waits counts a quarter."""

    def last_assigned(self, people: Iterable[str]) -> Mapping[str, datetime]:
        """When each was last given a ticket by the desk; people never given one are left out."""

    def tickets_of(self, people: Iterable[str]) -> Iterable[Record]:
        """Tickets that lie with any of these people and are not closed, by number."""

    def newest_from(self, address: str, besides: TicketNumber) -> TicketNumber | None:
        """The newest ticket whose requester has this mail address (case folded), but for one."""

    def latest_from(self, address: str, before: TicketNumber, most: int) -> Sequence[TicketNumber]:
        """The tickets numbered below `before`, at most so many and newest first, whose requester has this mail address
        (case folded)."""

    def number_of_key(self, key: str) -> TicketNumber | None:
        """The ticket that the message with this key, message id or content hash opened or joined."""

    def number_of_message_id(self, message_id: str) -> TicketNumber | None:
        """The ticket that carries a message with this RFC 5322 id, in or out."""

    def number_of_hash(self, content_hash: str) -> TicketNumber | None:
        """The ticket that a message of the same content opened or joined."""

    def marked(self, mark: str) -> Iterable[Record]:
        """Tickets that bear a mark (`model.marks`), by number."""

    def newest_marked(self, mark: str) -> Record | None:
        """The ticket of the highest number that bears a mark."""

    def drop_box(self) -> Iterable[Dropped]:
        """Tickets waiting for a number."""

    def edits(self, paths: Iterable[str]) -> Mapping[str, Edit]:
        """Who last changed each path, as far as history is there."""
