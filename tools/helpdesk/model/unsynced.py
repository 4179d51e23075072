"""Where ticket.md and its ledger part: what people have edited since the desk last looked, and when it must look."""

from datetime import datetime

from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.record import Record
from helpdesk.model.timeline import Json


def differences(record: Record) -> tuple[tuple[str, Json, Json], ...]:
    """(field, what ticket.md says, what the ledger last knew) where people have edited since the desk looked."""
    written = front_matter(record.ticket)
    known = record.state.fields
    if written == known or DEFAULTS | written == DEFAULTS | known:
        return ()
    pairs = ((name, written.get(name, empty), known.get(name, empty)) for name, empty in DEFAULTS.items())
    return tuple((name, now, then) for name, now, then in pairs if now != then and name not in ("id", "opened"))


def unsynced(record: Record) -> bool:
    """Whether people have edited this ticket since the desk last looked: fields, or comment files it never saw."""
    unseen = any(spoken.name not in record.state.comments for spoken in record.conversation)
    return unseen or bool(differences(record))


def only_told(record: Record, now: datetime) -> bool:
    """Whether this ticket is awake for nothing but notices that somebody has claimed and is sending: then there is
    nothing to decide about it."""
    claimed = all(owed.claim and owed.until is not None and owed.until > now for owed in record.state.owed)
    agenda = record.state.agenda
    return claimed and not (agenda and agenda[0][1].at <= now) and not unsynced(record)


def wake_at(record: Record) -> datetime | None:
    """When the desk must next look at this ticket: the epoch's start for now, None for never."""
    now = datetime.min.replace(tzinfo=record.ticket.opened.tzinfo)
    if unsynced(record):
        return now
    times = [owed.after or now for owed in record.state.owed]
    times += [record.state.agenda[0][1].at] if record.state.agenda else []
    return min(times, default=None)
