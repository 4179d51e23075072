"""An example to preview a text on: a ticket as any desk may have it, and all that a text may ask for."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from helpdesk.decide.notifying.digest import word_together
from helpdesk.decide.notifying.wording import word
from helpdesk.figures.month import Month
from helpdesk.figures.window import zone_of
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice
from helpdesk.model.record import Conversation, Promise, Record, TicketState
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import Comment, Resolution, Ticket, TicketType
from helpdesk.model.timeline import Json, Opened, Owed, Target
from helpdesk.passing.notice_words import more_in

NUMBER = TicketNumber(123)
SAID = "example.md"
# Who reads a text where nobody says otherwise: the requester, but for these.
READERS = {
    "answered": "assignee",
    "assigned": "assignee",
    "breached": "lead",
    "commands": "assignee",
    "digest": "assignee",
    "escalated": "lead",
    "approve": "lead",
    "approve-again": "lead",
    "reopened": "assignee",
    "report": "lead",
    "task": "assignee",
    "task-late": "lead",
    "undelivered": "assignee",
    "warned": "assignee",
    "withdrawn": "assignee",
}


def example(rules: Rules, now: datetime) -> Record:
    """A ticket of the desk's first team, promised, answered and resolved."""
    team = rules.teams.get(rules.desk.default_team) or next(iter(rules.teams.values()), None)
    lifecycle = rules.lifecycles.get(TicketType.INCIDENT)
    name = reference(rules.desk.prefix, NUMBER)
    levels = list(rules.priority.levels)
    ticket = Ticket(
        id=name,
        title="No connection in the meeting room",
        status=lifecycle.initial if lifecycle else "new",
        priority=levels[len(levels) // 2] if levels else "",
        team=team.id if team else "",
        assignee=next(iter(team.members), "") if team else "",
        requester=Party(name="Ana Example", email="ana@example.org", phone="+49 30 1234567"),
        channel="mail",
        opened=now,
        watchers=("sam@example.org",),
        resolution=Resolution(code="fixed", summary="The cable was replaced; everything works again."),
    )
    due = {Target.RESPONSE: now + timedelta(hours=4), Target.RESOLVE: now + timedelta(days=2)}
    promises = {
        target: Promise(target=target, due=at, sla="example", calendar="default", allowed=14400, promised_at=now)
        for target, at in due.items()
    }
    by = ticket.assignee or "desk"
    spoken = Conversation(SAID, Comment(at=now, by=by, key="example"), "We are on it. Can you try **another socket**?")
    return Record(
        number=NUMBER,
        reference=name,
        path=ticket_folder(rules.desk.prefix, NUMBER),
        ticket=ticket,
        request="Since this morning.",
        timeline=(Opened(at=now, key="example", message_id="<example@example.org>"),),
        conversation=(spoken,),
        state=TicketState(opened=now, promises=promises),
    )


def previewed(
    template: str, role: str, language: str, record: Record, snapshot: Snapshot, now: datetime
) -> Notice | str:
    """The notice as it would go out, or why nobody would get it."""
    said = record.conversation[-1].name if record.conversation else ""
    owed = Owed(
        at=now,
        notice=f"{template}-example",
        template=template,
        role=role or READERS.get(template, "requester"),
        channel="mail",
        data=_data(template, said, record, snapshot.rules, now),
    )
    if template != "digest":
        return word(owed, record, snapshot, (), language, more=more_in(snapshot))
    parts = ("assigned", "answered")
    held = [replace(owed, notice=f"{part}-example", template=part, after=now) for part in parts]
    return word_together([(record, part) for part in held], snapshot, (), language)


def _data(template: str, said: str, record: Record, rules: Rules, now: datetime) -> dict[str, Json]:
    due = (now + timedelta(days=1)).isoformat()
    other = reference(rules.desk.prefix, TicketNumber(7))
    given: dict[str, dict[str, Json]] = {
        "approve": {"hash": "0123456789abcdef", "as": "lead", "parts": {"type": "request", "cost": 900}},
        "commands": {
            "lines": [
                {"said": "/asign kim", "done": False, "text": "there is no command /asign; did you mean '/assign'?"},
                {"said": "/take", "done": True, "text": "", "list": []},
            ]
        },
        "incomplete": {"item": "A laptop", "missing": ["Which size?"], "wrong": []},
        "merged": {"into": other},
        "report": {"month": Month.holding(now, zone_of(rules.desk.timezone)).before.id},
        "task": {"task": "Order it", "id": "order", "due": due},
        "task-late": {"task": "Order it", "id": "order", "due": due, "who": record.ticket.assignee},
        "undelivered": {"why": "the mail server refused the recipient: [550]", "whom": "Ana Example"},
        "withdrawn": {"why": "I found one in the cupboard."},
    }
    given["approve-again"] = given["approve"]
    return given.get(template, {"comment": said})
