"""The requester says that it is solved: that closes what was resolved, where the lifecycle lets them or the desk."""

from datetime import datetime

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import may_go, way_to
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Confirmed


def confirm(this: DeskPass, draft: Draft, at: datetime, *, via: str) -> None:
    """Write it, and close."""
    draft.add(Confirmed(at=at, by="requester", via=via))
    if may_go(draft.ticket, this.rules, Phase.CLOSED, "requester", "desk"):
        go(this, draft, way_to(draft.ticket, this.rules, Phase.CLOSED), at, why="the requester says it is solved")
