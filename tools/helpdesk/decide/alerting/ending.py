"""An alert ends: what nobody has touched is resolved, what somebody works on gets a note."""

from datetime import datetime

from helpdesk.decide.alerting.notes import note, words, write
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import finished, state_of, way_to
from helpdesk.model.alert import Alert
from helpdesk.model.message import Message
from helpdesk.model.record import Sounding
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import DESK


def end(this: DeskPass, draft: Draft, message: Message, alert: Alert, sounding: Sounding, at: datetime) -> str:
    """Why the news is none, or nothing."""
    if not sounding.sounds:
        return f"nothing is open for it: {draft.reference} knows that it is over"
    if alert.ends_at is not None and alert.ends_at < sounding.since:
        return f"late: it is about an alarm before the one that {draft.reference} is about"
    rule = this.rules.alerts.where("resolve")
    write(this, draft, alert, at, key=message.key, why=f"{alert.source} says that it is over", rule=rule)
    _close_the_case(this, draft, alert, message, at, rule)
    return ""


def _close_the_case(this: DeskPass, draft: Draft, alert: Alert, message: Message, at: datetime, rule: str) -> None:
    left = [other for other in draft.state.alerts.values() if other.sounds]
    if left or draft.locked or finished(state_of(draft.ticket, this.rules)):
        return
    if draft.ticket.type is TicketType.CHANGE:
        note(draft, f"Over: {words(alert)}", at, about=message.key, why="the alert is over", rule=rule)
        return
    hand = touched(draft)
    if hand or not this.rules.alerts.resolve:
        why = f"{hand} has worked on it" if hand else "rules/alerts.yml says that a person resolves"
        text = (
            f"Over, says {alert.source}: {words(alert)}\n\nIt stays open because {why}. Resolve it when you are done."
        )
        note(draft, text, at, about=message.key, why=f"the alert is over, but {why}", rule=rule)
        return
    since = min(other.since for other in draft.state.alerts.values())
    many = len(draft.state.alerts)
    summary = f"{alert.source} says that it is over" if many == 1 else f"all {many} alerts are over"
    done = {"code": "recovered", "summary": f"{summary}; it began at {since:%Y-%m-%d %H:%M} UTC and nobody intervened."}
    why = f"{summary}, and nobody has touched the ticket"
    draft.change(at, {"resolution": done}, rule=rule, why=why)
    go(this, draft, way_to(draft.ticket, this.rules, Phase.RESOLVED), at, why=why, rule=rule)


def touched(draft: Draft) -> str:
    """Who has had a hand in the ticket; empty where only the desk has."""
    return next((entry.by for entry in reversed(draft.timeline) if entry.by not in (DESK, "")), "")
