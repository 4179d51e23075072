"""Fields that a person sets, by an edit or by a command, and everything that follows from them."""

from collections.abc import Mapping
from datetime import datetime

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import moved
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.decide.triage import decide_anew, reassign
from helpdesk.model.timeline import Json, Routed


def set_by_hand(
    this: DeskPass,
    draft: Draft,
    at: datetime,
    values: Mapping[str, Json],
    *,
    by: str,
    via: str = "",
    why: str = "",
    routed: str = "by hand",
    until: datetime | None = None,
) -> bool:
    """Write what somebody chose and decide anew what builds on it. `routed` is the reason an entry of a new assignee
    gives; `until` when a ticket that is put to wait comes back. False where there is nothing to change."""
    was_status, was_assignee = draft.ticket.status, draft.ticket.assignee
    assignee = str(values.get("assignee", was_assignee) or "")
    if assignee and assignee != was_assignee and not draft.locked:
        team = str(values.get("team", draft.ticket.team) or "")
        draft.add(Routed(at=at, by=by, via=via, team=team, assignee=assignee, why=routed))
    if not draft.change(at, dict(values), by=by, via=via, why=why):
        return False
    at = draft.entries[-1].at
    if draft.ticket.assignee != was_assignee:
        this.roster.take(was_assignee)
        this.roster.give(draft.ticket.assignee, at)
    if draft.ticket.status != was_status:
        moved(this, draft, was_status, at, by=by, via=via, until=until)
    decide_anew(this, draft, values, at)
    if not draft.ticket.assignee and not finished(state_of(draft.ticket, this.rules)):
        reassign(this, draft, at, f"{was_assignee or 'nobody'} gave it back", besides=(was_assignee,))
    return True
