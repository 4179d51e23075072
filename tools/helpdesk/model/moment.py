"""Times and durations as text: RFC 3339 in UTC, and `1d4h30m`."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?\Z")


class Duration(NamedTuple):
    """A span as people write it in rules. `days` are the calendar's own days (business days where a business
    calendar counts), so they stay apart from `seconds`."""

    days: int = 0
    seconds: int = 0


def parse_duration(text: str) -> Duration:
    """`45m`, `8h`, `2d`, `1d4h30m`. Raises ValueError that says what is accepted."""
    match = _DURATION.match(text.strip())
    if match is None or not any(match.groups()):
        raise ValueError(f"not a duration: {text!r}; write it like 45m, 8h, 2d or 1d4h")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return Duration(days=days, seconds=hours * 3600 + minutes * 60 + seconds)


def format_duration(span: Duration) -> str:
    """The shortest text that `parse_duration` reads back as the same span."""
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = ((span.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{amount}{unit}" for amount, unit in parts if amount) or "0m"


def parse_utc(text: str) -> datetime:
    """An RFC 3339 time with its offset, as aware UTC. Raises ValueError for a time without an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without an offset: {text!r}; write it like 2026-03-02T09:30:00Z")
    return moment.astimezone(UTC)


def format_utc(moment: datetime) -> str:
    """`2026-03-02T09:30:00Z`, to the second: the desk's records know no finer time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
