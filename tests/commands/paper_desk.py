"""A desk held in memory that verbs can write to: what a clone does with files, without the files."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from click.testing import Result
from msgspec import convert, structs
from msgspec.structs import replace

from helpdesk.commands.clone.writing import (
    AnyWriting,
    ArticleEdit,
    FieldEdit,
    NewArticle,
    NewMessage,
    NewTicket,
    Written,
)
from helpdesk.commands.finding.search_index import whole
from helpdesk.model.asset import Asset
from helpdesk.model.calendar import CalendarRule, Weekday
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import edited, front_matter
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.knowledge import Article
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.desk import Desk
from helpdesk.model.rules.lifecycle import Clock, Lifecycle, Phase, State, Transition
from helpdesk.model.rules.people import Absence, Person, Role, Team
from helpdesk.model.rules.routing import Category, PriorityMatrix
from helpdesk.model.ticket import Comment, Level, Ticket, TicketType
from helpdesk.model.timeline import AnyEntry, Candidate, Opened, Promised, Routed, Target, Triaged

Typed = Callable[..., Result]
NOW = datetime.now(UTC).replace(microsecond=0)

PEOPLE = {
    "ana": Person(id="ana", name="Ana Reis", email="ana@example.org", phone="+351 21 000"),
    "kim": Person(
        id="kim",
        name="Kim Lee",
        email="kim@example.org",
        also=("kim.lee@example.net",),
        role=Role.TECHNICIAN,
        capacity=2,
    ),
    "lou": Person(id="lou", name="Lou Ito", email="lou@example.org", role=Role.LEAD, skills={"vpn": 3}),
    "max": Person(
        id="max",
        name="Max Roth",
        email="max@example.org",
        role=Role.TECHNICIAN,
        away=(Absence(first=date(2020, 1, 1), last=date(2099, 12, 31), why="parental leave"),),
    ),
}
TEAMS = {
    "network": Team(id="network", name="Network", members=("kim", "lou"), lead="lou"),
    "desk": Team(id="desk", name="Service desk", members=("max",), lead="max"),
}


def a_lifecycle() -> Lifecycle:
    states = {
        "new": State(name="New", phase=Phase.NEW),
        "in_progress": State(name="In progress", phase=Phase.ACTIVE),
        "waiting": State(name="Waiting", phase=Phase.WAITING, clock=Clock.PAUSE, waits_for="requester"),
        "resolved": State(name="Resolved", phase=Phase.RESOLVED, clock=Clock.STOP),
        "closed": State(name="Closed", phase=Phase.CLOSED, clock=Clock.STOP),
    }
    ways = [
        Transition(start="new", end="in_progress", verb="start", needs=("assignee",)),
        Transition(start="in_progress", end="waiting", verb="wait", needs=("public_reply",)),
        Transition(start="waiting", end="in_progress", verb="resume"),
        *(
            Transition(start=start, end="resolved", verb="resolve", needs=("resolution",))
            for start in ("new", "in_progress", "waiting")
        ),
        Transition(start="resolved", end="closed", verb="close"),
        Transition(start="resolved", end="in_progress", verb="reopen"),
        Transition(start="closed", end="in_progress", verb="reopen", who=("lead",)),
    ]
    return Lifecycle(initial="new", states=states, transitions=tuple(ways))


def some_rules() -> Rules:
    levels = {"P1": "Critical", "P2": "High", "P3": "Normal"}
    hours = CalendarRule(id="default", timezone="UTC", weekly=dict.fromkeys(Weekday, (("00:00", "24:00"),)))
    return Rules(
        version="",
        desk=Desk(name="Example desk"),
        people=PEOPLE,
        teams=TEAMS,
        calendars={"default": hours},
        categories={"network/vpn": Category(id="network/vpn", name="VPN", team="network", skills=("vpn",))},
        priority=PriorityMatrix(levels=levels, matrix={i: dict.fromkeys(Level, "P3") for i in Level}),
        routing=(),
        service_levels=(),
        lifecycles=dict.fromkeys(TicketType, a_lifecycle()),
        notices=(),
        templates={},
    )


def a_record(
    number: int, title: str, *, due_in: float | None = None, request: str = "It does not work.", **fields: object
) -> Record:
    """A ticket opened three hours ago; `due_in` hours from now its resolution is promised."""
    opened = NOW - timedelta(hours=3)
    values: dict[str, object] = {"status": "new", "priority": "P3", "team": "network", **fields}
    ticket = Ticket(
        id=reference("HD", TicketNumber(number)),
        title=title,
        opened=opened,
        requester=Party(name="Ana Reis", email="ana@example.org"),
        channel="mail",
        **values,  # type: ignore[arg-type]
    )
    entries: list[AnyEntry] = [
        Opened(at=opened, key=f"mail:{number}", set=front_matter(ticket), by="requester"),
        Triaged(
            at=opened,
            set={"category": "network/vpn"},
            because={"category": "the word vpn"},
            rule="rules/routing.yml:4 vpn",
            why="word vpn",
        ),
        Routed(
            at=opened,
            team="network",
            assignee="kim",
            rule="rules/routing.yml:9 network",
            why="category network/vpn",
            candidates=(Candidate("kim", "chosen"), Candidate("max", "away until 2099-12-31")),
        ),
    ]
    if due_in is not None:
        due = NOW + timedelta(hours=due_in)
        entries.append(
            Promised(at=opened, target=Target.RESOLVE, due=due, sla="standard", calendar="default", allowed=3600)
        )
    return Record(
        number=TicketNumber(number),
        reference=ticket.id,
        path=ticket_folder("HD", TicketNumber(number)),
        ticket=ticket,
        request=request,
        timeline=tuple(entries),
        conversation=(),
        state=fold(entries),
    )


def some_articles() -> dict[str, Article]:
    found = (
        Article(
            id="network/vpn",
            path="kb/network/vpn.md",
            title="The VPN drops",
            keywords=("vpn", "tunnel"),
            body="Restart the VPN client.",
        ),
        Article(
            id="office/printer",
            path="kb/office/printer.md",
            title="Printer jams",
            body="Open the tray and pull the paper out.",
        ),
    )
    return {each.id: each for each in found}


class PaperDesk:
    """A `DeskHandle` in memory. What was written stands in `subjects` and `dropped`."""

    def __init__(self, *records: Record, user: str = "kim@example.org") -> None:
        assets = {"vpn": Asset(id="vpn", kind="service", path="assets/service/vpn.yml", name="Remote access")}
        self.snapshot = MemoryDesk(some_rules(), records, articles=some_articles(), assets=assets)
        self.address = user
        self.subjects: list[str] = []
        self.dropped: list[NewTicket] = []
        self.pushes = 0

    def __call__(self, path: str) -> "PaperDesk":
        return self

    def search_index(self) -> sqlite3.Connection:
        return whole(self.snapshot)

    def look_only_at(self, numbers: Sequence[int]) -> None:
        pass

    def index_at_hand(self) -> sqlite3.Connection:
        return self.search_index()

    def user(self) -> str:
        return self.address

    def write(
        self, writings: Sequence[AnyWriting], subject: str, by: str, now: datetime, *, commit: bool = True
    ) -> Written:
        paths = []
        for writing in writings:
            match writing:
                case FieldEdit():
                    record = self.snapshot.records[writing.number]
                    changed = replace(record, ticket=edited(record.ticket, writing.edits))
                    self.snapshot.records[writing.number] = changed
                    paths.append(f"{record.path}/ticket.md")
                case NewMessage():
                    record = self.snapshot.records[writing.number]
                    said = Conversation(
                        f"{len(record.conversation)}.md",
                        Comment(
                            at=now,
                            by=by,
                            visibility=writing.visibility,
                            via=writing.via,
                            rating=writing.rating,
                            article=writing.article,
                            helpful=writing.helpful,
                        ),
                        writing.text,
                    )
                    self.snapshot.records[writing.number] = replace(record, conversation=(*record.conversation, said))
                    paths.append(f"{record.path}/comments/{said.name}")
                case NewTicket():
                    self.dropped.append(writing)
                    paths.append(f"tickets/new/{writing.item.uuid}.md")
                case NewArticle():
                    self.snapshot.articles = {**self.snapshot.articles, writing.article.id: writing.article}
                    paths.append(writing.article.path)
                case ArticleEdit():
                    name = writing.path.removeprefix("kb/").removesuffix(".md")
                    values = {**structs.asdict(self.snapshot.articles[name]), **writing.edits}
                    after = convert({key: value for key, value in values.items() if value is not None}, Article)
                    self.snapshot.articles = {**self.snapshot.articles, name: after}
                    paths.append(writing.path)
        if commit:
            self.subjects.append(subject)
        return Written(tuple(paths), "c0ffee" if commit else "")

    def push(self) -> None:
        self.pushes += 1

    def ticket(self, number: int) -> Ticket:
        return self.snapshot.records[TicketNumber(number)].ticket

    def said(self, number: int) -> tuple[Conversation, ...]:
        return self.snapshot.records[TicketNumber(number)].conversation
