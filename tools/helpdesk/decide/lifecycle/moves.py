"""What follows when a ticket's status changes, whoever changed it: resolved, closed, reopened, paused, resumed."""

from datetime import datetime

from helpdesk.decide.assigning.absences import keeps_working
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import finished, stands_still, state_of, way_to
from helpdesk.decide.promising.clock import make_promises, pause, resolution_steps, resume, ruled
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Resolution
from helpdesk.model.timeline import DESK, Closed, Resolved, Target


def moved(
    this: DeskPass,
    draft: Draft,
    was: str,
    at: datetime,
    *,
    by: str = DESK,
    why: str = "",
    rule: str = "",
    via: str = "",
    until: datetime | None = None,
) -> None:
    """Write the consequences of a status that is `was` no longer. The status itself has its own entry. `until` is when
    a ticket that was put to wait goes on by itself."""
    before, now = state_of(draft.ticket, this.rules, was), state_of(draft.ticket, this.rules)
    if finished(before) and (not finished(now) or before.phase is Phase.CLOSED is not now.phase):
        _reopened(this, draft, at, by=by, why=why, via=via)
    if now.phase is Phase.RESOLVED and draft.state.resolved is None:
        done = draft.ticket.resolution or Resolution()
        steps = resolution_steps(draft.ticket, this.rules, at)
        draft.add(
            Resolved(at=at, by=by, via=via, code=done.code, summary=done.summary, steps=steps, rule=rule, why=why)
        )
    elif now.phase is Phase.CLOSED and draft.state.closed is None:
        draft.add(Closed(at=at, by=by, via=via, reason=why, rule=rule, why=why))
    elif stands_still(now) and draft.state.paused_since is None:
        pause(draft, now, this.rules, at, by, until)
    elif not stands_still(now) and not finished(now) and draft.state.paused_since is not None:
        resume(draft, now, this.rules, at, by, why)
        keeps_working(this, draft, at)


def go(
    this: DeskPass,
    draft: Draft,
    status: str,
    at: datetime,
    *,
    by: str = DESK,
    why: str = "",
    rule: str = "",
    via: str = "",
) -> bool:
    """The desk itself moves the ticket to `status`. False where it stands there already or the file is locked."""
    was = draft.ticket.status
    rule = rule or ruled(state_of(draft.ticket, this.rules, status))
    if not draft.change(at, {"status": status}, by=by, rule=rule, why=why, via=via):
        return False
    moved(this, draft, was, draft.entries[-1].at, by=by, why=why, rule=rule, via=via)
    return True


def reopen(this: DeskPass, draft: Draft, at: datetime, *, by: str, why: str, via: str = "") -> None:
    """A finished ticket goes on, where its lifecycle lets it, with what was left of its time."""
    status = way_to(draft.ticket, this.rules, Phase.ACTIVE, Phase.NEW)
    draft.change(at, {"status": status}, by=by, why=why, via=via)
    _reopened(this, draft, at, by=by, why=why, via=via)
    keeps_working(this, draft, at)


def _reopened(this: DeskPass, draft: Draft, at: datetime, *, by: str, why: str, via: str = "") -> None:
    resume(draft, state_of(draft.ticket, this.rules), this.rules, at, by, why)
    draft.reopen(at, draft.ticket.status, by=by, why=why, via=via)
    make_promises(draft, this.facts(draft), this.rules, (Target.UPDATE, Target.TEAM), at, "reopened")


def wake(this: DeskPass, draft: Draft, at: datetime, *, by: str, why: str) -> bool:
    """An answer came to a ticket that waited for it: work goes on."""
    state = state_of(draft.ticket, this.rules)
    if state.phase is not Phase.WAITING or state.waits_for not in ("", "requester"):
        return False
    return go(this, draft, way_to(draft.ticket, this.rules, Phase.ACTIVE, Phase.NEW), at, by=by, why=why)
