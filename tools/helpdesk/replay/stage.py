"""A desk in memory that lives through events: people write and edit, the clock runs, and a pass follows each at once,
as on a desk whose passes are never late."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from helpdesk.decide.calendars.hours import hours_of
from helpdesk.decide.plan import decide
from helpdesk.model.asset import Asset
from helpdesk.model.front_matter import edited
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Message, Party
from helpdesk.model.plan import Plan, Work
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.assets import Renewals
from helpdesk.model.snapshot import Cursors, Edit
from helpdesk.model.timeline import Owed, Told
from helpdesk.replay.events import Answered, Asked, Event, Worked

# Tickets that no request of the script opened get numbers from here on, so that the others keep theirs.
STRAY = 10**9


class Stage:
    """`now` never goes back. Notices count as sent the moment they are owed: no channel is part of this."""

    def __init__(self, rules: Rules, assets: Mapping[str, Asset], records: Iterable[Record] = ()) -> None:
        # What the calendar opened stands in the ledgers already.
        rules = replace(rules, recurring=(), assets=replace(rules.assets, renewals=Renewals(ahead=0)))
        self.rules = rules
        self.desk = MemoryDesk(rules, records, assets=assets)
        self.most: dict[str, float] = {}
        self.refused: dict[str, str] = {}
        self._done = datetime.min.replace(tzinfo=UTC)
        self._absences = absence_starts(rules)
        self._keys: dict[TicketNumber, str] = {}

    def let_pass(self, until: datetime) -> None:
        """Everything the clock does up to and with `until`, each step in a pass at its own time."""
        while (moment := self._next(until)) is not None:
            self._pass(moment)
        self._done = max(self._done, until)

    def live(self, event: Event) -> None:
        """Time passes up to the event; then it happens, and the desk looks."""
        before = event.at - timedelta(seconds=1)
        self.let_pass(before)
        match event:
            case Asked():
                self._ask(event)
            case Answered():
                self._pass(event.at, self.addressed(event))
            case Worked():
                self._work(event)
                self._pass(event.at)

    def _ask(self, event: Asked) -> None:
        self._keys[event.number] = event.key
        if isinstance(event.what, Message):
            self._pass(event.at, event.what, next_number=event.number)
            return
        self.desk.drop(event.what, Edit(event.what.path, event.what.item.by, event.at))
        self._pass(event.at, next_number=event.number)

    def addressed(self, event: Answered) -> Message:
        """The answer as it must look to find its ticket here: sent to the ticket's own reply address."""
        key = self._keys.get(event.number, "")
        message = replace(event.message, in_reply_to=key if event.message.channel != "mail" else "")
        local, at, domain = self.rules.desk.mail.address.rpartition("@")
        ticket = reference(self.rules.desk.prefix, event.number).lower()
        return replace(message, to=(Party(email=f"{local}+{ticket}@{domain}"),)) if at else message

    def number_of(self, event: Asked) -> TicketNumber | None:
        """The ticket that a request opened or joined; None where the desk did not take it in."""
        return self.desk.number_of_key(event.key)

    def _work(self, event: Worked) -> None:
        record = self.desk.ticket(event.number)
        if record is None:
            return
        for spoken in event.said:
            path = f"{record.path}/comments/{spoken.name}"
            record = replace(record, conversation=(*record.conversation, spoken))
            self.desk.edit(record, Edit(path, event.by, event.at))
        if event.values:
            record = replace(record, ticket=edited(record.ticket, event.values))
            self.desk.edit(record, Edit(f"{record.path}/ticket.md", event.by, event.at))

    def _next(self, until: datetime) -> datetime | None:
        """The next moment after the last pass, up to `until`, at which the desk has something to look at."""
        wake = self.desk.records.next_wake(self._done)
        place = bisect_right(self._absences, self._done)
        away = self._absences[place] if place < len(self._absences) else None
        moment = min((each for each in (wake, away) if each is not None), default=None)
        return moment if moment is not None and moment <= until else None

    def _pass(self, now: datetime, *messages: Message, next_number: int = STRAY) -> None:
        highest = max(self.desk.cursors.highest, STRAY) if next_number == STRAY else next_number - 1
        self.desk.cursors = Cursors(highest=highest)
        self._done = max(self._done, now)
        plan = self._carry_out(decide(self.desk, messages, now, _no_advice))
        self.refused.update({refusal.key: refusal.why for refusal in plan.refused})
        while plan.deferred and plan.work:
            plan = self._carry_out(decide(self.desk, (), now, _no_advice))

    def _carry_out(self, plan: Plan) -> Plan:
        self.desk.carry_out(replace(plan, work=tuple(map(_told, plan.work)), highest=0))
        for work in plan.work:
            record = self.desk.records[work.number]
            who = record.ticket.assignee
            if who:
                self.most[who] = max(self.most.get(who, 0.0), self.desk.records.loads.get(who, 0.0))
        return plan


def _told(work: Work) -> Work:
    ended = {entry.notice for entry in work.entries if isinstance(entry, Told)}
    owed = [entry for entry in work.entries if isinstance(entry, Owed) and entry.notice not in ended]
    if not owed:
        return work
    return replace(work, entries=(*work.entries, *(Told(at=entry.at, notice=entry.notice) for entry in owed)))


def _no_advice(text: str, most: int) -> tuple[Suggestion, ...]:  # noqa: ARG001
    """Which articles an acknowledgement suggests changes nothing that is compared."""
    return ()


def absence_starts(rules: Rules) -> list[datetime]:
    """The moments at which somebody goes away: the first midnight of each absence, where they are."""
    return sorted(set(_absence_starts(rules)))


def _absence_starts(rules: Rules) -> Iterator[datetime]:
    for person in rules.people.values():
        zone = ZoneInfo(hours_of(rules, person.hours, rules.desk.calendar, "default").timezone)
        for absence in person.away:
            yield datetime.combine(absence.first, time(), zone).astimezone(UTC)
