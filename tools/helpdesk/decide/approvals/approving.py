"""Approvers are asked, and what they said has its effect: the ticket goes on, ends, or goes back to wait for them."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk.decide.approvals.approval import guarded, stands, why_not
from helpdesk.decide.approvals.approvers import approval_state, need_of
from helpdesk.decide.approvals.questions import AGAIN, TEMPLATE
from helpdesk.decide.calendars.hours import desk_hours
from helpdesk.decide.changes.freezes import frozen
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import finished, lifecycle_of, state_of
from helpdesk.decide.notifying.notices import owe_to, settle
from helpdesk.model.approval import Approval, approval_hash, approved_parts
from helpdesk.model.moment import parse_duration
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import DESK, Approved, Changed, Corrected, Json, Opened, Refused


def approving(this: DeskPass, draft: Draft) -> None:
    """Bring a ticket and its approvals into line."""
    if draft.locked or draft.ticket.type not in (TicketType.REQUEST, TicketType.CHANGE):
        return
    if draft.ticket.type is TicketType.REQUEST and draft.ticket.form is None and not this.rules.approvals.rules:
        return
    voided = _void(this, draft)
    approval = approval_now(this, draft)
    if approval.asked:
        _hold_back(this, draft, approval, voided=voided)
        _wait(this, draft, approval)
        _ask(this, draft, approval)
    waiting = {who for who, _ in _unasked(approval)} if _asks(this, draft, approval) else set()
    settled = "no answer is waited for any more"
    settle(draft, AGAIN, settled, lambda owed: owed.role not in waiting or owed.data.get("hash") != approval.hash)
    _go_on(this, draft, approval)


def approval_now(this: DeskPass, draft: Draft) -> Approval:
    """How the ticket stands with its approvers at this point of the pass."""
    need = need_of(draft.ticket, this.facts(draft), this.rules)
    return stands(draft.ticket, need, draft.timeline, this.rules, this.directory, this.snapshot.assets, this.now)


def _void(this: DeskPass, draft: Draft) -> bool:
    """Approvals of what no longer stands there hold no more, and the ledger says so once."""
    now = approval_hash(draft.ticket)
    given = dict.fromkeys(entry.hash for entry in draft.timeline if isinstance(entry, Approved) and entry.hash)
    known = {entry.hash for entry in draft.timeline if isinstance(entry, Corrected)}
    news = [hash_ for hash_ in given if hash_ != now and hash_ not in known]
    for hash_ in news:
        by = ", ".join(
            dict.fromkeys(entry.by for entry in draft.timeline if isinstance(entry, Approved) and entry.hash == hash_)
        )
        what = f"the approval of {hash_} by {by} holds no more"
        draft.add(Corrected(at=this.now, what=what, hash=hash_, why=f"what was approved has changed: {now} now"))
    return bool(news)


def _hold_back(this: DeskPass, draft: Draft, approval: Approval, *, voided: bool) -> None:
    """Who took a ticket past its approvers in this pass, or changed what they had approved, does not get away with it:
    it waits for them again. So it does when an approver says no after all. That is the one choice of a person that the
    desk takes back."""
    status = draft.ticket.status
    mover = _mover(draft)
    back = approval_state(draft.ticket, this.rules)
    why = why_not(draft.ticket, status, approval, this.rules)
    refused = any(isinstance(entry, Refused) and entry.by != DESK for entry in draft.entries)
    if not why or not (mover or voided or refused) or back in ("", status):
        return
    if mover and mover != DESK:
        draft.add(Refused(at=this.now, by=DESK, what=f"{status} by {mover}", hash=approval.hash, why=why))
    go(this, draft, back, this.now, why=why)


def _mover(draft: Draft) -> str:
    """Who brought the ticket to its status in this pass."""
    movers = [e.by for e in draft.entries if isinstance(e, Changed | Opened) and "status" in e.set]
    return movers[-1] if movers else ""


def _wait(this: DeskPass, draft: Draft, approval: Approval) -> None:
    """A request waits for its approvers from the start; a change when its plan is ready and somebody says so."""
    back = approval_state(draft.ticket, this.rules)
    state = state_of(draft.ticket, this.rules)
    if draft.ticket.type is TicketType.REQUEST and back and state.phase is Phase.NEW and not approval.granted:
        go(this, draft, back, this.now, why=f"it needs approval by {', '.join(approval.outstanding)}")


def _ask(this: DeskPass, draft: Draft, approval: Approval) -> None:
    """Everybody whose turn it is has been asked about what stands there now."""
    if not _asks(this, draft, approval):
        return
    for who, why in _unasked(approval):
        data: dict[str, Json] = {"hash": approval.hash, "parts": approved_parts(draft.ticket), "as": why}
        about = f"{approval.hash}|{why}"
        owe_to(this, draft, who, TEMPLATE, about, data, rule=approval.rule)
        again = _again(this)
        if again is not None:
            owe_to(this, draft, who, AGAIN, about, data, rule=this.rules.desk.where("remind_after"), after=again)


def _asks(this: DeskPass, draft: Draft, approval: Approval) -> bool:
    return bool(approval.asked) and not approval.refused and _may_ask(this, draft, approval)


def _again(this: DeskPass) -> datetime | None:
    """When who does not answer is asked once more."""
    text = this.rules.desk.remind_after
    try:
        return desk_hours(this.rules).after(this.now, parse_duration(text)) if text else None
    except ValueError:
        return None


def _unasked(approval: Approval) -> Iterator[tuple[str, str]]:
    seen = set()
    for one in approval.asked:
        for who in one.people if one.turn and not one.done else ():
            if who not in one.agreed and who not in seen:
                seen.add(who)
                yield who, one.who


def _may_ask(this: DeskPass, draft: Draft, approval: Approval) -> bool:
    state = state_of(draft.ticket, this.rules)
    if state.phase is Phase.CLOSED:
        return False
    if draft.ticket.type is TicketType.CHANGE and not approval.act_first:
        return state.waits_for == "approver"
    return approval.act_first or (not finished(state) and state.waits_for != "requester")


def _go_on(this: DeskPass, draft: Draft, approval: Approval) -> None:
    """From waiting for approval the ticket goes on by itself when all have agreed, and ends when one refused."""
    if state_of(draft.ticket, this.rules).waits_for != "approver":
        return
    if approval.refused:
        _end(this, draft, approval)
    elif approval.granted and not frozen(draft.ticket, this.rules):
        status = _onward(this, draft)
        if status:
            go(this, draft, status, this.now, why=f"approved: {approval.rule or 'nobody has to agree'}")


def _onward(this: DeskPass, draft: Draft) -> str:
    lifecycle = lifecycle_of(this.rules, draft.ticket.type)
    ways = lifecycle.transitions if lifecycle else ()
    here = [way.end for way in ways if way.start == draft.ticket.status and "approval" in way.needs]
    return here[0] if here else next(iter(sorted(guarded(draft.ticket, this.rules))), "")


def _end(this: DeskPass, draft: Draft, approval: Approval) -> None:
    lifecycle = lifecycle_of(this.rules, draft.ticket.type)
    ways = lifecycle.transitions if lifecycle else ()
    here = (way.end for way in ways if way.start == draft.ticket.status and way.verb == "refuse")
    status = next(here, "")
    if not status:
        return
    why = f"{approval.refused} refused it" + (f": {approval.refused_why}" if approval.refused_why else "")
    at: datetime = this.now
    if draft.ticket.resolution is None:
        draft.change(at, {"resolution": {"code": "refused", "summary": why}}, why=why)
    go(this, draft, status, at, why=why)
