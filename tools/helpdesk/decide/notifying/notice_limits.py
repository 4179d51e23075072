"""What keeps people from drowning in notices: their wishes, a limit an hour, and nothing said twice within minutes."""

from datetime import datetime, timedelta

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.delivery_time import Held, held, is_urgent, next_hour
from helpdesk.decide.notifying.recipients import person_in
from helpdesk.model.rules.people import Person
from helpdesk.model.timeline import Json, Owed, Routed

# The same words to the same reader within this time are said once.
SAME_WITHIN = timedelta(minutes=10)
# The position among the cursors that says how many notices people have been owed in an hour.
COUNTER = "told"
_WHICH_PROMISE = frozenset({"target", "due"})


def hold(this: DeskPass, draft: Draft, owed: Owed) -> Held:
    """Whether a notice waits: by its reader's wishes, else for the next hour where this one has been busy enough."""
    person = person_in(owed.role, draft.ticket, this.rules)
    waits = held(person, draft.ticket.priority, owed.after or owed.at, this.rules)
    if owed.after is not None:
        return waits if waits.until else Held(owed.after, "told then, if it is still so")
    if person is None or waits.until is not None:
        return waits
    most = person.notices.at_most or this.rules.desk.limits.notices_per_person
    if not most or is_urgent(person.notices, draft.ticket.priority, this.rules):
        return waits
    if not count(this, person, most):
        return Held(next_hour(this.now), f"{person.id} has been told {most} times this hour; the rest comes together")
    return waits


def count(this: DeskPass, person: Person, most: int) -> bool:
    """Count one more notice to somebody in this hour; False where that would be more than `most`."""
    if not this.told:
        this.told = counted(this.snapshot.cursors.channels.get(COUNTER, ""), this.now)
    said = this.told.get(person.id, 0)
    if said >= most:
        return False
    this.told[person.id] = said + 1
    return True


def counted(position: str, now: datetime) -> dict[str, int]:
    """`2026-03-02T09 kim=14 lou=3` as numbers; nothing once the hour is over."""
    hour, *pairs = position.split() or [""]
    if hour != _hour(now):
        return {}
    parts = (pair.rpartition("=") for pair in pairs)
    return {who: int(number) for who, _, number in parts if who and number.isdigit()}


def position(told: dict[str, int], now: datetime) -> str:
    """The counter as it stands among the cursors."""
    return " ".join([_hour(now), *(f"{who}={number}" for who, number in sorted(told.items()))])


def _hour(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H}"


def said_before(draft: Draft, owed: Owed) -> str:
    """Why this need not be said: the same reader was told the same of this ticket minutes ago. What carries somebody's
    words is always told; two promises broken at once are one piece of news."""
    if "comment" in owed.data:
        return ""
    for entry in reversed(draft.timeline):
        if isinstance(entry, Routed) and timedelta(0) <= owed.at - entry.at < SAME_WITHIN:
            return ""  # the same role may be another reader since
        if not isinstance(entry, Owed) or not timedelta(0) <= owed.at - entry.at < SAME_WITHIN:
            continue
        alike = (entry.template, entry.role, entry.channel) == (owed.template, owed.role, owed.channel)
        if alike and _about(entry) == _about(owed):
            minutes = int((owed.at - entry.at).total_seconds() // 60)
            return f"told the same {minutes} minutes before" if minutes else "told the same just before"
    return ""


def _about(owed: Owed) -> dict[str, Json]:
    return {name: value for name, value in owed.data.items() if name not in _WHICH_PROMISE}
