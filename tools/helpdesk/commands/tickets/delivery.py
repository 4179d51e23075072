"""The delivery log of a ticket: who was told what and how, who still waits, whom nobody could reach."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk.commands.terminal.spans import ago, wall
from helpdesk.model.record import Record
from helpdesk.model.timeline import Owed, Told

SHOWN = 8


def delivery_log(record: Record, zone: str, now: datetime) -> list[tuple[str, bool]]:
    """(line, whether somebody was not reached), the newest last; earlier ones are counted."""
    lines = [*_lines(record, zone, now)]
    left = len(lines) - SHOWN
    before = [(f"{left} earlier  ·  helpdesk show --json {record.number}", False)] if left > 0 else []
    return [*before, *lines[max(left, 0) :]]


def _lines(record: Record, zone: str, now: datetime) -> Iterator[tuple[str, bool]]:
    owed = {entry.notice: entry for entry in record.timeline if isinstance(entry, Owed)}
    for entry in record.timeline:
        if isinstance(entry, Told):
            about = owed.get(entry.notice)
            name = f"{about.template} to {about.role} by {about.channel}" if about else entry.notice
            why = f": {entry.why}" if entry.why else ""
            yield f"{entry.result}  {name}, {ago(entry.at, now)}{why}", entry.result == "undeliverable"
    for waiting in record.state.owed:
        when = f" until {wall(waiting.after, zone)}" if waiting.after and waiting.after > now else ""
        yield f"waits{when}  {waiting.template} to {waiting.role} by {waiting.channel}", False
