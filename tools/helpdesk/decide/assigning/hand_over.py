"""The end of a shift: urgent work goes on to somebody who is there, with a note that says how it stands."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.decide.assigning.absences import ACTIONABLE, assigned
from helpdesk.decide.assigning.on_call import next_turn, on_call, wakes
from helpdesk.decide.assigning.presence import off_shift, shifts
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import state_of
from helpdesk.model.record import Record
from helpdesk.model.rules.people import Team
from helpdesk.model.timeline import DESK

if TYPE_CHECKING:
    from helpdesk.decide.draft import Draft


def end_shifts(this: DeskPass) -> None:
    """Hand over what must not lie until its owner is back. Only tickets of those who are off shift are read, and only
    where somebody else is there."""
    for team in this.rules.teams.values():
        gone = _gone(this, team)
        for record in _held(this, team, gone):
            this.take_up(record)
        for _, draft in sorted(this.drafts.items()):
            if draft.ticket.team == team.id and draft.ticket.assignee in gone and _urgent(this, draft, team):
                _pass_on(this, draft, team)


def next_shift_end(this: DeskPass) -> datetime | None:
    """When a hand-over may be due next; now while somebody off shift holds what could be handed over."""
    teams = [team for team in this.rules.teams.values() if team.hand_over]
    if any(True for team in teams for _ in _held(this, team, _gone(this, team))):
        return this.now
    return min((turn for team in teams if (turn := next_turn(team, this.rules, this.now))), default=None)


def _gone(this: DeskPass, team: Team) -> list[str]:
    """Who of a team that hands over is off shift, where somebody else is there."""
    if not team.hand_over:
        return []
    people = [this.rules.people[name] for name in team.members if name in this.rules.people]
    off = [person.id for person in people if off_shift(person, team, this.rules, this.now)]
    alone = len(off) == len(people) and on_call(team, this.rules, this.now) is None
    return [] if alone else off


def _held(this: DeskPass, team: Team, gone: Sequence[str]) -> Iterator[Record]:
    """What those who are gone hold of the work that a team hands over."""
    for record in this.snapshot.tickets_of(gone) if gone else ():
        if record.ticket.team == team.id and record.ticket.priority in team.hand_over:
            yield record


def _urgent(this: DeskPass, draft: "Draft", team: Team) -> bool:
    actionable = state_of(draft.ticket, this.rules).phase in ACTIONABLE
    return actionable and not draft.locked and not draft.pending and draft.ticket.priority in team.hand_over


def _pass_on(this: DeskPass, draft: "Draft", team: Team) -> None:
    from helpdesk.decide.assigning.assign import assign
    from helpdesk.decide.triage import needed, reassign_to

    holder = draft.ticket.assignee
    if wakes(team, draft.ticket.priority, this.rules):
        duty = on_call(team, this.rules, this.now)
        if duty is not None and duty.who == holder:
            return
    if draft.owner("assignee") != DESK and _chosen_off_shift(this, draft, team):
        return
    choice = assign(team, needed(this, draft), this.rules, this.roster, this.now, (holder,))
    if not choice.present or choice.assignee in ("", holder):
        return
    why = f"hand-over: {holder} is {off_shift(this.rules.people[holder], team, this.rules, this.now)}"
    reassign_to(this, draft, choice, this.now, why, team.id, f"{team.origin} hand_over".strip())
    _note(draft, holder, choice.assignee)


def _chosen_off_shift(this: DeskPass, draft: "Draft", team: Team) -> bool:
    """Somebody gave it to them although they were off shift: they have chosen."""
    since = assigned(draft)
    return since is not None and not shifts(this.rules.people[draft.ticket.assignee], team, this.rules).is_open(since)


def _note(draft: "Draft", holder: str, to: str) -> None:
    """What the next one must know, as an internal comment."""
    from helpdesk.decide.incoming.comments import note_inside

    at = draft.entries[-1].at
    key = f"hand-over:{draft.reference}:{at.isoformat()}"
    text = f"Hand-over from {holder} to {to}.\n\n{_standing(draft)}"
    note_inside(draft, text, at, key, why=f"what {to} must know", rule=draft.entries[-1].rule, via=DESK)


def _standing(draft: "Draft") -> str:
    from helpdesk.decide.story import named

    state, ticket = draft.state, draft.ticket
    lines = [f"- {ticket.priority or 'no priority'}, {ticket.status}, opened {ticket.opened:%Y-%m-%d %H:%M} UTC"]
    for target, promise in state.promises.items():
        if promise.met_at is None:
            late = ", late" if promise.breached_at else ""
            lines.append(f"- {named(target)} due {promise.due:%Y-%m-%d %H:%M} UTC{late}")
    said = (("last told the requester", state.last_public_reply), ("the requester wrote", state.last_from_requester))
    for words, moment in said:
        lines.append(f"- {words} {moment:%Y-%m-%d %H:%M} UTC" if moment else f"- {words}: not yet")
    return "\n".join(lines)
