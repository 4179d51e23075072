"""What collides with a change's window is noted on the ticket, for staff, once for each thing that changes about it."""

import hashlib

from helpdesk.decide.changes.freezes import conflicts
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.comments import note_inside
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Changed, Opened, Routed

_TOUCHES = frozenset({"change", "service", "assets", "assignee"})


def note_conflicts(this: DeskPass, draft: Draft) -> None:
    """Other open changes are read only when this pass has planned, moved or handed over a change."""
    change = draft.ticket.change
    if draft.locked or draft.ticket.type is not TicketType.CHANGE or change is None or change.window is None:
        return
    if finished(state_of(draft.ticket, this.rules)) or not _planned(draft):
        return
    found = conflicts(draft.ticket, this.snapshot.open_tickets(), this.rules, this.snapshot.assets)
    if found:
        _note(this, draft, "In the window of this change:\n\n" + "".join(f"- {text}\n" for text in found))


def _planned(draft: Draft) -> bool:
    return any(
        isinstance(entry, Routed) or (isinstance(entry, Opened | Changed) and bool(_TOUCHES & entry.set.keys()))
        for entry in draft.entries
    )


def _note(this: DeskPass, draft: Draft, text: str) -> None:
    content = hashlib.sha256(text.encode()).hexdigest()
    key = f"conflicts:{draft.reference}:{content[:16]}"
    if key in draft.state.keys:
        return
    note_inside(draft, text, this.now, key, why=text.replace("\n", " ").strip())
