"""What nobody could take lies with the team's lead until somebody can: as soon as there is room, the late ones and then
the oldest are handed out, before anything new."""

from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.decide.assigning.presence import away
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import state_of
from helpdesk.model.marks import leftover_mark
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.people import Team
from helpdesk.model.timeline import DESK
from helpdesk.model.unsynced import unsynced

if TYPE_CHECKING:
    from helpdesk.decide.draft import Draft


def hand_out(this: DeskPass) -> None:
    """Give leftovers that nobody has begun to whoever can take them now. Those with edits to take up wait for that."""
    if not this.rules.assignment.leftovers:
        return
    waiting = [draft for name, team in this.rules.teams.items() for draft in _leftovers(this, name, team)]
    for draft in sorted(waiting, key=lambda draft: (not _late(this, draft), draft.ticket.opened, draft.number)):
        _offer(this, draft)


def next_room(this: DeskPass) -> datetime | None:
    """Now where a leftover may be handed out, as room that nobody takes may be at any moment. Who comes back is told by
    `absences.next_absence`; room that others make is a change of the desk."""
    teams = this.rules.teams if this.rules.assignment.leftovers else {}
    return this.now if any(_leftovers(this, name, team) for name, team in teams.items()) else None


def _leftovers(this: DeskPass, name: str, team: Team) -> "list[Draft]":
    """What can be handed out in one team. With no room in it none is read, however many there are."""
    mine = [draft for draft in this.drafts.values() if draft.state.leftover and draft.ticket.team == name]
    mark = leftover_mark(name)
    if not (mine or this.snapshot.newest_marked(mark)) or not _room(this, team):
        return []
    leads = {each.lead for each in this.rules.teams.values()}
    for record in this.snapshot.marked(mark):
        known = record.number in this.drafts or record.quarantined or unsynced(record)
        if not known and record.ticket.assignee in leads:
            mine.append(this.sketch(record))
    return [draft for draft in mine if _left(this, draft)]


def _room(this: DeskPass, team: Team) -> bool:
    """Whether anybody but the lead has room for one more."""
    if team.lead not in this.rules.people:
        return False
    people = [this.rules.people[name] for name in team.members if name in this.rules.people and name != team.lead]
    this.roster.know(person.id for person in people)
    return any(
        this.roster.load(person.id) < person.capacity and away(person, this.rules, this.now) is None
        for person in people
    )


def _left(this: DeskPass, draft: "Draft") -> bool:
    begun = draft.pending or draft.locked or state_of(draft.ticket, this.rules).phase is not Phase.NEW
    return draft.state.leftover and draft.owner("assignee") == DESK and not begun


def _late(this: DeskPass, draft: "Draft") -> bool:
    return any(
        each.met_at is None and each.left is None and each.due <= this.now for each in draft.state.promises.values()
    )


def _offer(this: DeskPass, draft: "Draft") -> None:
    from helpdesk.decide.assigning.assign import assign
    from helpdesk.decide.triage import needed, reassign_to

    team = this.rules.teams[draft.ticket.team]
    holder = draft.ticket.assignee
    choice = assign(team, needed(this, draft), this.rules, this.roster, this.now, (holder,))
    if choice.leftover or not choice.assignee:
        return
    why = f"there is room again for what lay with {holder}, {'late' if _late(this, draft) else 'the oldest'} first"
    ways = this.rules.assignment
    rule = f"{ways.origin.rpartition(':')[0] or ways.origin}:{ways.lines.get('leftovers', 1)} leftovers"
    this.drafts.setdefault(draft.number, draft)
    reassign_to(this, draft, choice, this.now, why, team.id, rule)
