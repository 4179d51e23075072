"""Desks for scenarios: five lines say what is special about a desk, everything else is a small working one.

    desk = a_desk().person("kim", skills=("vpn",)).team("network", "kim").category("network/vpn", "vpn", team="network")
    scene = desk.open()
    scene.receive(mail("anna@example.org", "VPN is down", at="2026-03-02T09:00"))
    assert scene.ticket(1).ticket.assignee == "kim"

Every `run` of a scene also holds the desk to its promise that a second pass finds nothing to do.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.decide.notifying.wording import message_id
from helpdesk.decide.plan import decide
from helpdesk.load.rules import read_rules
from helpdesk.model.alert import Alert, AlertStatus
from helpdesk.model.asset import Asset
from helpdesk.model.calendar import Block, CalendarRule, Weekday
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import edited, front_matter
from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.model.knowledge import Article, Suggestion
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Attachment, Message, Party, Proof
from helpdesk.model.plan import Plan
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.alerts import AlertRules
from helpdesk.model.rules.approvals import ApprovalRule, Approvals, Approver, Freeze
from helpdesk.model.rules.assets import AssetRules
from helpdesk.model.rules.catalog import Item
from helpdesk.model.rules.condition import ALWAYS, AllOf, Condition, Operator, Test
from helpdesk.model.rules.desk import AttachmentRule, Desk, Limits, MailRule
from helpdesk.model.rules.lifecycle import Clock, Lifecycle, Phase, State, Transition
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.rules.people import Absence, Person, Role, Team
from helpdesk.model.rules.recurring import Recurrence
from helpdesk.model.rules.routing import Category, PriorityMatrix, RoutingRule
from helpdesk.model.rules.sla import EscalationStep, ServiceLevel, Targets
from helpdesk.model.snapshot import Cursors, Dropped, Edit
from helpdesk.model.ticket import Comment, DropBoxItem, Level, Ticket, TicketType, Visibility
from helpdesk.model.timeline import AnyEntry, Owed
from helpdesk.resources import default_rules

NINE_TO_FIVE: tuple[Block, ...] = (("09:00", "17:00"),)
MONDAY = "2026-03-02T09:00"


def utc(text: str | datetime) -> datetime:
    """`2026-03-06T16:30` as UTC."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text).replace(tzinfo=UTC)


def office(
    name: str = "default", *, closed: Iterable[str] = (), hours: tuple[Block, ...] = NINE_TO_FIVE
) -> CalendarRule:
    """Monday to Friday, nine to five in UTC, but for the days that are `closed`."""
    weekly = dict.fromkeys(list(Weekday)[:5], hours)
    days: dict[date, tuple[Block, ...]] = {date.fromisoformat(day): () for day in closed}
    return CalendarRule(id=name, timezone="UTC", weekly=weekly, days=days)


def round_the_clock(name: str) -> CalendarRule:
    return CalendarRule(id=name, timezone="UTC", weekly=dict.fromkeys(Weekday, (("00:00", "24:00"),)))


def contains(field: str, *words: str) -> Test:
    return Test(field, Operator.CONTAINS, words)


def is_(field: str, *values: str) -> Test:
    return Test(field, Operator.IS, values)


def all_of(*parts: Condition) -> AllOf:
    return AllOf(parts)


