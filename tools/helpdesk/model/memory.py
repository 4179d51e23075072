"""A desk held in memory: the same answers as one in git, for tests, replays and simulations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import edited
from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.model.kept import Kept, KeptInMemory
from helpdesk.model.knowledge import Article
from helpdesk.model.plan import Plan, Work
from helpdesk.model.readers import Month
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.shelf import Shelf
from helpdesk.model.snapshot import Cursors, Dropped, Edit


class MemoryDesk:
    """Implements `Snapshot`. `apply` gives the desk after a plan, as the store would write it; `commit` counts up.
    `carry_out` does the same to this desk itself, at a cost that does not grow with the desk."""

    def __init__(
        self,
        rules: Rules,
        records: Iterable[Record] = (),
        *,
        commit: str = "0",
        cursors: Cursors | None = None,
        articles: Mapping[str, Article] | None = None,
        assets: Mapping[str, Asset] | None = None,
        dropped: Iterable[Dropped] = (),
        readers: Mapping[str, Month] | None = None,
        findings: tuple[Finding, ...] = (),
        edits: Mapping[str, Edit] | None = None,
    ) -> None:
        self.rules = rules
        self.records = Shelf(rules, records)
        self.commit = commit
        self.cursors = cursors or Cursors(highest=max(self.records, default=0))
        self.articles: Mapping[str, Article] = articles or {}
        self.assets: Mapping[str, Asset] = assets or {}
        self.readers: Mapping[str, Month] = readers or {}
        self.findings = findings
        self._dropped = {each.path: each for each in dropped}
        self._edits = dict(edits or {})
        # Readers' own; a desk that is to know what another one's readers kept is given that one's.
        self.shelves: dict[tuple[str, str], Kept] = {}

    def ticket(self, number: TicketNumber) -> Record | None:
        return self.records.get(number)

    def all_tickets(self) -> Iterator[Record]:
        return iter(self.records.values())

    def these(self, numbers: Iterable[TicketNumber]) -> Iterator[Record]:
        return (self.records[number] for number in sorted(set(numbers)) if number in self.records)

    def states(self) -> Mapping[TicketNumber, str]:
        # The encoding is no contract: it only has to differ where tickets do.
        return {number: sha256(msgspec.msgpack.encode(each)).hexdigest() for number, each in self.records.items()}

    def kept(self, name: str, made: str) -> Kept:
        return self.shelves.setdefault((name, made), KeptInMemory())

    def open_tickets(self) -> Iterable[Record]:
        return self.records.open_records()

    def awake(self, now: datetime) -> Iterable[Record]:
        return self.records.awake(now)

    def next_wake(self, now: datetime) -> datetime | None:
        return self.records.next_wake(now)

    def load_of(self, people: Iterable[str]) -> Mapping[str, float]:
        return {person: self.records.loads.get(person, 0.0) for person in people}

    def last_assigned(self, people: Iterable[str]) -> Mapping[str, datetime]:
        assigned = self.records.assigned
        return {person: assigned[person] for person in people if person in assigned}

    def tickets_of(self, people: Iterable[str]) -> Iterable[Record]:
        numbers = {number for who in people for number in self.records.held.get(who, ())}
        return [self.records[number] for number in sorted(numbers)]

    def newest_from(self, address: str, besides: TicketNumber) -> TicketNumber | None:
        return next((number for number in reversed(self.records.asked.get(address, [])) if number != besides), None)

    def latest_from(self, address: str, before: TicketNumber, most: int) -> Sequence[TicketNumber]:
        return sorted((number for number in self.records.asked.get(address, []) if number < before), reverse=True)[
            :most
        ]

    def number_of_key(self, key: str) -> TicketNumber | None:
        return self.records.keys_of_messages.get(key)

    def number_of_message_id(self, message_id: str) -> TicketNumber | None:
        return self.records.message_ids.get(message_id)

    def number_of_hash(self, content_hash: str) -> TicketNumber | None:
        return self.records.hashes.get(content_hash)

    def marked(self, mark: str) -> Iterable[Record]:
        return [self.records[number] for number in sorted(self.records.marked.get(mark, ()))]

    def newest_marked(self, mark: str) -> Record | None:
        number = max(self.records.marked.get(mark, ()), default=None)
        return self.records[number] if number is not None else None

    def drop_box(self) -> Iterable[Dropped]:
        return tuple(self._dropped.values())

    def edits(self, paths: Iterable[str]) -> Mapping[str, Edit]:
        return {path: self._edits[path] for path in paths if path in self._edits}

    def edit(self, record: Record, edit: Edit) -> None:
        """Somebody's edit of a ticket is pushed: `record` is the ticket with it, `edit` says who brought what when."""
        self._edits[edit.path] = edit
        self.records[record.number] = record
        self._count_up()

    def drop(self, dropped: Dropped, edit: Edit) -> None:
        """Somebody puts a ticket without a number into the drop box and pushes."""
        self._edits[edit.path] = edit
        self._dropped[dropped.path] = dropped
        self._count_up()

    def apply(self, plan: Plan) -> "MemoryDesk":
        """The desk after `plan`. Raises ValueError when it was decided on another commit."""
        after = MemoryDesk(
            self.rules,
            self.records.values(),
            commit=self.commit,
            cursors=self.cursors,
            articles=self.articles,
            assets=self.assets,
            dropped=self._dropped.values(),
            readers=self.readers,
            findings=self.findings,
            edits=self._edits,
        )
        after.carry_out(plan)
        return after

    def carry_out(self, plan: Plan) -> None:
        """Do to this desk what `plan` says. Raises ValueError when it was decided on another commit."""
        if plan.based_on != self.commit:
            raise ValueError(f"the plan holds on {plan.based_on}, this is {self.commit}")
        for work in plan.work:
            self.records[work.number] = _carry_out(work, self.records.get(work.number), self.rules.desk.prefix)
            for path in work.removes:
                self._dropped.pop(path, None)
        self.cursors = Cursors(
            highest=max(self.cursors.highest, plan.highest),
            stamped=plan.stamped or self.cursors.stamped,
            channels={**self.cursors.channels, **plan.channels},
        )
        self.readers = {**self.readers, **{month.path: month for month in plan.readers}}
        if not plan.empty:
            self._count_up()

    def _count_up(self) -> None:
        self.commit = str(int(self.commit) + 1)


def _carry_out(work: Work, record: Record | None, prefix: str) -> Record:
    spoken = tuple(Conversation(new.name, new.comment, new.text) for new in work.comments)
    if record is None:
        assert work.create is not None, f"{work.reference} is not there and not created"
        ticket = work.create
        return Record(
            number=work.number,
            reference=work.reference,
            path=ticket_folder(prefix, work.number),
            ticket=edited(ticket, work.edits),
            request=work.request,
            timeline=work.entries,
            conversation=spoken,
            state=fold(work.entries),
        )
    timeline = (*record.timeline, *work.entries)
    return replace(
        record,
        ticket=edited(record.ticket, work.edits),
        timeline=timeline,
        conversation=(*record.conversation, *spoken),
        state=fold(timeline),
    )
