"""Moments as people give them to a verb: `90d`, `12w`, `2026-03-01`, `2026-03-01T09:00:00Z`."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

import click

from helpdesk.model.moment import parse_utc

_BACK = re.compile(r"([0-9]{1,5})([dwmy])")
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def moment_of(text: str, now: datetime, option: str, zone: tzinfo = UTC) -> datetime:
    """The moment meant. A day begins at midnight of the desk's `zone`. Raises click.UsageError that says what can be
    written."""
    if match := _BACK.fullmatch(text.strip().casefold()):
        try:
            return now - timedelta(days=int(match[1]) * DAYS[match[2]])
        except OverflowError:
            raise click.UsageError(f"{option}: {text!r} is before time began") from None
    try:
        if len(text.strip()) == len("2026-03-01"):
            day = date.fromisoformat(text.strip())
            return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        return parse_utc(text)
    except ValueError:
        raise click.UsageError(
            f"{option}: {text!r} is no time; write 90d, 12w, 6m, 2026-03-01 or 2026-03-01T09:00:00Z"
        ) from None