LIFECYCLE = Lifecycle(
    initial="new",
    states={
        "new": State(name="New", phase=Phase.NEW),
        "open": State(name="In progress", phase=Phase.ACTIVE),
        "waiting": State(name="Waiting for you", phase=Phase.WAITING, clock=Clock.PAUSE, waits_for="requester"),
        "vendor": State(name="With the vendor", phase=Phase.WAITING, clock=Clock.PAUSE, waits_for="vendor"),
        "resolved": State(name="Resolved", phase=Phase.RESOLVED, clock=Clock.STOP),
        "closed": State(name="Closed", phase=Phase.CLOSED, clock=Clock.STOP),
    },
    transitions=(
        Transition(start="new", end="open"),
        Transition(start="open", end="waiting"),
        Transition(start="waiting", end="open"),
        Transition(start="resolved", end="open", verb="reopen", who=("requester", "desk")),
        Transition(start="resolved", end="closed", who=("desk",)),
        Transition(start="closed", end="open", verb="reopen", who=("requester", "desk")),
    ),
)
LOW, MEDIUM, HIGH = Level.LOW, Level.MEDIUM, Level.HIGH
MATRIX = PriorityMatrix(
    levels={"P1": "Critical", "P2": "High", "P3": "Normal", "P4": "Low"},
    matrix={
        HIGH: {HIGH: "P1", MEDIUM: "P2", LOW: "P3"},
        MEDIUM: {HIGH: "P2", MEDIUM: "P3", LOW: "P4"},
        LOW: {HIGH: "P3", MEDIUM: "P4", LOW: "P4"},
    },
    origin="rules/priority.yml:1",
)
NOTICES = (
    NoticeRule(id="ack", on="opened", to=("requester",), template="acknowledgement"),
    NoticeRule(id="assigned", on="routed", to=("assignee",), template="assigned"),
    NoticeRule(id="reply", on="commented", to=("requester", "watchers"), template="reply", when=is_("by", "staff")),
    NoticeRule(id="said", on="commented", to=("assignee",), template="said", when=is_("by", "requester")),
    NoticeRule(id="breach", on="breached", to=("assignee",), template="breached"),
    NoticeRule(id="escalated", on="escalated", to=("lead",), template="escalated"),
    NoticeRule(id="resolved", on="resolved", to=("requester",), template="resolved"),
)


