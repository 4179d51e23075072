"""Who is there: not away, and on shift."""

from datetime import datetime, timedelta

from helpdesk.decide.calendars.hours import Hours, hours_of
from helpdesk.decide.calendars.zone import calendar_zone
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Absence, Person, Team


def away(person: Person, rules: Rules, now: datetime) -> Absence | None:
    """The absence a person is in, by the date where they are."""
    if not person.away:
        return None
    today = now.astimezone(calendar_zone(person.hours, rules)).date()
    return next((absence for absence in person.away if absence.first <= today <= absence.last), None)


def shifts(person: Person, team: Team, rules: Rules) -> Hours:
    """When somebody works: their own hours, else the team's, else the desk's."""
    return hours_of(rules, person.hours, team.calendar, rules.desk.calendar, "default")


def off_shift(person: Person, team: Team, rules: Rules, now: datetime) -> str:
    """In words until when somebody is off shift, or nothing."""
    hours = shifts(person, team, rules)
    if hours.is_open(now):
        return ""
    back = hours.next_open(now)
    if back is None:
        return "off shift"
    there = back.astimezone(calendar_zone(person.hours, rules))
    far = back - now > timedelta(days=6)
    return f"off shift until {there.date().isoformat() + ' ' if far else there.strftime('%a ')}{there:%H:%M}"
