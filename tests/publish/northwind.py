"""Northwind IT, a desk of our own making: two teams, articles, assets, any number of tickets; the same on every run."""

import random
from datetime import UTC, date, datetime, timedelta

from helpdesk.model.asset import Asset, AssetEvent, Holding, Relation, Warranty
from helpdesk.model.calendar import CalendarRule, Weekday
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.knowledge import Article
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.approvals import Approver
from helpdesk.model.rules.catalog import Audience as AsksOf
from helpdesk.model.rules.catalog import Field, FieldType, Item, ItemTask, Layout
from helpdesk.model.rules.desk import Desk, MailRule
from helpdesk.model.rules.lifecycle import Clock, Lifecycle, Phase, State
from helpdesk.model.rules.people import Person, Role, Team
from helpdesk.model.rules.routing import Category, PriorityMatrix
from helpdesk.model.rules.sla import ServiceLevel, Targets
from helpdesk.model.ticket import Comment, FileRef, Level, Links, Resolution, Ticket, TicketType, Visibility
from helpdesk.model.timeline import (
    AnyEntry,
    Breached,
    Candidate,
    Changed,
    Closed,
    Commented,
    Escalated,
    Opened,
    Owed,
    Paused,
    Promised,
    Resolved,
    Routed,
    Target,
    Told,
    Triaged,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

STATES = {
    "new": State(name="New", phase=Phase.NEW, next="A technician will look at it"),
    "open": State(name="In progress", phase=Phase.ACTIVE, next="The technician answers next"),
    "waiting": State(
        name="Waiting for you",
        phase=Phase.WAITING,
        clock=Clock.PAUSE,
        waits_for="requester",
        next="We wait for your answer",
    ),
    "resolved": State(
        name="Resolved", phase=Phase.RESOLVED, clock=Clock.STOP, next="It closes by itself if all is well"
    ),
    "closed": State(name="Closed", phase=Phase.CLOSED, clock=Clock.STOP),
}
LIFECYCLE = Lifecycle(initial="new", states=STATES, transitions=())
SUBJECTS = (
    ("network", "network/vpn", "vpn", "VPN drops every ten minutes from the Lisbon office"),
    ("network", "network/wifi", "wifi", "No wireless in meeting room 4.12"),
    ("workplace", "hardware/laptop", "", "Laptop does not wake up after the lid was closed"),
    ("workplace", "software/office", "mail", "Shared calendar shows the wrong time zone"),
    ("workplace", "access/account", "", "New colleague starts on Monday and needs an account"),
    ("network", "network/vpn", "vpn", "Cannot reach the build server since the weekend"),
)


LAPTOP = Item(
    id="laptop",
    name="A laptop",
    description="A laptop with a dock. You hand the old one back.",
    category="hardware/laptop",
    service="mail",
    team="workplace",
    fields=(
        Field(id="size", label="Which size?", type=FieldType.SELECT, options=("14 inch", "16 inch"), required=True),
        Field(id="for", label="For whom is it?", type=FieldType.PERSON, required=True, placeholder="ana@example.org"),
        Field(id="tag", label="The old one's name", pattern="lt-[0-9]{4}"),
        Field(id="years", label="For how many years?", type=FieldType.NUMBER, least=1, most=5),
        Field(id="extras", label="What goes with it?", type=FieldType.MULTISELECT, options=("Dock", "Mouse"), most=1),
        Field(id="phone", label="A phone too", type=FieldType.CHECKBOX),
        Field(id="needed", label="When?", type=FieldType.DATE),
        Field(id="why", label="What for?", type=FieldType.TEXTAREA),
        Field(id="photo", label="A photo", type=FieldType.UPLOAD),
    ),
    layout=Layout.PAGE,
    approvers=(Approver("requester-manager"),),
    tasks=(ItemTask(id="order", title="Order it"),),
)
STARTER = Item(
    id="starter",
    name="A new colleague starts",
    category="access/account",
    team="workplace",
    fields=(
        Field(id="who", label="Name", section="The person", required=True),
        Field(id="first-day", label="First day", type=FieldType.DATE, required=True),
        Field(
            id="office", label="Which office?", section="The place", type=FieldType.SELECT, options=("Berlin", "Lisbon")
        ),
        Field(id="phone", label="A phone too", type=FieldType.CHECKBOX),
        Field(id="note", label="Anything else?", section="The rest", type=FieldType.TEXTAREA),
    ),
)
LEAVER = Item(id="leaver", name="A colleague leaves", audience=AsksOf.MANAGERS)
CATALOG = {each.id: each for each in (LAPTOP, STARTER, LEAVER)}
HOURS = CalendarRule(
    id="default", timezone="Europe/Berlin", weekly=dict.fromkeys(list(Weekday)[:5], (("09:00", "17:00"),))
)
LEVEL = ServiceLevel(id="standard", targets={"P3": Targets(response="4h", resolve="2d")})


def rules(**desk: object) -> Rules:
    return Rules(
        version="r1",
        desk=Desk(
            **{
                "name": "Northwind IT desk",
                "timezone": "Europe/Berlin",
                "mail": MailRule(address="help@northwind.example"),
                **desk,
            }
        ),
        people={
            "kim": Person(id="kim", name="Kim Park", role=Role.TECHNICIAN),
            "ines": Person(id="ines", name="Inês Duarte", role=Role.LEAD),
            "marek": Person(id="marek", name="Marek Novák", role=Role.TECHNICIAN),
            "hannah": Person(id="hannah", name="Hannah Vogt", role=Role.TECHNICIAN),
        },
        teams={
            "network": Team(id="network", name="Network", members=("kim", "ines"), lead="ines"),
            "workplace": Team(id="workplace", name="Workplace", members=("marek", "hannah"), lead="hannah"),
        },
        calendars={"default": HOURS},
        categories={
            each: Category(id=each, name=each.replace("/", " / ").capitalize())
            for each in sorted({category for _, category, _, _ in SUBJECTS})
        },
        priority=PriorityMatrix(
            levels={"P1": "Critical", "P2": "High", "P3": "Normal", "P4": "Low"},
            matrix={Level.MEDIUM: {Level.MEDIUM: "P3"}},
        ),
        routing=(),
        service_levels=(LEVEL,),
        lifecycles=dict.fromkeys(TicketType, LIFECYCLE),
        notices=(),
        templates={},
        catalog=CATALOG,
    )


def ticket_record(ticket: Ticket, *entries: AnyEntry, request: str = "", said: tuple[Conversation, ...] = ()) -> Record:
    number = TicketNumber(int(ticket.id.rpartition("-")[2]))
    return Record(
        number=number,
        reference=ticket.id,
        path=ticket_folder("HD", number),
        ticket=ticket,
        request=request,
        timeline=entries,
        conversation=said,
        state=fold(entries),
    )


REQUEST = """Since this morning it fails after a few minutes. What I tried:

- another cable
- a restart

The log says `peer not responding`. **Please help**, I have a customer call at noon.
"""


def random_record(number: int, dice: random.Random, now: datetime = NOW, days: int = 200) -> Record:
    """A ticket with a plausible life: answered or not, waiting, late, resolved or closed."""
    team, category, service, title = dice.choice(SUBJECTS)
    members = {"network": ("kim", "ines"), "workplace": ("marek", "hannah")}[team]
    name = reference("HD", TicketNumber(number))
    age = dice.random() ** 1.3 * days * DAY if dice.random() > 0.1 else dice.random() * 8 * HOUR
    opened = (now - age).replace(microsecond=0)
    fate = (
        "closed"
        if age > 20 * DAY and dice.random() < 0.97
        else dice.choice(["new", "open", "waiting", "resolved", "closed"])
    )
    who = "" if fate == "new" and dice.random() < 0.5 else dice.choice(members)
    priority = dice.choices(["P1", "P2", "P3", "P4"], [1, 6, 20, 10])[0]
    hours = {"P1": 4, "P2": 16, "P3": 72, "P4": 160}[priority]
    requester = Party(
        name=dice.choice(["Ada Lind", "Bo Ek", "Cleo Roy", "Dan Oz"]),
        email=f"user{dice.randrange(90)}@northwind.example",
    )
    fields = {
        "id": name,
        "type": dice.choice([TicketType.INCIDENT, TicketType.INCIDENT, TicketType.REQUEST]),
        "title": title,
        "priority": priority,
        "category": category,
        "service": service,
        "team": team,
        "assignee": who,
        "requester": requester,
        "channel": dice.choice(["mail", "github", "form"]),
        "opened": opened,
        "tags": ("onboarding",) if "colleague" in title else (),
        "impact": Level.MEDIUM,
        "assets": ("lt-0042",) if "Laptop" in title else (),
    }
    entries: list[AnyEntry] = [
        Opened(at=opened, via=fields["channel"], key=f"{name}:0"),
        Triaged(
            at=opened,
            set={"category": category, "priority": priority},
            because={
                "category": "the words 'vpn', 'drops' (rules/categories.yml:14)",
                "priority": "impact medium, urgency medium",
            },
        ),
        Routed(
            at=opened,
            team=team,
            assignee=who,
            why=f"category {category} belongs to {team}",
            rule="rules/routing.yml:12 by category",
            candidates=tuple(
                Candidate(each, "chosen" if each == who else "more work for the same capacity", dice.randrange(9) / 2)
                for each in members
            ),
        ),
        Promised(
            at=opened,
            target=Target.RESPONSE,
            due=opened + hours / 4 * HOUR,
            sla="standard",
            calendar="berlin",
            allowed=hours * 900,
        ),
        Promised(
            at=opened,
            target=Target.RESOLVE,
            due=opened + hours * HOUR,
            sla="standard",
            calendar="berlin",
            allowed=hours * 3600,
        ),
        Owed(at=opened, notice="ack", template="opened", role="requester", channel="mail"),
        Told(at=opened + HOUR / 60, notice="ack"),
    ]
    said, status = [], fate
    answered = opened + dice.random() * hours / 3 * HOUR
    resolution = None
    if fate != "new" and answered < now:
        for place, (by, text) in enumerate(
            [
                (who or members[0], "Thank you. Which version does it show under *About*?"),
                ("requester", "It is 4.2.1.\n\n> Which version does it show?"),
            ]
        ):
            at = answered + place * HOUR
            if at >= now:
                break
            file = f"{place}.md"
            said.append(
                Conversation(
                    file, Comment(at=at, by=by, via="mail", sender=requester if by == "requester" else Party()), text
                )
            )
            entries.append(Commented(at=at, by=by, comment=file))
    last = min(now, answered + 2 * HOUR)
    if fate == "waiting":
        entries.append(Paused(at=last, left={"resolve": hours * 1800}))
    if fate in ("resolved", "closed"):
        last = min(now, opened + dice.random() ** 2 * hours * 1.6 * HOUR + HOUR / 2)
        resolution = Resolution(code="fixed", summary="A newer client keeps the connection.")
        if last > opened + hours * HOUR:
            entries.append(Breached(at=opened + hours * HOUR, target=Target.RESOLVE, due=opened + hours * HOUR))
            entries.append(Escalated(at=opened + hours * HOUR, target=Target.RESOLVE, to="lead", who="ines"))
        entries.append(Resolved(at=last, by=who or members[0], code="fixed", summary=resolution.summary))
        if fate == "closed":
            entries.append(Closed(at=min(now, last + 5 * DAY), reason="no answer for 5 days"))
    ticket = Ticket(
        **fields,
        status=status,
        resolution=resolution,
        visibility=Visibility.PUBLIC if dice.random() < 0.2 else Visibility.INTERNAL,
        summary="The VPN of the Lisbon office loses its connection." if category == "network/vpn" else "",
    )
    return ticket_record(ticket, *entries, request=REQUEST, said=tuple(said))


ARTICLE = """# {0}

This is how it is done. See [the other one](../network/wifi.md) and [an internal one](../workplace/imaging.md).

## Before you begin

1. Save your work.
2. Close the client.

```
vpn --reconnect
```

| System | Way |
|---|---:|
| Linux | `nmcli` |
| Windows | Settings |
"""


def articles() -> dict[str, Article]:
    made = [
        (
            "network/vpn",
            "Connect to the VPN",
            "public",
            "Install the client, sign in, keep the connection.",
            ("network/vpn",),
            ("vpn",),
        ),
        (
            "network/wifi",
            "Use the wireless network",
            "public",
            "Names, passwords and guests.",
            ("network/wifi",),
            ("wifi",),
        ),
        ("network/slow", "Find out why the network is slow", "public", "", ("network/vpn", "network/wifi"), ("vpn",)),
        (
            "accounts/password",
            "Change your password",
            "public",
            "Every way that works, from anywhere.",
            ("access/account",),
            (),
        ),
        ("workplace/imaging", "Set a laptop up from the image", "staff", "For technicians.", ("hardware/laptop",), ()),
    ]
    return {
        name: Article(
            id=name,
            path=f"kb/{name}.md",
            title=title,
            audience=audience,
            summary=summary,
            categories=categories,
            services=services,
            owner="kim",
            review=date(2026, 1, 15) if name == "network/slow" else date(2026, 9, 1),
            keywords=("help",),
            body=ARTICLE.format(title),
        )
        for name, title, audience, summary, categories, services in made
    }


def assets() -> dict[str, Asset]:
    made = [
        Asset(
            id="vpn",
            kind="service",
            path="assets/service/vpn.yml",
            name="Remote access (VPN)",
            team="network",
            criticality="high",
            description="The way in from outside.",
            relations=(Relation("runs_on", "gw-1"),),
        ),
        Asset(id="wifi", kind="service", path="assets/service/wifi.yml", name="Wireless network", team="network"),
        Asset(id="mail", kind="service", path="assets/service/mail.yml", name="Mail and calendar", team="workplace"),
        Asset(
            id="gw-1",
            kind="device",
            path="assets/device/gw-1.yml",
            name="Gateway Berlin",
            model="RX-9",
            serial="9A-113",
            location="Berlin, server room",
            warranty=Warranty(until=date(2026, 4, 1), provider="Example Networks"),
        ),
        Asset(
            id="lt-0042",
            kind="device",
            path="assets/device/lt-0042.yml",
            name="Laptop 0042",
            model="Slate 14",
            serial="SN0042",
            location="Berlin",
            purchased=date(2023, 5, 2),
            cost=1290.0,
            warranty=Warranty(until=date(2025, 5, 2)),
            holders=(
                Holding(date(2023, 5, 3), "ada", "new"),
                Holding(date(2025, 2, 1)),
                Holding(date(2025, 2, 14), "bo"),
            ),
            events=(AssetEvent(date(2025, 2, 3), "Battery replaced", 89.0, "HD-000007"),),
        ),
    ]
    return {each.id: each for each in made}


FINDINGS = (
    Finding("tickets/000/HD-000007/ticket.md", 6, 11, "T014", "unknown team: 'netwrok'", "did you mean 'network'?"),
    Finding(
        "kb/network/slow.md",
        4,
        1,
        "K003",
        "the review date has passed: 2026-01-15",
        "read it over and set a new date",
        Severity.WARNING,
    ),
)


def sample_desk(tickets: int = 60, *, seed: int = 7, commit: str = "3f2a9c81d0", days: int = 200) -> MemoryDesk:
    dice = random.Random(seed)
    records = [random_record(number, dice, days=days) for number in range(1, tickets + 1)]
    return MemoryDesk(
        rules(),
        [*records, rich_record(tickets + 1)],
        commit=commit,
        articles=articles(),
        assets=assets(),
        findings=FINDINGS,
    )


def rich_record(number: int) -> Record:
    """One ticket that has nearly everything a ticket can have."""
    name = reference("HD", TicketNumber(number))
    opened = NOW - 5 * HOUR
    ticket = Ticket(
        id=name,
        title="Nobody in Lisbon can reach the VPN",
        status="open",
        priority="P1",
        impact=Level.HIGH,
        urgency=Level.HIGH,
        category="network/vpn",
        service="vpn",
        team="network",
        assignee="kim",
        watchers=("ines",),
        channel="mail",
        opened=opened,
        requester=Party(name="Ada Lind", email="ada.lind@northwind.example", phone="+49 30 5550100"),
        assets=("gw-1",),
        links=Links(related=("HD-000003",), problem="HD-000002"),
        tags=("lisbon", "outage"),
    )
    screenshot = FileRef("error <message>.png", "image/png", 48_213, "ab" * 32, file="abababababababab.png")
    too_big = FileRef("trace.zip", "application/zip", 80_000_000, "cd" * 32, withheld="larger than 10 MB")
    said = (
        Conversation(
            "1.md",
            Comment(at=opened + HOUR / 2, by="kim", via="mail"),
            "I see it too: the gateway does not answer. Working on it.",
        ),
        Conversation(
            "2.md",
            Comment(at=opened + HOUR, by="kim", visibility=Visibility.INTERNAL),
            "The certificate ran out at 05:00. Ines has the key.",
        ),
        Conversation(
            "3.md",
            Comment(at=opened + 2 * HOUR, by="requester", via="mail", sender=ticket.requester, attachments=(too_big,)),
            "Here is the trace you asked for.",
        ),
    )
    entries: tuple[AnyEntry, ...] = (
        Opened(at=opened, key="mail:1", via="mail", attachments=(screenshot,)),
        Triaged(
            at=opened,
            set={"category": "network/vpn", "priority": "P1"},
            because={
                "category": "the words 'vpn', 'lisbon' (rules/categories.yml:14)",
                "priority": "impact high, urgency high",
            },
        ),
        Routed(
            at=opened,
            team="network",
            assignee="kim",
            why="category network/vpn belongs to network",
            rule="rules/routing.yml:12 by category",
            candidates=(Candidate("kim", "chosen", 3), Candidate("ines", "away until 2026-03-09", 1)),
        ),
        Promised(at=opened, target=Target.RESPONSE, due=opened + HOUR, sla="standard", calendar="berlin", allowed=3600),
        Promised(
            at=opened, target=Target.RESOLVE, due=opened + 4 * HOUR, sla="standard", calendar="berlin", allowed=14_400
        ),
        *(
            Commented(at=each.comment.at, by=each.comment.by, comment=each.name, visibility=each.comment.visibility)
            for each in said
        ),
        Changed(at=opened + HOUR, by="kim", set={"impact": "high"}, was={"impact": "medium"}),
        Breached(at=opened + 4 * HOUR, target=Target.RESOLVE, due=opened + 4 * HOUR),
        Escalated(
            at=opened + 4 * HOUR,
            target=Target.RESOLVE,
            to="lead",
            who="ines",
            why="the resolution is late",
            rule="rules/sla/standard.yml:9",
        ),
        Owed(at=opened + 2 * HOUR, notice="n7", template="commented", role="assignee", channel="mail"),
    )
    return ticket_record(ticket, *entries, request=REQUEST, said=said)
