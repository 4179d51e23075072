"""When somebody goes away, their actionable tickets move."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.decide.assigning.presence import away
from helpdesk.decide.calendars.zone import calendar_zone, day_ends
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import state_of
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import DESK, Changed, Opened, Routed, Triaged

if TYPE_CHECKING:
    from helpdesk.decide.draft import Draft

ACTIONABLE = frozenset({Phase.NEW, Phase.ACTIVE})


def move_from_the_absent(this: DeskPass) -> None:
    """Move what lies with people who are away. Open tickets are read only if one of them has any work at all."""
    for record in _lying(this):
        keeps_working(this, this.take_up(record), this.now)


def next_absence(this: DeskPass) -> datetime | None:
    """When somebody may be away who is here, or the other way round; now while work lies with somebody away."""
    if any(True for _ in _lying(this)):
        return this.now
    zones = {calendar_zone(person.hours, this.rules) for person in this.rules.people.values() if person.away}
    return min((day_ends(zone, this.now) for zone in zones), default=None)


def _lying(this: DeskPass) -> Iterator[Record]:
    """The tickets of those who are away and have more than what waits."""
    gone = [person.id for person in this.rules.people.values() if person.away and away(person, this.rules, this.now)]
    if not gone:
        return
    this.roster.know(gone)
    burdened = {name for name in gone if this.roster.load(name) >= 1}
    if burdened:
        yield from (record for record in this.snapshot.tickets_of(burdened) if not record.quarantined)


def keeps_working(this: DeskPass, draft: "Draft", at: datetime) -> None:
    """Somebody who is there has an actionable ticket. Who chose a person knowing that they are away has chosen."""
    from helpdesk.decide.assigning.assign import assign
    from helpdesk.decide.triage import needed, reassign_to

    person = this.rules.people.get(draft.ticket.assignee)
    if person is None or state_of(draft.ticket, this.rules).phase not in ACTIONABLE:
        return
    absence = away(person, this.rules, this.now)
    if absence is None:
        return
    since = assigned(draft)
    if draft.owner("assignee") != DESK and since is not None and since.date() >= absence.first:
        return
    team = this.rules.teams.get(draft.ticket.team)
    if team is None or draft.locked:
        return
    choice = assign(team, needed(this, draft), this.rules, this.roster, this.now, (person.id,))
    if choice.assignee in ("", person.id):
        return  # it would only come back: the holder is the lead, who owns what nobody can take
    why = f"{person.id} is away until {absence.last.isoformat()}"
    reassign_to(this, draft, choice, at, why, team.id, f"rules/people/{person.id}.yml away")


def assigned(draft: "Draft") -> datetime | None:
    """When the ticket was given to whoever has it."""
    found = None
    for entry in draft.timeline:
        match entry:
            case Routed() if entry.assignee == draft.ticket.assignee:
                found = entry.at
            case Opened() | Triaged() | Changed() if entry.set.get("assignee") == draft.ticket.assignee:
                found = entry.at
            case _:
                pass
    return found
