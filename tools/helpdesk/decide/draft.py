"""One ticket in the making: all that a pass decides about it, until it becomes one piece of work."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar, get_args

import msgspec
from msgspec.structs import replace

from helpdesk.decide.calendars.hours import to_second
from helpdesk.model.front_matter import DEFAULTS, edited, front_matter, plain
from helpdesk.model.ids import TicketNumber
from helpdesk.model.plan import NewComment, NewFile
from helpdesk.model.record import Conversation, Record, TicketState
from helpdesk.model.running import RunningFold
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import (
    DESK,
    Alerted,
    AnyEntry,
    Candidate,
    Changed,
    Closed,
    Corrected,
    Entry,
    Helped,
    Json,
    Merged,
    Opened,
    Owed,
    Paused,
    Promised,
    Proposal,
    Rated,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Triaged,
)
from helpdesk.model.unsynced import differences

if TYPE_CHECKING:
    from helpdesk.decide.pending import Pending

# A reason that begins with the rule that decided.
_LINE = re.compile(r"(built-in )?rules/[^\s:]+:\d+")

E_ = TypeVar("E_", bound=Entry)
_RANK = {kind: rank for rank, kind in enumerate(get_args(AnyEntry))}


class Draft:
    """A ticket as the pass has it so far: the record it began with, the entries and files that come on top.

    What an entry says about front matter and what ticket.md will say are kept equal here, so that the pass after this
    one finds nothing to do.
    """

    def __init__(
        self, number: TicketNumber, reference: str, now: datetime, ticket: Ticket, request: str, record: Record | None
    ) -> None:
        self.number = number
        self.reference = reference
        self.now = to_second(now)
        self.ticket = _as_the_ledger_knows(ticket, record)
        self.request = request
        self.record = record
        self.entries: list[AnyEntry] = []
        self.comments: list[NewComment] = []
        self.files: dict[str, NewFile] = {}
        self.messages: list[str] = []
        self.removes: list[str] = []
        self.pending: list[Pending] | None = None
        self._state: TicketState | None = record.state if record else None
        self._running: RunningFold | None = None
        self._last_words: dict[str, tuple[datetime, int]] | None = None

    @property
    def state(self) -> TicketState:
        """The fold of the ledger as it will be."""
        if self._state is None:
            if self._running is None:
                self._running = RunningFold(self.timeline)
            self._state = self._running.state()
        return self._state

    @property
    def timeline(self) -> tuple[AnyEntry, ...]:
        return (*(self.record.timeline if self.record else ()), *self.entries)

    @property
    def conversation(self) -> tuple[Conversation, ...]:
        said = tuple(Conversation(new.name, new.comment, new.text) for new in self.comments)
        return (*(self.record.conversation if self.record else ()), *said)

    @property
    def new(self) -> bool:
        return self.record is None

    @property
    def locked(self) -> bool:
        """A quarantined ticket.md is somebody's to repair: its timeline goes on, the file is left alone."""
        return self.record is not None and self.record.quarantined

    @property
    def touched(self) -> bool:
        return bool(self.entries or self.removes)

    def owner(self, field: str) -> str:
        """Who set a field last; what nobody ever set is the desk's to decide."""
        return self.state.owners.get(field, DESK)

    def add(self, entry: E_) -> E_:
        """Write an entry, at the first moment from `at` on at which it folds as meant."""
        at = self.free_moment(type(entry), _touches(entry), entry.at)
        placed = replace(entry, at=at, seen=self.now if at < self.now and entry.seen is None else entry.seen)
        self.entries.append(placed)  # type: ignore[arg-type]
        self._state = None
        if self._running is not None:
            self._running.add(self.entries[-1])
        if self._last_words is not None:
            _note(self._last_words, self.entries[-1])
        return placed

    def free_moment(self, kind: type[Entry], touches: frozenset[str], at: datetime) -> datetime:
        """The first moment from `at` on after everything that says something else about the same things.

        An edit made offline may come in long after it was committed: where the ledger knows something newer about the
        same field, the edit counts from then on, or else the fold would undo it.
        """
        at = to_second(at)
        if not touches:
            return at
        if self._last_words is None:
            self._last_words = {}
            for other in self.timeline:
                _note(self._last_words, other)
        said = [self._last_words[one] for one in touches if one in self._last_words]
        newest, rank = max(said, default=(at, -1))
        if (newest, rank) >= (at, _RANK[kind]):
            at = newest if rank < _RANK[kind] else newest + timedelta(seconds=1)
        return at

    def fill(self, values: dict[str, Json]) -> None:
        """Front matter of a ticket that is not opened yet: `opened` will say all of it."""
        self._write(values)

    def open(
        self,
        opening: Opened,
        values: dict[str, Json],
        because: dict[str, str],
        proposed: tuple[Proposal, ...] = (),
    ) -> None:
        """The first entries: the fields as written at the start, and why the desk chose those it did."""
        self.add(replace(opening, set=front_matter(self.ticket)))
        if values or proposed:
            entry = _decided(opening.at, {name: plain(value) for name, value in values.items()}, because)
            self.add(replace(entry, proposed=proposed))

    def change(
        self, at: datetime, values: dict[str, Json], *, by: str = DESK, rule: str = "", why: str = "", via: str = ""
    ) -> bool:
        """Set front-matter fields, with an entry that says so. False where nothing is to change or may be."""
        news = self._news(values)
        if not news:
            return False
        was = front_matter(self.ticket)
        old = {name: was.get(name, DEFAULTS[name]) for name in news}
        self.add(Changed(at=at, by=by, via=via, set=news, was=old, rule=rule, why=why))
        self._write(news)
        return True

    def triage(self, at: datetime, values: dict[str, Json], because: dict[str, str]) -> bool:
        """Set fields that the desk decides, each with its reason."""
        news = self._news(values)
        if not news:
            return False
        self.add(_decided(at, news, {name: because[name] for name in news if name in because}))
        self._write(news)
        return True

    def route(
        self,
        at: datetime,
        team: str,
        assignee: str,
        candidates: tuple[Candidate, ...],
        why: str,
        rule: str = "",
        *,
        leftover: bool = False,
    ) -> bool:
        """Give the ticket to a team and one of its people."""
        if self.locked:
            return False
        self.add(
            Routed(at=at, team=team, assignee=assignee, candidates=candidates, why=why, rule=rule, leftover=leftover)
        )
        self._write({"team": team, "assignee": assignee})
        return True

    def reopen(self, at: datetime, status: str, *, by: str, why: str, via: str = "") -> None:
        self.add(Reopened(at=at, by=by, status=status, why=why, via=via))
        self._write({"status": status})

    def _news(self, values: dict[str, Json]) -> dict[str, Json]:
        if self.locked:
            return {}
        now = front_matter(self.ticket)
        given = {name: plain(value) for name, value in values.items()}
        return {name: value for name, value in given.items() if now.get(name, DEFAULTS[name]) != value}

    def _write(self, values: dict[str, Json]) -> None:
        self.ticket = edited(self.ticket, values)

    def edits(self) -> dict[str, Json]:
        """The front-matter fields to set on the file as it was read; None takes one back to its default."""
        if self.record is None or self.locked:
            return {}
        before, after = front_matter(self.record.ticket), front_matter(self.ticket)
        names = [name for name in DEFAULTS if before.get(name, DEFAULTS[name]) != after.get(name, DEFAULTS[name])]
        return {name: after.get(name) for name in names}


