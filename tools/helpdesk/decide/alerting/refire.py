"""An alert fires again: soon after its end its ticket goes on, later a new one begins, linked to the old."""

from collections.abc import Sequence
from datetime import datetime

from helpdesk.decide.alerting.begin import MAINTENANCE, begin
from helpdesk.decide.alerting.match import struck
from helpdesk.decide.alerting.notes import note, words, write
from helpdesk.decide.alerting.planned import planned_work
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.merging import goes_on_in
from helpdesk.decide.lifecycle.moves import reopen
from helpdesk.decide.lifecycle.states import finished, may_go, state_of
from helpdesk.model.alert import Alert
from helpdesk.model.message import Message
from helpdesk.model.record import Sounding
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType


def again(
    this: DeskPass,
    draft: Draft,
    message: Message,
    alert: Alert,
    sounding: Sounding,
    at: datetime,
    coming: Sequence[Message],
) -> str:
    """It had ended and fires again. Returns why it is not taken in: never, so nothing."""
    rules = this.rules.alerts
    ended = sounding.ended or sounding.noted
    rule = rules.where("reopen_within")
    home = goes_on_in(this, draft)
    if planned_work(this, alert, struck(alert, this.register), at) or not _is_its_own(home):
        begin(this, message, alert, at, coming)
        return ""
    if finished(state_of(home.ticket, this.rules)):
        soon = at - max(ended, home.state.resolved or ended) <= rules.span("reopen_within")
        if not soon or home.locked or not may_go(home.ticket, this.rules, Phase.ACTIVE, "requester", "desk"):
            begin(this, message, alert, at, coming, after=home)
            return ""
        why = f"the alert fires again, within {rules.reopen_within} of its end"
        _sound(this, home, message, alert, at, why, rule)
        reopen(this, home, at, by="desk", why=why)
        return ""
    why = "the alert fires again"
    _sound(this, home, message, alert, at, why, rule)
    note(home, f"It fires again: {words(alert)}\n\n{message.text}", at, about=message.key, why=why, rule=rule)
    return ""


def after_a_person(
    this: DeskPass, draft: Draft, message: Message, alert: Alert, sounding: Sounding, at: datetime
) -> str:
    """Somebody finished the ticket and the alert still fires: it is let be for a while, then the ticket goes on."""
    rules = this.rules.alerts
    home = goes_on_in(this, draft)
    if home is not draft and not finished(state_of(home.ticket, this.rules)):
        return f"a repeat: {draft.reference} goes on in {home.reference}"
    ended = draft.state.resolved or draft.state.closed or sounding.noted
    if at - ended <= rules.span("grace"):
        return f"{draft.reference} was finished just now: the monitor has {rules.grace} to notice"
    rule = rules.where("grace")
    why = f"the alert still fires, {rules.grace} and more after the ticket was finished"
    if at - ended > max(rules.span("reopen_within"), rules.span("grace") * 2) and draft.state.closed is not None:
        new = begin(this, message, alert, at, after=draft)
        write(this, draft, alert, at, into=new.reference, why=why, rule=rule)
        return ""
    _sound(this, draft, message, alert, at, why, rule)
    reopen(this, draft, at, by="desk", why=why)
    return ""


def _is_its_own(draft: Draft) -> bool:
    """Whether the ticket is about alerts: what was attached to a change or a window has no ticket of its own yet."""
    return draft.ticket.type is not TicketType.CHANGE and MAINTENANCE not in draft.ticket.tags


def _sound(this: DeskPass, draft: Draft, message: Message, alert: Alert, at: datetime, why: str, rule: str) -> None:
    write(this, draft, alert, at, key=message.key, why=why, rule=rule)