class DeskBuilder:
    """Says how a desk works, one call a fact; `open()` begins the work."""

    def __init__(self) -> None:
        self.desk = Desk(
            calendar="default", default_team="desk", mail=MailRule(address="support@desk.example"), suggest_articles=0
        )
        self.people: dict[str, Person] = {}
        self.teams: dict[str, Team] = {}
        self.calendars = {"default": office()}
        self.categories: dict[str, Category] = {}
        self.routing: list[RoutingRule] = []
        self.levels: list[ServiceLevel] = []
        self.notices: tuple[NoticeRule, ...] = NOTICES
        self.assets: dict[str, Asset] = {}
        self.articles: dict[str, Article] = {}
        self.lifecycle = LIFECYCLE
        self.lifecycles: dict[TicketType, Lifecycle] = {}
        self.approvals = Approvals()
        self.catalog: dict[str, Item] = {}
        self.recurring: tuple[Recurrence, ...] = ()
        self.alerts = AlertRules()
        self.asset_rules = AssetRules()
        self.person("lee", role=Role.LEAD)
        self.team("desk", lead="lee")

    def settings(self, **values: Any) -> "DeskBuilder":
        """Fields of desk.yml; `mail`, `limits` and `attachments` may be given as dicts."""
        kinds = {"mail": MailRule, "limits": Limits, "attachments": AttachmentRule}
        ready = {name: kinds[name](**value) if isinstance(value, dict) else value for name, value in values.items()}
        self.desk = replace(self.desk, **ready)
        return self

    def person(self, handle: str, *, skills: Iterable[str] = (), away: str = "", **values: Any) -> "DeskBuilder":
        """A technician, unless `role` says otherwise; `away` is `first..last`."""
        first, _, last = away.partition("..")
        absences = (Absence(date.fromisoformat(first), date.fromisoformat(last)),) if away else ()
        values = {"name": handle.title(), "email": f"{handle}@desk.example", "role": Role.TECHNICIAN, **values}
        self.people[handle] = Person(id=handle, skills=dict.fromkeys(skills, 1), away=absences, **values)
        return self

    def team(self, name: str, *members: str, lead: str = "lee", **values: Any) -> "DeskBuilder":
        """A team; members that nobody introduced are introduced."""
        for member in (*members, lead):
            if member not in self.people:
                self.person(member)
        self.teams[name] = Team(id=name, name=name.title(), members=members, lead=lead, **values)
        return self

    def calendar(self, rule: CalendarRule) -> "DeskBuilder":
        self.calendars[rule.id] = rule
        return self

    def category(self, name: str, *words: str, **values: Any) -> "DeskBuilder":
        origin = f"rules/categories.yml:{len(self.categories) + 1}"
        self.categories[name] = Category(id=name, name=name, words=words, origin=origin, **values)
        return self

    def rule(
        self, name: str, when: Condition = ALWAYS, *, skills: tuple[str, ...] = (), **sets: str | tuple[str, ...]
    ) -> "DeskBuilder":
        origin = f"rules/routing.yml:{len(self.routing) + 1}"
        self.routing.append(RoutingRule(name=name, when=when, set=sets, skills=skills, origin=origin))
        return self

    def level(
        self,
        name: str = "standard",
        *,
        resolve: str = "",
        response: str = "",
        update: str = "",
        escalate: Iterable[tuple[str, str]] = (),
        **values: Any,
    ) -> "DeskBuilder":
        """A service level with the same targets at every priority, unless `targets` says which."""
        same = Targets(response=response, update=update, resolve=resolve)
        targets = values.pop("targets", dict.fromkeys(MATRIX.levels, same))
        steps = tuple(EscalationStep(at=at, to=to) for at, to in escalate)
        origin = f"rules/sla/{name}.yml"
        self.levels.append(ServiceLevel(id=name, targets=targets, escalate=steps, origin=origin, **values))
        return self

    def notice(self, *rules: NoticeRule) -> "DeskBuilder":
        """These notices and no others."""
        self.notices = rules
        return self

    def asset(self, name: str, kind: str, label: str, **values: Any) -> "DeskBuilder":
        self.assets[name] = Asset(id=name, kind=kind, path=f"assets/{kind}/{name}.yml", name=label, **values)
        return self

    def article(self, name: str, title: str, **values: Any) -> "DeskBuilder":
        self.articles[name] = Article(id=name, path=f"kb/{name}.md", title=title, **values)
        return self

    def practice(self) -> "DeskBuilder":
        """The built-in lifecycles, with their ways through approval, instead of the one small one for all types."""
        built_in, _ = read_rules({}, default_rules(), "")
        assert built_in is not None
        self.lifecycles = built_in.lifecycles
        return self

    def approval(self, name: str, *approvers: str | Approver, **values: Any) -> "DeskBuilder":
        """One more approval rule; an approver is a name, or an `Approver` with a count."""
        asked = tuple(one if isinstance(one, Approver) else Approver(one) for one in approvers)
        origin = f"rules/approvals.yml:{len(self.approvals.rules) + 2}"
        rule = ApprovalRule(name=name, approvers=asked, origin=origin, **values)
        self.approvals = replace(self.approvals, rules=(*self.approvals.rules, rule))
        return self

    def freeze(self, name: str, days: str, **values: Any) -> "DeskBuilder":
        """A freeze over `first..last`."""
        first, _, last = days.partition("..")
        frozen = Freeze(name, date.fromisoformat(first), date.fromisoformat(last), **values)
        self.approvals = replace(self.approvals, freezes=(*self.approvals.freezes, frozen))
        return self

    def item(self, name: str, **values: Any) -> "DeskBuilder":
        """Something to ask for."""
        values = {"name": name.title(), **values}
        self.catalog[name] = Item(id=name, origin=f"rules/catalog/{name}.yml", **values)
        return self

    def recurs(self, name: str, first: str, **values: Any) -> "DeskBuilder":
        """Work that comes back."""
        rule = Recurrence(id=name, title=name, first=date.fromisoformat(first), origin="rules/recurring.yml", **values)
        self.recurring = (*self.recurring, rule)
        return self

    def alerting(self, **values: Any) -> "DeskBuilder":
        """Fields of rules/alerts.yml."""
        self.alerts = replace(self.alerts, **values)
        return self

    def inventory(self, **values: Any) -> "DeskBuilder":
        """Fields of rules/assets.yml."""
        self.asset_rules = replace(self.asset_rules, **values)
        return self

    def rules(self) -> Rules:
        return Rules(
            version="rules-1",
            desk=self.desk,
            people=self.people,
            teams=self.teams,
            calendars=self.calendars,
            categories=self.categories,
            priority=MATRIX,
            routing=tuple(self.routing),
            service_levels=tuple(self.levels),
            lifecycles={**dict.fromkeys(TicketType, self.lifecycle), **self.lifecycles},
            notices=self.notices,
            templates={},
            approvals=self.approvals,
            catalog=self.catalog,
            recurring=self.recurring,
            alerts=self.alerts,
            assets=self.asset_rules,
        )

    def open(self) -> "Scene":
        return Scene(self.rules(), self.articles, self.assets)


