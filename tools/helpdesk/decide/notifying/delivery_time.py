"""When somebody is told: at once, or in the next digest, after their quiet hours, once the storm of an hour is over.

What is urgent is never held back. A time that is worked out stands in the ledger, so that the desk wakes for it.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.decide.calendars.hours import hours_of
from helpdesk.decide.notifying.recipients import zone_of
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import NoticePreferences, Person, Quiet

# Quiet hours and digests chase each other at most so often before the notice goes out all the same.
_ROUNDS = 8


class Held(msgspec.Struct, frozen=True):
    """`until` when a notice is held back, None where it goes at once; `why` in words."""

    until: datetime | None = None
    why: str = ""


AT_ONCE = Held()


def held(person: Person | None, priority: str, at: datetime, rules: Rules) -> Held:
    """How long a notice that is due at `at` waits, by the wishes of its reader. Strangers are told at once."""
    if person is None or is_urgent(person.notices, priority, rules):
        return AT_ONCE
    wishes, zone = person.notices, zone_of(person, rules)
    due = _digest(wishes, at, zone)
    why = [f"{wishes.digest} digest"] if due > at else []
    for _ in range(_ROUNDS):
        later = _after_quiet(wishes.quiet, due, zone)
        if later > due:
            why.append("quiet hours")
        later = max(later, _in_hours(person, later, rules))
        if later == due:
            break
        if later > due and not why:
            why.append("after hours")
        due = later
    return Held(due, f"{person.id} wants it so: {', '.join(dict.fromkeys(why))}") if due > at else AT_ONCE


def is_urgent(wishes: NoticePreferences, priority: str, rules: Rules) -> bool:
    """Whether nothing holds this back: a priority the person names, or the most urgent one there is."""
    return bool(priority) and priority in (wishes.urgent or tuple(rules.priority.levels)[:1])


def next_hour(at: datetime) -> datetime:
    """The full hour after `at`."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _digest(wishes: NoticePreferences, at: datetime, zone: ZoneInfo) -> datetime:
    match wishes.digest:
        case "hourly":
            return next_hour(at)
        case "daily":
            return _next(wishes.at, at, zone)
        case _:
            return at


def _after_quiet(quiet: Quiet | None, at: datetime, zone: ZoneInfo) -> datetime:
    """The end of the quiet hours that `at` lies in, or `at`."""
    if quiet is None or quiet.first == quiet.last:
        return at
    now = at.astimezone(zone).strftime("%H:%M")
    over_midnight = quiet.first > quiet.last
    inside = (now >= quiet.first or now < quiet.last) if over_midnight else quiet.first <= now < quiet.last
    return _next(quiet.last, at, zone) if inside else at


def _in_hours(person: Person, at: datetime, rules: Rules) -> datetime:
    hours = hours_of(rules, person.hours or rules.desk.calendar, "default")
    if not person.notices.in_hours or hours.is_open(at):
        return at
    return hours.next_open(at) or at


def _next(clock: str, at: datetime, zone: ZoneInfo) -> datetime:
    """The next time, later than `at`, that the clock on the wall of `zone` shows `clock` (HH:MM)."""
    hour, _, minute = clock.partition(":")
    here = at.astimezone(zone)
    for days in range(3):
        wall = datetime.combine(here.date() + timedelta(days=days), time(int(hour), int(minute)), zone)
        moment = wall.astimezone(UTC)
        if moment > at:
            return moment
    return at
