"""A new alert: planned work explains it, a storm takes it in, or it opens a ticket of its own."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from helpdesk.decide.alerting.match import Struck, struck
from helpdesk.decide.alerting.notes import note, words, write
from helpdesk.decide.alerting.planned import Planned, change_ticket, planned_work
from helpdesk.decide.alerting.raising import raise_weight
from helpdesk.decide.alerting.storm import STORM, kin, parent
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.opening import open_ticket
from helpdesk.decide.incoming.threading import Place, Way
from helpdesk.decide.lifecycle.edits import catch_up
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import way_to
from helpdesk.model.alert import Alert
from helpdesk.model.message import Message
from helpdesk.model.rules.lifecycle import Phase

MAINTENANCE = "maintenance"
# So many alerts of one ticket are quoted; of more the ledger says which they were, and how bad.
MOST_NOTES = 20
_OPENED = "built-in practice: an alert opens a ticket"


def begin(
    this: DeskPass,
    message: Message,
    alert: Alert,
    at: datetime,
    coming: Sequence[Message] = (),
    *,
    after: Draft | None = None,
) -> Draft:
    """The ticket that the alert is on from now. `after` is the one on which it was before, too long ago to reopen."""
    hit = struck(alert, this.register)
    planned = planned_work(this, alert, hit, at)
    draft = _attach(this, message, alert, planned, at) if planned is not None else None
    if draft is None:
        speaks, why = parent(this, alert, hit.service, at, coming)
        draft = _join(this, speaks, message, alert, at, why) if speaks is not None else None
        draft = draft or _open(this, message, alert, hit, at, why, after)
    return draft


def _open(
    this: DeskPass, message: Message, alert: Alert, hit: Struck, at: datetime, storm: str, after: Draft | None
) -> Draft:
    why = f"{alert.source} says that it fires"
    if after is not None:
        why = f"{why} again; {after.reference} ended too long ago to reopen"
    place = Place(Way.NEW, after.number if after is not None else None, why)
    draft = open_ticket(this, message, place)
    if hit.assets and not draft.ticket.assets:
        draft.triage(at, {"assets": list(hit.assets)}, {"assets": f"built-in practice: {hit.why}"})
    write(this, draft, alert, at, key=message.key, why=why, rule=_OPENED)
    if storm:
        _speak(this, draft, alert, at, storm)
    return draft


def _join(this: DeskPass, speaks: Draft, message: Message, alert: Alert, at: datetime, why: str) -> Draft | None:
    draft = this.draft(speaks.number)
    if draft is None or draft.locked:
        return None
    rule = this.rules.alerts.where("storm")
    write(this, draft, alert, at, key=message.key, why=f"part of a storm: {why}", rule=rule)
    if len(draft.state.alerts) <= MOST_NOTES:
        note(draft, f"Also: {words(alert)}\n\n{message.text}", at, about=message.key, why=why, rule=rule)
    raise_weight(this, draft, alert, at)
    if STORM not in draft.ticket.tags:
        _speak(this, draft, alert, at, why)
    return draft


def _speak(this: DeskPass, draft: Draft, alert: Alert, at: datetime, why: str) -> None:
    """This ticket speaks for the storm; what opened tickets of its own before it was one becomes a part of it."""
    rule = this.rules.alerts.where("storm")
    draft.change(at, {"tags": [*draft.ticket.tags, STORM]}, rule=rule, why=why)
    for other in kin(this, alert, draft.ticket.service, at):
        part = this.draft(other.number) if other.number != draft.number else None
        if part is not None and not part.locked and not part.ticket.links.parent:
            catch_up(this, part, at)
            links = replace(part.ticket.links, parent=draft.reference)
            part.change(at, {"links": msgspec.to_builtins(links)}, rule=rule, why=f"part of a storm: {why}")


def _attach(this: DeskPass, message: Message, alert: Alert, planned: Planned, at: datetime) -> Draft | None:
    """To the change that is being made, or to the ticket that stands for the window. Nobody is woken before it ends."""
    draft = change_ticket(this, planned) if planned.change else _window_ticket(this, message, planned, at)
    if draft is None or draft.locked:
        return None
    write(this, draft, alert, at, key=message.key, held=planned.until, why=planned.why, rule=planned.rule)
    if len(draft.state.alerts) <= MOST_NOTES:
        note(draft, f"{words(alert)}\n\n{message.text}", at, about=message.key, why=planned.why, rule=planned.rule)
    return draft


def _window_ticket(this: DeskPass, message: Message, planned: Planned, at: datetime) -> Draft | None:
    """One ticket for all alerts of a window that no change stands for, which is done from the start."""
    key = f"maintenance:{planned.name}:{planned.first.isoformat()}"
    number = this.number_of_key(key)
    if number is not None:
        return this.draft(number)
    opening = replace(
        message,
        key=key,
        subject=f"Alerts during planned work: {planned.name}",
        text=f"{planned.why[:1].upper()}{planned.why[1:]}. Alerts that still fire then open tickets of their own.",
        alert=None,
    )
    draft = open_ticket(this, opening, Place(Way.NEW, why=planned.why))
    this.remember(draft.number, (f"key {key}",))
    draft.change(at, {"tags": [*draft.ticket.tags, MAINTENANCE]}, rule=planned.rule, why=planned.why)
    done = {"code": "planned", "summary": "Planned work: nothing to do unless an alert outlasts it."}
    draft.change(at, {"resolution": msgspec.to_builtins(done)}, rule=planned.rule, why=planned.why)
    go(this, draft, way_to(draft.ticket, this.rules, Phase.RESOLVED), at, why=planned.why, rule=planned.rule)
    return draft
