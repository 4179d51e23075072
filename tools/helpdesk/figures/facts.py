"""What figures are made of: a few values of each ticket, taken from its ledger, whatever the time is now."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from helpdesk.decide.calendars.hours import Hours, hours_of
from helpdesk.decide.notifying.reports import CHANNEL as REPORT
from helpdesk.figures.spells import LIVING, Spell, spells, waits
from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.offered import suggested_in
from helpdesk.model.order import in_order
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import AnyEntry, Commented, Escalated, Owed, Target, Told

# What asks the requester how it was.
ASKING = "resolved"


class Kept(msgspec.Struct, frozen=True):
    """One promise as it was made: `due` was pinned then. `met` is when it was kept, None where nobody did; `stands`
    whether its clock stands still now."""

    target: Target
    due: datetime
    met: datetime | None
    breached: bool
    stands: bool

    def verdict(self, by: datetime) -> str:
        """`met` in time (at the due time is in time), `missed`, or `running` at a moment."""
        if self.breached or (self.met is not None and self.met > self.due):
            return "missed"
        if self.met is not None:
            return "met"
        return "running" if self.stands or by <= self.due else "missed"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket. `open_spells` are the times it was open and `waits` those its clock stood still in, with the status
    as cause, both in wall-clock time; `ended` is when it was last resolved, or closed without that, None while it is
    open. `response` and `work` are open seconds of the calendar that it was promised by, waiting taken off; `replies`
    public ones by staff; `asked` whether the requester was asked how it was; `kind`, `risk` and `outcome` are a
    change's; `offered` the articles that the requester was shown, `helped` whether an article did, as they said;
    `changed` when the last thing happened to it. Groups are ids as the ticket has them now, empty for none."""

    number: int
    reference: str
    title: str
    opened: datetime
    ended: datetime | None
    open_spells: tuple[Spell, ...]
    waits: tuple[Spell, ...]
    first_response: datetime | None
    closed: datetime | None
    response: int | None
    work: int | None
    promises: tuple[Kept, ...]
    reopened: int
    handoffs: int
    escalations: int
    replies: int
    rating: int | None
    rated: datetime | None
    asked: bool
    article: str
    type: str
    priority: str
    category: str
    service: str
    team: str
    assignee: str
    channel: str
    requester: str
    department: str
    location: str
    assets: tuple[str, ...]
    public: bool
    status: str
    kind: str
    risk: str
    outcome: str
    offered: tuple[str, ...] = ()
    helped: tuple[tuple[str, bool], ...] = ()
    changed: datetime | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether it was open at a moment: from its opening on, up to but not at its ending."""
        if moment < self.opened or (self.ended is not None and self.ended <= moment):
            return False
        return any(spell.holds(moment) for spell in self.open_spells)

    @property
    def elapsed(self) -> float | None:
        """Wall-clock seconds from the opening to the last ending, whatever lay between; None while it is open."""
        return (self.ended - self.opened).total_seconds() if self.ended is not None else None


def is_work(one: Facts) -> bool:
    """Whether a ticket counts in figures: one that only brings the monthly report to people does not."""
    return one.channel != REPORT


class Reader:
    """Reads tickets into facts, by the rules of one commit."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        people = rules.people.values()
        self._handles = {mail.casefold(): one.id for one in people for mail in (one.email, *one.also) if mail}

    def read(self, record: Record) -> Facts:
        """The facts of one ticket, from its ledger and front matter."""
        ticket, state = record.ticket, record.state
        entries = in_order(entry for entry in record.timeline if type(entry) in LIVING)
        opened, waiting = tuple(spells(ticket.opened, entries)), tuple(waits(entries))
        hours = self._hours(record)
        requester = self._requester(record)
        person = self._rules.people.get(requester)
        escalations, replies, asked, offered = _counted(record.timeline)
        return Facts(
            number=record.number,
            reference=record.reference,
            title=ticket.title,
            opened=ticket.opened,
            ended=opened[-1].end,
            open_spells=opened,
            waits=waiting,
            first_response=state.first_response,
            closed=state.closed,
            response=_worked(hours, (Spell(ticket.opened, state.first_response),), waiting),
            work=_worked(hours, opened, waiting),
            promises=tuple(_kept(record)),
            reopened=state.reopened,
            handoffs=state.handoffs,
            escalations=escalations,
            replies=replies,
            rating=state.rating,
            rated=state.rated,
            asked=asked,
            article=ticket.resolution.article if ticket.resolution else "",
            type=ticket.type.value,
            priority=ticket.priority,
            category=ticket.category,
            service=ticket.service,
            team=ticket.team,
            assignee=ticket.assignee,
            channel=ticket.channel,
            requester=requester,
            department=person.department if person else "",
            location=person.location if person else "",
            assets=ticket.assets,
            public=ticket.visibility is Visibility.PUBLIC,
            status=ticket.status,
            kind=ticket.change.kind if ticket.change else "",
            risk=ticket.change.risk if ticket.change else "",
            outcome=ticket.change.outcome if ticket.change else "",
            offered=offered,
            helped=tuple(sorted(state.helped.items())),
            changed=state.last_change,
        )

    def read_all(self, records: Iterable[Record]) -> Iterator[Facts]:
        """The facts of all that is work."""
        return filter(is_work, map(self.read, records))

    def _hours(self, record: Record) -> Hours:
        """The hours of the calendar that the ticket was promised by, else of the desk."""
        promises = record.state.promises
        made = promises.get(Target.RESOLVE) or promises.get(Target.RESPONSE)
        return hours_of(self._rules, made.calendar if made else "", self._rules.desk.calendar, "default")

    def _requester(self, record: Record) -> str:
        """The handle of a requester the desk knows, else how they gave themselves; empty for nobody."""
        party = record.ticket.requester
        mail = party.email.casefold()
        return self._handles.get(mail) or mail or (f"github:{party.github}" if party.github else party.name)


