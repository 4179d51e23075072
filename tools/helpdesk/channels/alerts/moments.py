"""Times as monitors write them: ISO 8601 with or without nanoseconds, seconds or milliseconds since 1970.

A time without an offset counts as UTC, which is what the monitors that leave it out mean. The year 1 stands for
"not yet" (Go's zero time). What is no time is None: a wrong clock at the sender is no reason to lose an alert.
"""

import re
from datetime import UTC, datetime

from helpdesk.channels.alerts.payload import Node

_NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,9})?\Z")
_DOTTED = re.compile(r"(\d{4})[./](\d{2})[./](\d{2})\b")
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def moment(text: str) -> datetime | None:
    """One time, aware and in UTC; None where the text is none."""
    text = text.strip()
    if _NUMBER.match(text):
        return _since_1970(float(text))
    text = _LONG_FRACTION.sub(r"\1", _DOTTED.sub(r"\1-\2-\3", text, count=1)).replace(" UTC", "Z")
    text = re.sub(r" (?=[+-]\d{2}:?\d{2}\Z)", "", text)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _within(read if read.tzinfo is not None else read.replace(tzinfo=UTC))


def first_moment(node: Node, *paths: str) -> datetime | None:
    """The first of these places that holds a time."""
    return next((found for path in paths if (found := moment(node.text(path))) is not None), None)


def _since_1970(number: float) -> datetime | None:
    for unit in _UNITS:
        if abs(number) / unit < _LATEST.timestamp():
            return _within(datetime.fromtimestamp(number / unit, UTC))
    return None


def _within(read: datetime) -> datetime | None:
    try:
        read = read.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return read if _EARLIEST <= read <= _LATEST else None
