"""Times, spans and numbers as a page says them. Absolute by default: the reader's browser makes them relative."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"))


def zone(name: str) -> ZoneInfo:
    """The desk's time zone; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def instant(moment: datetime) -> str:
    """`2026-03-02T09:30:00Z`, as RFC 3339 and the `datetime` attribute have it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


@lru_cache(maxsize=65_536)
def time_tag(moment: datetime, where: ZoneInfo, mark: str = "when") -> Markup:
    """A `<time>` with the desk's local time as its text. `mark` tells the page's script how to speak of it."""
    local = moment.astimezone(where)
    text = f"{local.day} {_MONTHS[local.month]} {local.year}, {local.hour:02d}:{local.minute:02d}"
    # Numbers and words of our own: nothing to escape.
    return Markup(f'<time datetime="{instant(moment)}" data-{mark}>{text}</time>')  # noqa: S704


def day(value: date) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), f"{value.day} {value:%b %Y}")


def span(seconds: float | None) -> str:
    """The two largest units of a span: `2 d 3 h`, `45 min`; a dash for no value."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return "under 1 min"
    left, parts = int(seconds), list[str]()
    for size, unit in _UNITS:
        amount, left = divmod(left, size)
        if amount or parts:
            parts.append(f"{amount} {unit}" if amount else "")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if part)


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def size(amount: int) -> str:
    """Bytes as `12 KB`, by thousands."""
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount} {unit}"
        amount //= 1000
    return f"{amount} GB"


def count(amount: int, one: str, many: str = "") -> str:
    """`1 ticket`, `2 tickets`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"
