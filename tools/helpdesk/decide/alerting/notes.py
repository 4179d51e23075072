"""What the desk writes on a ticket about its alerts: entries of the ledger, notes for staff."""

import hashlib
from datetime import datetime

from msgspec.structs import replace

from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.comments import note_inside
from helpdesk.model.alert import Alert
from helpdesk.model.timeline import Alerted

VIA = "alert"
MOST_LABELS, LONGEST_LABEL = 20, 120


def write(
    this: DeskPass,
    draft: Draft,
    alert: Alert,
    at: datetime,
    *,
    why: str,
    rule: str,
    key: str = "",
    held: datetime | None = None,
    into: str = "",
) -> None:
    """One line of the ledger on what a monitor said. The words of the alert are in the request or in a note."""
    held = to_second(held) if held is not None else None
    if key:
        this.remember(draft.number, (f"key {key}",))
        draft.messages.append(key)
    draft.add(Alerted(at=at, via=VIA, alert=_short(alert), key=key, held=held, into=into, why=why, rule=rule))


def _short(alert: Alert) -> Alert:
    labels = {name[:LONGEST_LABEL]: value[:LONGEST_LABEL] for name, value in list(alert.labels.items())[:MOST_LABELS]}
    starts = to_second(alert.starts_at) if alert.starts_at is not None else None
    ends = to_second(alert.ends_at) if alert.ends_at is not None else None
    return replace(
        alert, title=alert.title[:250], text="", labels=labels, starts_at=starts, ends_at=ends, url=alert.url[:500]
    )


def note(draft: Draft, text: str, at: datetime, *, about: str, why: str, rule: str) -> None:
    """A comment for staff, once for each `about`."""
    key = f"alert-note:{draft.reference}:{hashlib.sha256(about.encode()).hexdigest()[:24]}"
    if key in draft.state.keys or draft.locked:
        return
    note_inside(draft, text, at, key, why=why, rule=rule, via=VIA)


def words(alert: Alert) -> str:
    """An alert in one line: `HighCPU: CPU usage is above 90% (alertmanager, critical)`."""
    about = ", ".join(filter(None, (alert.source, alert.severity)))
    return f"{' '.join(alert.title.split())} ({about})"
