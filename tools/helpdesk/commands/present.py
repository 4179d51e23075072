"""The one place where a verb asks what time it is; everything below takes the moment as an argument."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, to the second, as the desk's records know time."""
    return datetime.now(UTC).replace(microsecond=0)