def a_desk() -> DeskBuilder:
    return DeskBuilder()


def mail(
    sender: str,
    subject: str = "Help",
    text: str = "Please help me.",
    *,
    at: str | datetime = MONDAY,
    name: str = "",
    answers: str = "",
    **values: Any,
) -> Message:
    """A mail; its Message-ID is `<name>`, by default made of all that is in it. `answers` is the id it replies to."""
    received = utc(at)
    content = hashlib.sha256("\0".join((sender, subject, text)).encode(errors="replace")).hexdigest()
    tag = name or hashlib.sha256(f"{content}{received}".encode()).hexdigest()[:12]
    message_id = f"<{tag}@{sender.rpartition('@')[2]}>"
    values = {
        "content_hash": content,
        "message_id": message_id,
        "key": f"mail:{message_id}",
        "channel": "mail",
        **values,
    }
    return Message(
        received=received,
        sender=Party(name=sender.partition("@")[0].title(), email=sender),
        subject=subject,
        text=text,
        visible_reply=values.pop("visible_reply", text),
        in_reply_to=answers,
        **values,
    )


def alert(
    key: str = "disk",
    status: str = "firing",
    *,
    at: str | datetime = MONDAY,
    start: str | datetime | None = None,
    title: str = "",
    source: str = "alertmanager",
    **values: Any,
) -> Message:
    """What a monitor says at a time, as the desk gets it; `start` is when the monitor says that it began."""
    received, begun = utc(at), utc(start) if start else None
    said = Alert(
        source=source,
        key=key,
        status=AlertStatus(status),
        title=title or f"{key} is in trouble",
        starts_at=begun,
        ends_at=received if status == "resolved" else None,
        **values,
    )
    news = f"{said.identity}@{(begun or received).isoformat()}:{status}:{said.event}"
    return Message(
        key=f"alert:{news}",
        channel="alert",
        received=received,
        sender=Party(name=source),
        subject=said.title,
        text=said.title,
        automatic=True,
        alert=said,
    )


def staff_mail(handle: str, subject: str, text: str, **values: Any) -> Message:
    """A mail of somebody of staff whose server has proved who they are."""
    return mail(f"{handle}@desk.example", subject, text, proof=Proof.DMARC, **values)


def attachment(name: str, content: bytes, type_: str = "text/plain") -> Attachment:
    return Attachment(name, type_, len(content), hashlib.sha256(content).hexdigest(), content)


