"""Records by number, and beside them every look-up that a pass asks for, kept up as records are put in."""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, MutableMapping
from datetime import datetime

from helpdesk.model.ids import TicketNumber
from helpdesk.model.marks import marks
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import DESK, Routed
from helpdesk.model.unsynced import wake_at

WAITING_WEIGHT = 0.25
Numbers = dict[str, TicketNumber]


class Shelf(MutableMapping[TicketNumber, Record]):
    """What a put costs follows the record, not how many there are. `rules` say which states are open and which wait;
    who changes them makes a new shelf."""

    def __init__(self, rules: Rules, records: Iterable[Record] = ()) -> None:
        self.rules = rules
        self._records: dict[TicketNumber, Record] = {}
        self._begin()
        for record in sorted(records, key=lambda record: record.number):
            self[record.number] = record

    def _begin(self) -> None:
        self.keys_of_messages: Numbers = {}
        self.message_ids: Numbers = {}
        self.hashes: Numbers = {}
        self.open: set[TicketNumber] = set()
        self.loads: dict[str, float] = {}
        self.assigned: dict[str, datetime] = {}
        self.held: dict[str, set[TicketNumber]] = {}
        self.asked: dict[str, list[TicketNumber]] = {}
        self.marked: dict[str, set[TicketNumber]] = {}
        self._order: list[TicketNumber] = []
        self._wakes: list[tuple[datetime, TicketNumber]] = []
        self._wake_of: dict[TicketNumber, datetime] = {}

    def __getitem__(self, number: TicketNumber) -> Record:
        return self._records[number]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[TicketNumber]:
        """Numbers, lowest first."""
        return iter(self._order)

    def __setitem__(self, number: TicketNumber, record: Record) -> None:
        old = self._records.get(number)
        if old is not None and record.timeline[: len(old.timeline)] != old.timeline:
            self._records[number] = record  # another past: what the old one said no longer counts
            self._again()
            return
        self._records[number] = record
        if old is None:
            insort(self._order, number)
        else:
            self._stand(old, -1)
            for mark in marks(old):
                self.marked[mark].discard(number)
            self.held.get(old.ticket.assignee, set()).discard(number)
        self._stand(record, 1)
        for mark in marks(record):
            self.marked.setdefault(mark, set()).add(number)
        self._ask(record, old)
        self._hear(record, old)
        self._set_alarm(record)

    def __delitem__(self, number: TicketNumber) -> None:
        del self._records[number]
        self._again()

    def _again(self) -> None:
        records = list(self._records.values())
        self._records = {}
        self._begin()
        for record in sorted(records, key=lambda record: record.number):
            self[record.number] = record

    def _stand(self, record: Record, sign: int) -> None:
        """Count a ticket's state and its weight on whoever has it, or take them back."""
        ticket = record.ticket
        if phase_of(ticket, self.rules) is Phase.CLOSED:
            self.open.discard(record.number)
        else:
            self.open.add(record.number)
            self.held.setdefault(ticket.assignee, set()).add(record.number)
        if ticket.assignee:
            self.loads[ticket.assignee] = self.loads.get(ticket.assignee, 0.0) + sign * weight(ticket, self.rules)

    def _ask(self, record: Record, old: Record | None) -> None:
        """Remember who asks: the numbers of each address, lowest first."""
        before, now = (each.ticket.requester.email.strip().casefold() if each else "" for each in (old, record))
        if before != now and before:
            self.asked[before].remove(record.number)
        if before != now and now:
            insort(self.asked.setdefault(now, []), record.number)

    def _hear(self, record: Record, old: Record | None) -> None:
        """Remember the messages that a record has and the old one had not, and who was given it."""
        state = record.state
        for known, now, before in (
            (self.keys_of_messages, state.keys, old.state.keys if old else ()),
            (self.message_ids, state.message_ids, old.state.message_ids if old else ()),
            (self.hashes, state.hashes, old.state.hashes if old else ()),
        ):
            for mark in now.difference(before):
                known[mark] = min(known.get(mark, record.number), record.number)
        for entry in record.timeline[len(old.timeline) if old else 0 :]:
            if isinstance(entry, Routed) and entry.by == DESK and entry.assignee:
                self.assigned[entry.assignee] = max(self.assigned.get(entry.assignee, entry.at), entry.at)

    def _set_alarm(self, record: Record) -> None:
        before, now = self._wake_of.pop(record.number, None), wake_at(record)
        if before is not None:
            del self._wakes[bisect_right(self._wakes, (before, record.number)) - 1]
        if now is not None:
            self._wake_of[record.number] = now
            insort(self._wakes, (now, record.number))

    def next_wake(self, after: datetime) -> datetime | None:
        """When the next ticket needs something, later than `after`."""
        place = bisect_right(self._wakes, after, key=lambda item: item[0])
        return self._wakes[place][0] if place < len(self._wakes) else None

    def awake(self, now: datetime) -> list[Record]:
        """Records whose time has come, by number."""
        due = self._wakes[: bisect_right(self._wakes, now, key=lambda item: item[0])]
        return [self._records[number] for number in sorted(number for _, number in due)]

    def open_records(self) -> list[Record]:
        """Records in no closed state, by number."""
        return [self._records[number] for number in sorted(self.open)]


def phase_of(ticket: Ticket, rules: Rules) -> Phase:
    """What a ticket's status means; a status that no lifecycle knows is active, so that nobody overlooks it."""
    lifecycle = rules.lifecycles.get(ticket.type)
    state = lifecycle.states.get(ticket.status) if lifecycle else None
    return state.phase if state else Phase.ACTIVE


def weight(ticket: Ticket, rules: Rules) -> float:
    """How much of a technician a ticket takes: all of one, or little while it waits on others, or nothing."""
    phase = phase_of(ticket, rules)
    if phase in (Phase.RESOLVED, Phase.CLOSED):
        return 0.0
    return WAITING_WEIGHT if phase is Phase.WAITING else 1.0
