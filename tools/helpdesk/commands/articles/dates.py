"""Review dates as people give them: `6m`, `1y`, `2027-01-15`."""

import re
from datetime import date, datetime, timedelta

import click

from helpdesk.commands.terminal.periods import DAYS

_AHEAD = re.compile(r"([0-9]{1,3})([dwmy])")


def next_review(text: str, now: datetime) -> date:
    """The day meant, which lies ahead. Raises click.UsageError that says what can be written."""
    said = text.strip().casefold()
    try:
        if match := _AHEAD.fullmatch(said):
            found = now.date() + timedelta(days=int(match[1]) * DAYS[match[2]])
        else:
            found = date.fromisoformat(said)
    except (ValueError, OverflowError):
        raise click.UsageError(f"{text!r} is no day to come; write 90d, 6m, 1y or 2027-01-15") from None
    if found <= now.date():
        raise click.UsageError(f"{text!r} has passed; a review lies ahead")
    return found
