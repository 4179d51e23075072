"""An alert comes in: it opens a ticket, joins one, ends one, or is no news.

An alert is known by its identity, an episode of it by the ticket on which it sounds. Whatever the order in which two
replicas of a monitor repeat themselves, the ledger says how each alert stands.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk.decide.alerting.begin import begin
from helpdesk.decide.alerting.ending import end
from helpdesk.decide.alerting.match import matches, struck
from helpdesk.decide.alerting.notes import note, words, write
from helpdesk.decide.alerting.raising import raise_weight
from helpdesk.decide.alerting.refire import after_a_person, again
from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.edits import catch_up
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.decide.promising.agenda import advance
from helpdesk.model.alert import Alert, AlertStatus
from helpdesk.model.marks import alert_mark, sounding_mark
from helpdesk.model.message import Message
from helpdesk.model.record import Sounding

# A repeat is noted less often the longer it has lasted: after this share of the time that it has been sounding.
_SHARE = 8
# News of one moment are told apart by seconds in the ledger: so much later than it came an entry may stand.
_CLOSE = timedelta(seconds=10)


def take_alert(this: DeskPass, message: Message, alert: Alert, coming: Sequence[Message] = ()) -> str:
    """Why the message is not taken in, or nothing. `coming` are the messages that this pass takes in after it."""
    why = _ignored(this, alert)
    if why:
        return why
    at = to_second(min(message.received, this.now))
    draft = _where(this, message, alert)
    if draft is None:
        return _first_news(this, message, alert, at, coming)
    catch_up(this, draft, at)
    advance(this, draft, at)
    sounding = draft.state.alerts[alert.identity]
    if message.key in draft.state.keys and (alert.status is AlertStatus.RESOLVED or alert.event):
        return f"it is in already: {draft.reference}"
    if alert.event:
        return _news(this, draft, message, alert, sounding, at)
    if alert.status is AlertStatus.RESOLVED:
        return end(this, draft, message, alert, sounding, at)
    if sounding.sounds:
        return _repeat(this, draft, message, alert, sounding, at)
    if at < sounding.noted - _CLOSE or (
        message.key in draft.state.keys and at - sounding.noted <= this.rules.alerts.span("grace")
    ):
        return f"late: it is over already, as {draft.reference} knows"
    return again(this, draft, message, alert, sounding, at, coming)


def _ignored(this: DeskPass, alert: Alert) -> str:
    if not this.rules.alerts.ignore:
        return ""
    service = struck(alert, this.register).service
    for rule in this.rules.alerts.ignore:
        if matches(rule.match, alert, service):
            return f"ignored by {rule.origin or 'built-in practice'}: {rule.why or 'alerts like this are no tickets'}"
    return ""


def _where(this: DeskPass, message: Message, alert: Alert) -> Draft | None:
    """The ticket on which the alert sounds; else the one that this news is on; else the newest that it was on."""
    identity = alert.identity
    here = [draft for draft in this.drafts.values() if identity in draft.state.alerts]
    sounding = [draft for draft in here if draft.state.alerts[identity].sounds]
    record = this.snapshot.newest_marked(sounding_mark(identity))
    if sounding:
        return max(sounding, key=lambda draft: draft.number)
    if record is not None and record.number not in this.drafts:
        return this.take_up(record)
    number = this.number_of_key(message.key)
    known = this.draft(number) if number is not None else None
    if known is not None and identity in known.state.alerts:
        return known
    record = this.snapshot.newest_marked(alert_mark(identity))
    if record is not None and record.number not in this.drafts:
        here.append(this.take_up(record))
    return max(here, key=lambda draft: draft.number, default=None)


def _first_news(this: DeskPass, message: Message, alert: Alert, at: datetime, coming: Sequence[Message]) -> str:
    if alert.status is AlertStatus.RESOLVED:
        return "nothing was open for it: it is well, and the desk has not heard of it before"
    begin(this, message, alert, at, coming)
    return ""


def _repeat(this: DeskPass, draft: Draft, message: Message, alert: Alert, sounding: Sounding, at: datetime) -> str:
    """Noted now and then, and at once where the monitor says something else than before."""
    if finished(state_of(draft.ticket, this.rules)) and sounding.held is None:
        return after_a_person(this, draft, message, alert, sounding, at)
    rules = this.rules.alerts
    quiet = max(rules.span("repeats"), (sounding.noted - sounding.since) / _SHARE)
    changed = alert.severity != sounding.alert.severity
    if at - sounding.noted < quiet and not changed:
        return f"a repeat: {draft.reference} notes it every {rules.repeats}, and less often the longer it lasts"
    times = sounding.times + 1
    why = f"it still fires, noted {times} times since {sounding.since:%Y-%m-%d %H:%M} UTC"
    if changed:
        why = f"{why}; now {alert.severity or 'without severity'} instead of {sounding.alert.severity or 'none'}"
    write(this, draft, alert, at, key=message.key, why=why, rule=rules.where("repeats"))
    raise_weight(this, draft, alert, at)
    return ""


def _news(this: DeskPass, draft: Draft, message: Message, alert: Alert, sounding: Sounding, at: datetime) -> str:
    """What neither begins nor ends it is kept for whoever works on it, and moves nothing."""
    if not sounding.sounds:
        return f"{alert.event}: {draft.reference} knows that it is over"
    why = f"{alert.source} says: {alert.event}"
    rule = "built-in practice: news of an alert are noted"
    write(this, draft, alert, at, key=message.key, why=why, rule=rule)
    note(draft, f"{words(alert)}: {alert.event}\n\n{alert.text}", at, about=message.key, why=why, rule=rule)
    return ""
