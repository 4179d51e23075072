"""What one pass has in hand while it decides: the desk as it is, the tickets it works on, what it has given out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from helpdesk.decide.assigning.roster import Roster
from helpdesk.decide.calendars.hours import hours_of
from helpdesk.decide.directory import fold_address
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.marks import KNOWN_ERROR, MAJOR, PLANNED, SOUNDING, UNDELIVERABLE, part_of
from helpdesk.model.message import Message
from helpdesk.model.plan import Refusal
from helpdesk.model.ports import Advisor
from helpdesk.model.question import Guess, Predictor, nobody, question_of
from helpdesk.model.readers import Month
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import Ticket

# What works on a ticket is loaded when the first is worked on: most passes find nothing to do.
if TYPE_CHECKING:
    from helpdesk.decide.alerting.match import Register
    from helpdesk.decide.classifying.classify import Classifier
    from helpdesk.decide.classifying.facts import Facts
    from helpdesk.decide.directory import Directory
    from helpdesk.decide.draft import Draft


@dataclass
class DeskPass:
    """One pass. Nothing in here outlives it."""

    snapshot: Snapshot
    now: datetime
    advise: Advisor
    reply_keys: Sequence[bytes] = ()
    predict: Predictor = nobody
    drafts: "dict[TicketNumber, Draft]" = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    deferred: list[str] = field(default_factory=list)
    closings: int = 0
    told: dict[str, int] = field(default_factory=dict)
    new_majors: list[TicketNumber] = field(default_factory=list)
    readers: dict[str, Month] = field(default_factory=dict)
    counted: dict[str, str] = field(default_factory=dict)
    _known: dict[str, TicketNumber] = field(default_factory=dict)
    _begun: dict[str, list[TicketNumber]] = field(default_factory=dict)
    _highest: int = 0

    @property
    def rules(self) -> Rules:
        return self.snapshot.rules

    @cached_property
    def majors(self) -> tuple[Record, ...]:
        """The major incidents there were before this pass."""
        return tuple(self.snapshot.marked(MAJOR))

    @property
    def parts_left(self) -> bool:
        """Whether a major incident that ended before this pass has unfinished parts, which no clock wakes."""
        over = (major for major in self.majors if major.state.resolved or major.state.closed)
        return any(True for major in over for _ in self.snapshot.marked(part_of(major.reference)))

    @cached_property
    def known_errors(self) -> tuple[Record, ...]:
        """The problems there were before this pass that have a workaround to offer."""
        return tuple(self.snapshot.marked(KNOWN_ERROR))

    @cached_property
    def dead_letters(self) -> dict[str, list[Record]]:
        """The tickets for which mail to the requester came back, by the requester's address."""
        found: dict[str, list[Record]] = {}
        for record in self.snapshot.marked(UNDELIVERABLE):
            found.setdefault(fold_address(record.ticket.requester.email), []).append(record)
        return found

    @cached_property
    def planned(self) -> tuple[Record, ...]:
        """The unfinished changes with a window that there were before this pass."""
        return tuple(self.snapshot.marked(PLANNED))

    @cached_property
    def _sounding(self) -> "dict[TicketNumber, Draft]":
        return {record.number: self.sketch(record) for record in self.snapshot.marked(SOUNDING)}

    def sounding(self) -> "Iterator[Draft]":
        """Every ticket on which an alert sounded before this pass or may sound now, as this pass has it, in no order:
        asked for each new alert, so that nothing is looked at here."""
        yield from self.drafts.values()
        yield from (draft for number, draft in self._sounding.items() if number not in self.drafts)

    @cached_property
    def directory(self) -> "Directory":
        from helpdesk.decide.kept import directory_of

        return directory_of(self.rules)

    @cached_property
    def roster(self) -> Roster:
        return Roster(self.snapshot)

    @cached_property
    def classifier(self) -> "Classifier":
        from helpdesk.decide.kept import classifier_of

        return classifier_of(self.rules, self.snapshot.assets)

    @cached_property
    def register(self) -> "Register":
        from helpdesk.decide.kept import register_of

        return register_of(self.snapshot.assets)

    def open_at(self, calendar: str, moment: datetime) -> bool:
        """Whether a calendar is open; one that is not there never is."""
        return calendar in self.rules.calendars and hours_of(self.rules, calendar).is_open(moment)

    def facts(self, draft: "Draft", message: Message | None = None) -> "Facts":
        from helpdesk.decide.classifying.facts import facts_of

        return facts_of(draft.ticket, draft.request, self.directory, self.now, self.open_at, message)

    def guesses(self, draft: "Draft") -> Callable[[], dict[str, Guess]]:
        """The values that were learned or suggested for a ticket, asked for when a rule is silent and not before."""
        return lambda: {guess.field: guess for guess in self.predict(question_of(draft.ticket, draft.request))}

    def draft(self, number: TicketNumber) -> "Draft | None":
        """The ticket as this pass has it; None where there is none of this number."""
        if number not in self.drafts:
            record = self.snapshot.ticket(number)
            if record is None:
                return None
            self.take_up(record)
        return self.drafts[number]

    def take_up(self, record: Record) -> "Draft":
        """Work on a ticket that is there."""
        return self.drafts.setdefault(record.number, self.sketch(record))

    def sketch(self, record: Record) -> "Draft":
        """A ticket to look at, which the pass works on only if it is taken up."""
        known = self.drafts.get(record.number)
        if known is not None:
            return known
        from helpdesk.decide.draft import Draft

        return Draft(record.number, record.reference, self.now, record.ticket, record.request, record)

    def next_number(self) -> TicketNumber:
        """A number never given before."""
        number = max(self._highest, self.snapshot.cursors.highest) + 1
        while self.snapshot.ticket(TicketNumber(number)) is not None:
            number += 1
        self._highest = number
        return TicketNumber(number)

    def begin(self, number: TicketNumber, ticket: Ticket, request: str) -> "Draft":
        """Work on a ticket that is new."""
        from helpdesk.decide.draft import Draft

        draft = Draft(number, ticket.id, self.now, ticket, request, None)
        self.drafts[number] = draft
        self._begun.setdefault(fold_address(ticket.requester.email), []).append(number)
        return draft

    def reference(self, number: TicketNumber) -> str:
        return reference(self.rules.desk.prefix, number)

    @property
    def highest(self) -> int:
        return max(self._highest, self.snapshot.cursors.highest)

    def count_anew(self) -> None:
        """What everybody has to do, by the tickets as they will be: what was begun, passed on, finished or put to
        wait in this pass counts as the next pass will see it."""
        self.roster.follow(self.drafts.values(), self.rules)

    def latest_from(self, address: str, before: TicketNumber, most: int) -> list[TicketNumber]:
        """The numbers of a requester's newest tickets below one, newest first, those of this pass among them."""
        if not address:
            return []
        begun = (number for number in reversed(self._begun.get(address, [])) if number < before)
        return sorted({*self.snapshot.latest_from(address, before, most), *islice(begun, most)}, reverse=True)[:most]

    def last_technician(self, ticket: Ticket, besides: TicketNumber) -> str:
        """Who has, or had, the requester's newest ticket but this one."""
        address = fold_address(ticket.requester.email)
        if not address:
            return ""
        begun = next((number for number in reversed(self._begun.get(address, [])) if number != besides), None)
        number = begun or self.snapshot.newest_from(address, besides)
        if number is None:
            return ""
        if number in self.drafts:
            return self.drafts[number].ticket.assignee
        record = self.snapshot.ticket(number)
        return record.ticket.assignee if record else ""

    def remember(self, number: TicketNumber, marks: Iterable[str]) -> None:
        """Keys, message ids and hashes that this pass has put on a ticket."""
        self._known.update((mark, number) for mark in marks if mark)

    def number_of_key(self, key: str) -> TicketNumber | None:
        return self._known.get(f"key {key}") or (self.snapshot.number_of_key(key) if key else None)

    def number_of_message_id(self, message_id: str) -> TicketNumber | None:
        if not message_id:
            return None
        return self._known.get(f"id {message_id}") or self.snapshot.number_of_message_id(message_id)

    def number_of_hash(self, content_hash: str) -> TicketNumber | None:
        if not content_hash:
            return None
        return self._known.get(f"hash {content_hash}") or self.snapshot.number_of_hash(content_hash)
