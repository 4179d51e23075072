"""Who gets a ticket: on shift and not away, has the skills, below capacity, then the least load for their capacity,
then who was given one longest ago. Every candidate's verdict is kept.

Outside everybody's hours the ticket still goes to somebody who works here: the same ladder without the shift, so that
it has an owner at once and the load is fair on Monday morning. Whom nobody can take it from, the team's lead owns.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from helpdesk.decide.hours import Hours, hours_of
from helpdesk.decide.roster import Roster
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Absence, Person, Team
from helpdesk.model.timeline import Candidate

_NEVER = datetime.min.replace(tzinfo=UTC)


class Choice(msgspec.Struct, frozen=True):
    """Who got it (empty: nobody is there), everybody who was considered, and the reason in words."""

    assignee: str
    candidates: tuple[Candidate, ...] = ()
    why: str = ""


def assign(
    team: Team, skills: Sequence[str], rules: Rules, roster: Roster, now: datetime, besides: Iterable[str] = ()
) -> Choice:
    """Choose among the members of `team`; those in `besides` are out (they have it and must not keep it)."""
    members = [rules.people[name] for name in dict.fromkeys(team.members) if name in rules.people]
    roster.know(person.id for person in members)
    out = {person.id: _unfit(person, skills, rules, now) for person in members}
    out.update({name: "has it now" for name in besides if name in out})
    fit = [person for person in members if not out[person.id]]
    off = {person.id: _off_shift(person, team, rules, now) for person in fit}
    present = [person for person in fit if not off[person.id]]
    if present:
        out.update({name: verdict for name, verdict in off.items() if verdict})
    free = []
    for person in present or fit:
        out[person.id] = _full(person, roster)
        if not out[person.id]:
            free.append(person)
    if not free:
        return _lead(team, members, out, roster, rules, now)
    chosen = min(free, key=lambda person: _rank(person, roster))
    for person in free:
        if person is not chosen:
            out[person.id] = _behind(person, chosen, roster)
    out[chosen.id] = "chosen"
    why = "" if present else f"nobody of {team.id} is on shift; {chosen.id} is {off[chosen.id]}"
    return Choice(chosen.id, _candidates(members, out, roster), why)


def away(person: Person, rules: Rules, now: datetime) -> Absence | None:
    """The absence a person is in, by the date where they are."""
    today = now.astimezone(_zone(person, rules)).date()
    return next((absence for absence in person.away if absence.first <= today <= absence.last), None)


def _unfit(person: Person, skills: Sequence[str], rules: Rules, now: datetime) -> str:
    absence = away(person, rules, now)
    if absence is not None:
        return f"away until {absence.last.isoformat()}"
    lacking = [skill for skill in skills if skill not in person.skills]
    return f"lacks {', '.join(lacking)}" if lacking else ""


def _off_shift(person: Person, team: Team, rules: Rules, now: datetime) -> str:
    hours = _hours(person, team, rules)
    if hours.is_open(now):
        return ""
    back = hours.next_open(now)
    if back is None:
        return "off shift"
    there = back.astimezone(_zone(person, rules))
    far = back - now > timedelta(days=6)
    return f"off shift until {there.date().isoformat() + ' ' if far else there.strftime('%a ')}{there:%H:%M}"


def _full(person: Person, roster: Roster) -> str:
    load = roster.load(person.id)
    return f"at capacity {load:g}/{person.capacity}" if load >= person.capacity else ""


def _share(person: Person, roster: Roster) -> float:
    return roster.load(person.id) / max(person.capacity, 1)


def _rank(person: Person, roster: Roster) -> tuple[float, datetime, str]:
    return (_share(person, roster), roster.last(person.id) or _NEVER, person.id)


def _behind(person: Person, chosen: Person, roster: Roster) -> str:
    mine, theirs = _share(person, roster), _share(chosen, roster)
    if mine > theirs:
        return f"load {mine:.2f}, more than {chosen.id} {theirs:.2f}"
    last, before = roster.last(person.id), roster.last(chosen.id)
    if last is not None and (before is None or last > before):
        return f"load {mine:.2f} like {chosen.id}, but was given one more recently"
    return f"load {mine:.2f} like {chosen.id}, who comes first by name"


def _lead(
    team: Team, members: list[Person], out: dict[str, str], roster: Roster, rules: Rules, now: datetime
) -> Choice:
    """Nobody is left: the team's lead owns it, also when away or full, because somebody must."""
    lead = rules.people.get(team.lead)
    if lead is None:
        return Choice("", _candidates(members, out, roster), f"nobody of {team.id} can take it, and it has no lead")
    absence = away(lead, rules, now)
    verdict = "chosen: the lead owns what nobody can take"
    if absence is not None:
        verdict += f" (away until {absence.last.isoformat()})"
    roster.know((lead.id,))
    everybody = members if lead in members else [*members, lead]
    out = {**out, lead.id: f"{verdict}; {out[lead.id]}" if out.get(lead.id) else verdict}
    return Choice(lead.id, _candidates(everybody, out, roster), f"nobody of {team.id} can take it; its lead owns it")


def _candidates(people: Iterable[Person], out: dict[str, str], roster: Roster) -> tuple[Candidate, ...]:
    return tuple(Candidate(person.id, out[person.id], round(_share(person, roster), 2)) for person in people)


def _hours(person: Person, team: Team, rules: Rules) -> Hours:
    return hours_of(rules, person.hours, team.calendar, rules.desk.calendar, "default")


def _zone(person: Person, rules: Rules) -> ZoneInfo:
    name = rules.calendars[person.hours].timezone if person.hours in rules.calendars else rules.desk.timezone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
