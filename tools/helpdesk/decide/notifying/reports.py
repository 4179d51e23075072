"""The report of the month that is over is owed to whoever the desk names, once, whatever passes ran.

A month has no ledger in which a mail could be owed; a ticket has. It is closed from the start, is no work, and counts
in no figure: it keeps who was told when.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.decide.calendars.zone import day_ends, desk_zone
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import way_to
from helpdesk.model.ids import TicketNumber
from helpdesk.model.message import Party
from helpdesk.model.rules import Rules
from helpdesk.model.rules.desk import REPORT_ROLES
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.model.timeline import Closed, Opened

CHANNEL = TEMPLATE = "report"
WHY = "it says who was told, and is nothing to work on"


def open_report(this: DeskPass) -> None:
    """Owe the report of the last month whose day of telling has come; of several missed, that one alone."""
    readers = readers_of(this.rules)
    if not readers:
        return
    month, end = _last_month(this)
    key = f"{CHANNEL}:{month}"
    if this.number_of_key(key) is not None or not _was_there(this, end):
        return
    from helpdesk.decide.notifying.notices import owe_to

    number, where = this.next_number(), this.rules.desk.where("report")
    ticket = Ticket(
        id=this.reference(number),
        type=TicketType.REQUEST,
        title=f"Monthly report {month}",
        status="new",
        team=this.rules.desk.default_team,
        requester=Party(name=this.rules.desk.name),
        channel=CHANNEL,
        source=month,
        opened=this.now,
    )
    draft = this.begin(number, ticket, f"The figures of {month}.\n")
    draft.fill({"status": way_to(ticket, this.rules, Phase.CLOSED)})
    why = f"{month} is over"
    draft.open(Opened(at=this.now, via=CHANNEL, key=key, rule=where, why=why), {}, {})
    draft.add(Closed(at=this.now, reason=WHY, rule=where, why=WHY))
    for who in readers:
        owe_to(this, draft, who, TEMPLATE, month, {"month": month}, rule=where, why=why)
    draft.messages.append(key)
    this.remember(number, (f"key {key}",))


def next_report(this: DeskPass) -> datetime | None:
    """When a report may be due that is not: at its hour today, or on another day."""
    if not readers_of(this.rules):
        return None
    due, ends = _due(this), day_ends(desk_zone(this.rules), this.now)
    return min(due, ends) if due > this.now else ends


def readers_of(rules: Rules) -> tuple[str, ...]:
    """The handles of all who get it, each once, in the order they are named."""
    found: dict[str, None] = {}
    for name in rules.desk.report.to:
        if name in REPORT_ROLES:
            found |= dict.fromkeys(sorted(one.id for one in rules.people.values() if one.role is REPORT_ROLES[name]))
        elif name in rules.people:
            found[name] = None
    return tuple(found)


def _last_month(this: DeskPass) -> tuple[str, datetime]:
    """The month whose report is due by now, `2026-03`, and its end."""
    zone = desk_zone(this.rules)
    today = this.now.astimezone(zone).date().replace(day=1)
    if _due(this) > this.now:
        today = (today - timedelta(days=1)).replace(day=1)
    return f"{today - timedelta(days=1):%Y-%m}", _midnight(today.year, today.month, zone)


def _due(this: DeskPass) -> datetime:
    """When the report of the month before this one is told."""
    rule, zone = this.rules.desk.report, desk_zone(this.rules)
    hour, _, minute = rule.at.partition(":")
    today = this.now.astimezone(zone).date()
    return datetime.combine(today.replace(day=rule.day), time(int(hour), int(minute)), zone)


def _midnight(year: int, month: int, zone: ZoneInfo) -> datetime:
    return datetime(year, month, 1, tzinfo=zone)


def _was_there(this: DeskPass, end: datetime) -> bool:
    """Whether the desk had tickets in that month or before; a new desk has nothing to report."""
    first = this.snapshot.ticket(TicketNumber(1))
    return this.snapshot.cursors.highest > 0 and (first is None or first.ticket.opened < end)
