"""Times as a technician reads them: `in 2h 5m`, `3d late`, `Mon 02 Mar 16:30`."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def span(seconds: float) -> str:
    """The two largest units: `45m`, `2h 5m`, `3d 4h`; under a minute `<1m`."""
    whole = int(abs(seconds))
    if whole < _MINUTE:
        return "<1m"
    days, rest = divmod(whole, _DAY)
    hours, rest = divmod(rest, _HOUR)
    parts = [f"{amount}{unit}" for amount, unit in ((days, "d"), (hours, "h"), (rest // _MINUTE, "m")) if amount]
    return " ".join(parts[: 1 if days > 9 else 2])


def open_hours(seconds: int) -> str:
    """Time of a calendar's open hours: never in days, which would be read as days of the week."""
    hours, rest = divmod(max(seconds, 0), _HOUR)
    minutes = rest // _MINUTE
    return " ".join(
        part for part in (f"{hours}h" if hours else "", f"{minutes}m" if minutes or not hours else "") if part
    )


def until(moment: datetime, now: datetime) -> str:
    """`in 2h 5m`, or `2h 5m late`."""
    left = moment - now
    return f"in {span(left.total_seconds())}" if left > timedelta() else f"{span(left.total_seconds())} late"


def ago(moment: datetime, now: datetime) -> str:
    return f"{span((now - moment).total_seconds())} ago"


def wall(moment: datetime, timezone: str) -> str:
    """The desk's own wall clock: `Mon 02 Mar 2026 16:30`."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return moment.astimezone(zone).strftime("%a %d %b %Y %H:%M")
