"""Who is on call for a team: its rota takes turns, week by week, and whoever stands in for those who are away."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

import msgspec

from helpdesk.decide.assigning.presence import away, shifts
from helpdesk.decide.calendars.hours import hours_of
from helpdesk.decide.calendars.zone import calendar_zone, day_ends
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Rota, Team


class Duty(msgspec.Struct, frozen=True):
    """Who answers, until when, and in words for whom they stand in (empty: it is their own turn)."""

    who: str
    until: datetime
    instead: str = ""


def wakes(team: Team, priority: str, rules: Rules) -> bool:
    """Whether a ticket of this priority is one for whoever is on call."""
    if team.rota is None:
        return False
    return priority in (team.rota.priorities or tuple(rules.priority.levels)[:1])


def on_call(team: Team, rules: Rules, now: datetime, besides: Iterable[str] = ()) -> Duty | None:
    """Whose turn it is at `now`. None outside the rota's hours, within the team's own, before the rota begins, and
    where everybody of it is away or in `besides`."""
    rota = team.rota
    if rota is None or not rota.order or not hours_of(rules, rota.calendar).is_open(now):
        return None
    if hours_of(rules, team.calendar, rules.desk.calendar, "default").is_open(now):
        return None
    begins, turns = _turn(rota, rules, now)
    if turns < 0:
        return None
    out, instead = set(besides), list[str]()
    for offset in range(len(rota.order)):
        who = rota.order[(turns + offset) % len(rota.order)]
        person = rules.people.get(who)
        absence = away(person, rules, now) if person else None
        if person is not None and absence is None and who not in out:
            return Duty(who, begins, " and ".join(instead))
        instead.append(f"{who} is away" if absence else f"{who} can not")
    return None


def next_turn(team: Team, rules: Rules, now: datetime) -> datetime | None:
    """Until when the same people of a team are there, on call or away for certain; None for as long as rules stand."""
    rota = team.rota
    names = dict.fromkeys((*team.members, team.lead, *(rota.order if rota else ())))
    people = [rules.people[name] for name in names if name in rules.people]
    times = [shifts(person, team, rules).turns(now) for person in people]
    times += [day_ends(calendar_zone(person.hours, rules), now) for person in people if person.away]
    if rota is not None:
        times += [_turn(rota, rules, now)[0], day_ends(calendar_zone(rota.calendar, rules), now)]
        times += [hours_of(rules, rota.calendar).turns(now)]
        times += [hours_of(rules, team.calendar, rules.desk.calendar, "default").turns(now)]
    return min((time for time in times if time is not None), default=None)


def _turn(rota: Rota, rules: Rules, now: datetime) -> tuple[datetime, int]:
    """When the turn that holds `now` ends, and how many turns were before it (negative: not begun). Turns change at
    the same hour of the wall clock in summer and winter."""
    zone = calendar_zone(rota.calendar, rules)
    hour = time.fromisoformat(rota.at)
    days = 7 * max(rota.weeks, 1)
    local = now.astimezone(zone)
    today = local.date() if local.time() >= hour else local.date() - timedelta(days=1)
    turns = (today - rota.start).days // days
    end = datetime.combine(rota.start + timedelta(days=(turns + 1) * days), hour, zone)
    return end.astimezone(UTC), turns