def _as_the_ledger_knows(ticket: Ticket, record: Record | None) -> Ticket:
    """The ticket before people's edits of it, which the pass takes up one by one in their time."""
    if record is None or record.quarantined or record.state.opened is None:
        return ticket
    try:
        return edited(ticket, {name: then for name, _, then in differences(record)})
    except msgspec.ValidationError:  # the ledger has a value of a kind that is no more: one ticket can't stop the pass
        return ticket


def _decided(at: datetime, values: dict[str, Json], because: dict[str, str]) -> Triaged:
    """The desk's own choice of fields; `rule` gathers the files and lines that the reasons begin with."""
    named = {part.strip() for why in because.values() for part in why.split(" | ")}
    lines = sorted({found.group() for part in named if (found := _LINE.match(part))})
    return Triaged(at=at, set=values, because=because, rule=", ".join(lines) or "built-in triage")


def _note(last_words: dict[str, tuple[datetime, int]], entry: AnyEntry) -> None:
    """Remember who has the last word on each thing: (when, rank of the kind)."""
    place = (entry.at, _RANK[type(entry)])
    for one in _touches(entry):
        last_words[one] = max(place, last_words.get(one, place))


def _touches(entry: Entry) -> frozenset[str]:
    """What an entry has the last word on: front-matter fields, promises, the clock, the ending."""
    match entry:
        case Opened() | Triaged() | Changed():
            return frozenset(entry.set)
        case Corrected():
            return frozenset((*entry.set, "the rating") if entry.rating is not None else entry.set)
        case Rated():
            return frozenset({"the rating"})
        case Helped():
            return frozenset({f"whether {entry.article} helped"})
        case Routed():
            return frozenset({"team", "assignee"})
        case Promised():
            return frozenset({f"promise {entry.target}"})
        case Paused() | Resumed():
            return frozenset({"the clock"})
        case Resolved() | Closed() | Merged():
            return frozenset({"the ending"})
        case Reopened():
            return frozenset({"the ending", "status"})
        case Alerted():
            return frozenset({f"alert {entry.alert.identity}"})
        case Owed():
            return frozenset({f"notice {entry.notice}"})
        case _:
            return frozenset()
