"""Planned work that explains an alert: a change whose window is open, a maintenance window of the rules."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from helpdesk.decide.alerting.match import Struck, matches
from helpdesk.decide.changes.freezes import related
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.model.alert import Alert
from helpdesk.model.ids import typed_reference
from helpdesk.model.rules.alerts import Maintenance
from helpdesk.model.ticket import Ticket, TicketType, Window

_WEEK = timedelta(days=7)


class Planned(msgspec.Struct, frozen=True):
    """`until` when the work excuses the alert; `change` the ticket it is attached to, or the window that has none."""

    name: str
    first: datetime
    until: datetime
    why: str
    rule: str
    change: str = ""


def planned_work(this: DeskPass, alert: Alert, struck: Struck, at: datetime) -> Planned | None:
    """What is being done just now to what the alert strikes."""
    for window in this.rules.alerts.maintenance:
        span = _open_span(window, at)
        if span is not None and matches(window.match, alert, struck.service):
            why = f"planned work {window.name!r}, until {span[1]:%Y-%m-%d %H:%M} UTC"
            return Planned(window.name, *span, why, window.origin or "rules/alerts.yml maintenance", window.change)
    return _change(this, struck, at)


def _open_span(window: Maintenance, at: datetime) -> tuple[datetime, datetime] | None:
    first, last = window.first, window.last
    if window.weekly and at >= first:
        weeks = (at - first) // _WEEK
        first, last = first + weeks * _WEEK, last + weeks * _WEEK
    return (first, last) if first <= at < last else None


def _change(this: DeskPass, struck: Struck, at: datetime) -> Planned | None:
    if not struck.service and not struck.assets:
        return None
    near = related(struck.service, this.snapshot.assets) if struck.service else {}
    touched = {name for name in (struck.service, *struck.assets) if name}
    below = {name for name, how in near.items() if how.endswith("depends on")}
    for ticket in _changes(this):
        window = in_window(this, ticket, at)
        about = {name for name in (ticket.service, *ticket.assets) if name}
        hit = sorted(about & (touched | below))
        if window is not None and hit:
            why = f"{ticket.id} changes {hit[0]} until {window.end:%Y-%m-%d %H:%M} UTC"
            rule = "built-in practice: alerts in a change's window join the change"
            return Planned(ticket.title, window.start, window.end, why, rule, ticket.id)
    return None


def _changes(this: DeskPass) -> Iterator[Ticket]:
    """Changes as people have pushed them, where this pass has not got to them yet."""
    for record in this.planned:
        draft = this.drafts.get(record.number)
        yield draft.ticket if draft is not None and draft.pending == [] else record.ticket


def in_window(this: DeskPass, ticket: Ticket, at: datetime) -> Window | None:
    """The window of a change that is being made now: it is open, and the change has not ended."""
    window = ticket.change.window if ticket.change is not None and ticket.type is TicketType.CHANGE else None
    if window is None or not window.start <= at < window.end or finished(state_of(ticket, this.rules)):
        return None
    return window


def change_ticket(this: DeskPass, planned: Planned) -> Draft | None:
    number = typed_reference(planned.change, this.rules.desk.prefix) if planned.change else None
    return this.draft(number) if number is not None else None
