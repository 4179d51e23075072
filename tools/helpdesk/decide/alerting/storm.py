"""Storms: many new alerts of one group or service within minutes are one incident, and one ticket lists them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.model.alert import Alert
from helpdesk.model.message import Message
from helpdesk.model.rules.alerts import Storm, elapsed
from helpdesk.model.ticket import TicketType

STORM = "storm"


def parent(
    this: DeskPass, alert: Alert, service: str, at: datetime, coming: Sequence[Message]
) -> tuple[Draft | None, str]:
    """(the ticket that speaks for the storm, why it is one); the ticket is None where this alert opens it, the reason
    empty where there is no storm. `coming` are the alerts of this pass that are not taken in yet."""
    storm = this.rules.alerts.storm
    marks = {"group": alert.group, "service": service or alert.service}
    if storm.alerts < 2 or not any(marks[name] for name in storm.by):
        return None, ""
    near = kin(this, alert, service, at)
    running = next((draft for draft in near if STORM in draft.ticket.tags), None)
    known = {identity for draft in near for identity in draft.state.alerts}
    more = {each.identity for each in _same_kind(alert, coming, storm)} - known | {alert.identity}
    count = len(known | more)
    if running is None and count < storm.alerts:
        return None, ""
    about = f"group {alert.group}" if alert.group and "group" in storm.by else f"service {service or alert.service}"
    why = f"{count} alerts of {about} within {storm.within}"
    return running or next(iter(near), None), why


def kin(this: DeskPass, alert: Alert, service: str, at: datetime) -> list[Draft]:
    """Tickets of the same group or service whose alerts began to sound within the storm's time, the oldest first."""
    storm = this.rules.alerts.storm
    near = [
        draft for draft in this.sounding() if _akin(draft, alert, service, storm) and _recent(this, draft, at, storm)
    ]
    return sorted(near, key=lambda draft: draft.number)


def _recent(this: DeskPass, draft: Draft, at: datetime, storm: Storm) -> bool:
    """Whether the ticket has an alert that began to sound just now."""
    if draft.locked or draft.ticket.type is TicketType.CHANGE or finished(state_of(draft.ticket, this.rules)):
        return False
    within = elapsed(storm.within)
    newest = max((alert.noted for alert in draft.state.alerts.values() if alert.sounds), default=None)
    first = max((alert.since for alert in draft.state.alerts.values() if alert.sounds), default=None)
    fresh = STORM in draft.ticket.tags or (first is not None and at - max(first, draft.ticket.opened) <= within)
    return newest is not None and fresh and at - newest <= within


def _akin(draft: Draft, alert: Alert, service: str, storm: Storm) -> bool:
    """Whether a ticket is about the same, by any of the storm's marks."""
    if "service" in storm.by and service and draft.ticket.service == service:
        return True
    alerts = draft.state.alerts
    return bool(alerts) and any(_alike(alert, other.alert, storm) for other in alerts.values() if other.sounds)


def _alike(one: Alert, other: Alert, storm: Storm) -> bool:
    if one.source != other.source:
        return False
    group = bool(one.group) and one.group == other.group and "group" in storm.by
    return group or (bool(one.service) and one.service == other.service and "service" in storm.by)


def _same_kind(alert: Alert, coming: Iterable[Message], storm: Storm) -> Iterator[Alert]:
    for message in coming:
        other = message.alert
        if other is not None and _alike(alert, other, storm) and other.status == "firing" and not other.event:
            yield other
