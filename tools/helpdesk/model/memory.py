"""A desk held in memory: the same answers as one in git, for tests, replays and simulations."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding
from helpdesk.model.fold import fold, front_matter, wake_at
from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.model.knowledge import Article
from helpdesk.model.marks import marks
from helpdesk.model.plan import Plan, Work
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.snapshot import Cursors, Dropped, Edit
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import DESK, Routed

WAITING_WEIGHT = 0.25


class MemoryDesk:
    """Implements `Snapshot`. `apply` gives the desk after a plan, as the store would write it; `commit` counts up."""

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
        findings: tuple[Finding, ...] = (),
        edits: Mapping[str, Edit] | None = None,
    ) -> None:
        self.rules = rules
        self.records = {record.number: record for record in sorted(records, key=lambda record: record.number)}
        self.commit = commit
        self.cursors = cursors or Cursors(highest=max(self.records, default=0))
        self.articles: Mapping[str, Article] = articles or {}
        self.assets: Mapping[str, Asset] = assets or {}
        self.findings = findings
        self._dropped = tuple(dropped)
        self._edits = dict(edits or {})

    def ticket(self, number: TicketNumber) -> Record | None:
        return self.records.get(number)

    def all_tickets(self) -> Iterator[Record]:
        return iter(self.records.values())

    def open_tickets(self) -> Iterable[Record]:
        return [record for record in self.records.values() if phase_of(record.ticket, self.rules) is not Phase.CLOSED]

    def awake(self, now: datetime) -> Iterable[Record]:
        def due(record: Record) -> bool:
            moment = wake_at(record)
            return moment is not None and moment <= now

        return [record for record in self.records.values() if due(record)]

    def load_of(self, people: Iterable[str]) -> Mapping[str, float]:
        loads = dict.fromkeys(people, 0.0)
        for record in self.open_tickets():
            if record.ticket.assignee in loads:
                loads[record.ticket.assignee] += weight(record.ticket, self.rules)
        return loads

    def last_assigned(self, people: Iterable[str]) -> Mapping[str, datetime]:
        wanted, last = set(people), dict[str, datetime]()
        for record in self.records.values():
            for entry in record.timeline:
                if isinstance(entry, Routed) and entry.by == DESK and entry.assignee in wanted:
                    last[entry.assignee] = max(last.get(entry.assignee, entry.at), entry.at)
        return last

    def number_of_key(self, key: str) -> TicketNumber | None:
        return next((number for number, record in self.records.items() if key in record.state.keys), None)

    def number_of_message_id(self, message_id: str) -> TicketNumber | None:
        return next((n for n, record in self.records.items() if message_id in record.state.message_ids), None)

    def number_of_hash(self, content_hash: str) -> TicketNumber | None:
        return next((n for n, record in self.records.items() if content_hash in record.state.hashes), None)

    def marked(self, mark: str) -> Iterable[Record]:
        return [record for record in self.records.values() if mark in marks(record)]

    def drop_box(self) -> Iterable[Dropped]:
        return self._dropped

    def edits(self, paths: Iterable[str]) -> Mapping[str, Edit]:
        return {path: self._edits[path] for path in paths if path in self._edits}

    def apply(self, plan: Plan) -> "MemoryDesk":
        """The desk after `plan`. Raises ValueError when it was decided on another commit."""
        if plan.based_on != self.commit:
            raise ValueError(f"the plan holds on {plan.based_on}, this is {self.commit}")
        records = dict(self.records)
        for work in plan.work:
            records[work.number] = _carry_out(work, records.get(work.number), self.rules.desk.prefix)
        removed = {path for work in plan.work for path in work.removes}
        return MemoryDesk(
            self.rules,
            records.values(),
            commit=str(int(self.commit) + 1) if plan.work else self.commit,
            cursors=Cursors(
                highest=max(self.cursors.highest, plan.highest),
                stamped=plan.stamped or self.cursors.stamped,
                channels={**self.cursors.channels, **plan.channels},
            ),
            articles=self.articles,
            assets=self.assets,
            dropped=[dropped for dropped in self._dropped if dropped.path not in removed],
            findings=self.findings,
            edits=self._edits,
        )


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


def edited(ticket: Ticket, edits: Mapping[str, object]) -> Ticket:
    """The ticket with front-matter fields set; None takes a field back to its default."""
    values = {**front_matter(ticket), **edits}
    return msgspec.convert({name: value for name, value in values.items() if value is not None}, Ticket)


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
