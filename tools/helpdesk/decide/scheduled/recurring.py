"""Work that comes back: each occurrence opens one ticket, exactly once, whatever passes ran or did not run."""

from datetime import date, datetime
from functools import partial

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.decide.calendars.occurrences import latest
from helpdesk.decide.calendars.opening_hours import CalendarError
from helpdesk.decide.calendars.zone import calendar_zone, day_ends
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import initial
from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.message import Party
from helpdesk.model.rules.recurring import Recurrence
from helpdesk.model.ticket import Form, Ticket, TicketType
from helpdesk.model.timeline import Opened

CHANNEL = "recurring"
_NEVER_GIVEN = frozenset({"id", "status", "opened", "channel", "source"})


def open_recurring(this: DeskPass) -> None:
    """Open what is due today or was due since the last pass. Of several missed, the latest alone."""
    for rule in this.rules.recurring:
        today = this.now.astimezone(calendar_zone(rule.calendar, this.rules)).date()
        due = latest(rule, today, partial(_works, this, rule))
        if due is None:
            continue
        day, before = due
        if this.number_of_key(_key(rule, day)) is None:
            missed = before is not None and this.number_of_key(_key(rule, before)) is None
            _open(this, rule, day, before if missed else None)


def next_recurrence(this: DeskPass) -> datetime | None:
    """When the date changes by which any of it is due."""
    zones = {calendar_zone(rule.calendar, this.rules) for rule in this.rules.recurring}
    return min((day_ends(zone, this.now) for zone in zones), default=None)


def _key(rule: Recurrence, day: date) -> str:
    return f"recurring:{rule.id}:{day.isoformat()}"


def _open(this: DeskPass, rule: Recurrence, day: date, missed: date | None) -> None:
    from helpdesk.decide.triage import triage_new

    number = this.next_number()
    kind = rule.type or TicketType.REQUEST
    person = this.rules.people.get(rule.requester)
    ticket = Ticket(
        id=this.reference(number),
        type=kind,
        title=rule.title,
        status=initial(this.rules, kind),
        priority=rule.priority,
        category=rule.category,
        service=rule.service,
        team=rule.team,
        assignee=rule.assignee,
        requester=Party(name=person.name, email=person.email, github=person.github) if person else Party(),
        channel=CHANNEL,
        source=rule.id,
        opened=this.now,
        form=Form(rule.item, rule.answers) if rule.item else None,
    )
    draft = this.begin(number, ticket, rule.text or rule.title)
    given = {
        name for name, value in front_matter(ticket).items() if name not in _NEVER_GIVEN and value != DEFAULTS[name]
    }
    given = given - {"type"} if rule.item and not rule.type else given
    why = f"due on {day.isoformat()}, every {rule.every.value}"
    if missed is not None:
        why += f"; no pass ran for it on {missed.isoformat()} or some time before: missed ones are not opened any more"
    key = _key(rule, day)
    triage_new(this, draft, Opened(at=this.now, via=CHANNEL, key=key, rule=rule.origin, why=why), given=given)
    draft.messages.append(key)
    this.remember(number, (f"key {key}",))


def _works(this: DeskPass, rule: Recurrence, day: date) -> bool:
    """Whether a day is a business day of the recurrence's calendar; every day is, where there is no calendar."""
    name = rule.calendar or this.rules.desk.calendar
    calendar = this.rules.calendars.get(name)
    if calendar is None:
        return True
    try:
        return BusinessClock.of(calendar).days.holds(day)
    except CalendarError:
        return day.weekday() < 5