def _counted(entries: Iterable[AnyEntry]) -> tuple[int, int, bool, tuple[str, ...]]:
    """(escalations, public replies by staff, whether the requester was asked how it was, the articles shown)."""
    escalations = replies = 0
    asking: set[str] = set()
    offered: tuple[str, ...] = ()
    asked = False
    for entry in entries:
        match entry:
            case Owed():  # notices first: they are half of every ledger
                if entry.template == ASKING and entry.role == "requester":
                    asking.add(entry.notice)
                if entry.data:
                    offered += suggested_in(entry)
            case Told():
                asked = asked or (entry.notice in asking and entry.result == "sent")
            case Commented():
                replies += entry.by not in OUTSIDERS and entry.visibility is Visibility.PUBLIC
            case Escalated():
                escalations += 1
            case _:
                pass
    return escalations, replies, asked, tuple(dict.fromkeys(offered))


def _worked(hours: Hours, spans: tuple[Spell, ...], waiting: tuple[Spell, ...]) -> int | None:
    """Open seconds in `spans` less those that the clock stood still in; None where the last has no end."""
    if spans[-1].end is None:
        return None
    total = 0
    for span in spans:
        assert span.end is not None
        total += hours.between(span.start, span.end)
        for wait in waiting:
            start, end = max(span.start, wait.start), min(span.end, wait.end or span.end)
            if start < end:
                total -= hours.between(start, end)
    return max(total, 0)


def _kept(record: Record) -> Iterator[Kept]:
    ended = record.state.resolved or record.state.closed
    for target, promise in record.state.promises.items():
        if ended is not None and promise.met_at is None and promise.breached_at is None and ended <= promise.due:
            continue  # it ended before anybody had to keep it
        yield Kept(
            target, promise.due, promise.met_at, promise.breached_at is not None, promise.left is not None and not ended
        )
