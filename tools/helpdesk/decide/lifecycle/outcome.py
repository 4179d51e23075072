"""How a change ended, where whoever ended it has not said so."""

from msgspec.structs import replace

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import lifecycle_of, state_of
from helpdesk.model.front_matter import plain
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Changed

DONE, FAILED = "done", "failed"
# The verb of the transition by which a change ends without its aim.
FAIL = "fail"


def note_outcome(this: DeskPass, draft: Draft) -> None:
    """A change that was resolved in this pass is done; one that came to where `fail` leads has failed, and the way back
    that was planned is named."""
    ticket, change = draft.ticket, draft.ticket.change
    if draft.locked or ticket.type is not TicketType.CHANGE or change is None or change.outcome:
        return
    moved = any(isinstance(entry, Changed) and "status" in entry.set for entry in draft.entries)
    if not moved or state_of(ticket, this.rules).phase is not Phase.RESOLVED:
        return
    lifecycle = lifecycle_of(this.rules, ticket.type)
    ways = lifecycle.transitions if lifecycle else ()
    failed = any(way.end == ticket.status and way.verb == FAIL for way in ways)
    outcome = DONE if not failed else f"{FAILED}; way back: {change.rollback}" if change.rollback else FAILED
    draft.change(this.now, {"change": plain(replace(change, outcome=outcome))}, why=f"it is {ticket.status}")