class Scene:
    """A desk at work: messages come in, people edit, passes run. `now` never goes back."""

    def __init__(self, rules: Rules, articles: dict[str, Article], assets: dict[str, Asset]) -> None:
        self.desk = MemoryDesk(rules, cursors=Cursors(), articles=articles, assets=assets)
        self.plans: list[Plan] = []
        self.advice: tuple[Suggestion, ...] = ()
        self._edits: dict[str, Edit] = {}
        self._dropped: dict[str, Dropped] = {}

    @property
    def rules(self) -> Rules:
        return self.desk.rules

    def advise(self, text: str, most: int) -> tuple[Suggestion, ...]:
        return self.advice[:most]

    def receive(self, *messages: Message, now: str | datetime | None = None) -> Plan:
        """The messages come in; the pass runs when the last of them does, or at `now`."""
        return self.run(now or max(message.received for message in messages), *messages)

    def run(self, now: str | datetime, *messages: Message) -> Plan:
        """One pass, and a second one that must find nothing to do."""
        moment = utc(now)
        plan = decide(self.desk, messages, moment, self.advise)
        self.desk = self.desk.apply(plan)
        for work in plan.work:
            for path in work.removes:
                self._dropped.pop(path, None)
        self.plans.append(plan)
        again = decide(self.desk, messages, moment, self.advise)
        if not plan.deferred:
            assert again.empty, f"the second pass still wants to: {[work.actions for work in again.work]}"
        return plan

    def record(self, number: int = 1) -> Record:
        record = self.desk.ticket(TicketNumber(number))
        assert record is not None, f"there is no ticket {number}"
        return record

    ticket = record

    def edit(
        self, number: int = 1, *, by: str = "kim", at: str | datetime, known: bool = True, **fields: Any
    ) -> "Scene":
        """Somebody edits ticket.md and pushes; `known=False`: git's history is not there to say who."""
        record = self.record(number)
        path = f"{record.path}/ticket.md"
        if known:
            self._edits[path] = Edit(path, by, utc(at), "c0ffee")
        else:
            self._edits.pop(path, None)
        return self._put(replace(record, ticket=edited(record.ticket, fields)))

    def say(
        self,
        number: int = 1,
        text: str = "We are on it.",
        *,
        by: str = "kim",
        at: str | datetime,
        visibility: Visibility = Visibility.PUBLIC,
        pushed_by: str = "",
        **more: Any,
    ) -> "Scene":
        """Somebody of staff adds a comment file and pushes, or another does it for them."""
        record = self.record(number)
        name = f"{utc(at):%Y%m%dT%H%M%SZ}-{by}-{len(record.conversation):04x}.md"
        path = f"{record.path}/comments/{name}"
        self._edits[path] = Edit(path, pushed_by or by, utc(at), "c0ffee")
        comment = Comment(at=utc(at), by=by, visibility=visibility, key=f"file:{name}", **more)
        spoken = Conversation(name, comment, text)
        return self._put(replace(record, conversation=(*record.conversation, spoken)))

    def drop(
        self, path: str, text: str = "", *, by: str = "kim", at: str | datetime = MONDAY, **fields: Any
    ) -> "Scene":
        """Somebody puts a ticket without a number into the drop box."""
        self._edits[path] = Edit(path, by, utc(at), "c0ffee")
        self._dropped[path] = Dropped(path, DropBoxItem(**fields), text)
        return self._rebuild(self.desk.records.values())

    def quarantine(self, number: int = 1) -> "Scene":
        return self._put(replace(self.record(number), quarantined=True))

    def repaired(self, number: int = 1) -> "Scene":
        return self._put(replace(self.record(number), quarantined=False))

    def write_by_hand(self, number: int, *, by: str, at: str | datetime, **fields: Any) -> "Scene":
        """Somebody makes the folder of a ticket themselves."""
        folder = ticket_folder(self.rules.desk.prefix, TicketNumber(number))
        reference = folder.rpartition("/")[2]
        ticket = msgspec.convert({"id": reference, "opened": utc(at), **fields}, Ticket)
        path = f"{folder}/ticket.md"
        self._edits[path] = Edit(path, by, utc(at), "c0ffee")
        return self._put(
            Record(
                number=TicketNumber(number),
                reference=reference,
                path=folder,
                ticket=ticket,
                request="",
                timeline=(),
                conversation=(),
                state=fold(()),
            )
        )

    def change_rules(self, rules: Rules) -> "Scene":
        self.desk.rules = rules
        return self._rebuild(self.desk.records.values())

    def _put(self, record: Record) -> "Scene":
        return self._rebuild({**self.desk.records, record.number: record}.values())

    def _rebuild(self, records: Iterable[Record]) -> "Scene":
        self.desk = MemoryDesk(
            self.desk.rules,
            records,
            commit=str(int(self.desk.commit) + 1),
            cursors=self.desk.cursors,
            articles=self.desk.articles,
            assets=self.desk.assets,
            dropped=self._dropped.values(),
            edits=self._edits,
        )
        return self

    def events(self, number: int = 1) -> list[str]:
        """The names of what happened, in the order of the ledger."""
        return [str(type(entry).__struct_config__.tag) for entry in self.record(number).timeline]

    def mail_id(self, template: str, number: int = 1) -> str:
        """The Message-ID that the notice made of `template` goes out with."""
        record = self.record(number)
        owed = next(entry for entry in self.entries(Owed, number) if entry.template == template)
        return message_id(record.reference, owed.notice, self.rules)

    def entries(self, kind: type[AnyEntry], number: int = 1) -> list[Any]:
        return [entry for entry in self.record(number).timeline if isinstance(entry, kind)]

    def front_matter(self, number: int = 1) -> dict[str, Any]:
        return front_matter(self.record(number).ticket)
