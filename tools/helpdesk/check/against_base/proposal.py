"""What somebody proposes to change: the base it is judged by, who they are, and what differs. Head's files are data."""

from collections.abc import Callable, Iterator
from enum import StrEnum

import msgspec

from helpdesk.check.check import Fault
from helpdesk.model.asset import Asset
from helpdesk.model.ids import TicketNumber
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person
from helpdesk.model.rules.permissions import FileKind, Way
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import Ticket
from helpdesk.model.transitions import Standing


class How(StrEnum):
    """What happens to a file. A renamed one is removed here and added there."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"


class FileChange(msgspec.Struct, frozen=True):
    """A file that differs. `number` is the ticket it lies in; `plain` is off for what is a link or a submodule in
    head, or a name that no file may have."""

    path: str
    kind: FileKind
    how: How
    number: TicketNumber | None = None
    plain: bool = True


class TicketChange(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket.md that differs and can be read. `before` is None where the base's cannot be known; `statuses` every
    status it goes through, first and last included; `standing` what transitions are judged by; `body` whether the
    request differs."""

    path: str
    reference: str
    before: Ticket | None
    after: Ticket
    statuses: tuple[str, ...]
    standing: Standing
    body: bool = False


class Signed(msgspec.Struct, frozen=True):
    """A new comment or waiting ticket, and who it says wrote it."""

    path: str
    by: str


class Waiting(msgspec.Struct, frozen=True):
    """A ticket that this change puts into the drop box; `seen` says where its UUID is already, empty for nowhere."""

    dropped: Dropped
    seen: str = ""


class AssetChange(msgspec.Struct, frozen=True):
    """An asset that differs and can be read on both sides."""

    before: Asset
    after: Asset


class Author(msgspec.Struct, frozen=True):
    """Who proposes: as they were named, and the person of the base's rules that this is; None for a stranger."""

    named: str
    person: Person | None = None

    @property
    def words(self) -> str:
        """`kim, a technician`, or `stranger@example.org, who does not work here`."""
        return f"{self.person.id}, a {self.person.role}" if self.person else f"{self.named!r}, nobody of rules/people"


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """The whole change. `rules` are the base's; `by_hand` the ticket folders that the base does not have, `gone` those
    that head has no more."""

    rules: Rules
    authors: tuple[Author, ...]
    files: tuple[FileChange, ...] = ()
    tickets: tuple[TicketChange, ...] = ()
    signed: tuple[Signed, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    assets: tuple[AssetChange, ...] = ()
    by_hand: frozenset[TicketNumber] = frozenset()
    gone: frozenset[TicketNumber] = frozenset()
    standing: dict[TicketNumber, Ticket] = {}
    way: Way = Way.PULL_REQUEST

    def within(self, kind: FileKind) -> Iterator[FileChange]:
        """Changed files of this kind in tickets that base and head both have."""
        apart = self.by_hand | self.gone
        return (one for one in self.files if one.kind is kind and one.number not in apart)


class Gate(msgspec.Struct, frozen=True):
    """One question to a proposal. `ask` is the function, whose docstring is the rule; its faults name their paths."""

    code: str
    ask: Callable[[Proposal], Iterator[Fault]]

    @property
    def rule(self) -> str:
        """The sentence that must hold."""
        return " ".join((self.ask.__doc__ or "").split())


def gate(code: str) -> Callable[[Callable[[Proposal], Iterator[Fault]]], Gate]:
    """Make a gate of a function that yields the faults of a proposal."""
    return lambda ask: Gate(code, ask)
