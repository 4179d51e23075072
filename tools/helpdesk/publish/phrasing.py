"""Times, spans and numbers as a page says them. Absolute by default: the reader's browser makes them relative."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup, escape

from helpdesk.model.moment import Duration
from helpdesk.publish.texts import ENGLISH, Texts

_UNITS = ((86_400, "{n} d"), (3_600, "{n} h"), (60, "{n} min"))


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
def time_tag(moment: datetime, where: ZoneInfo, texts: Texts = ENGLISH, mark: str = "when") -> Markup:
    """A `<time>` with the desk's local time as its text. `mark` tells the page's script how to speak of it: `when` as
    so long ago, `due` as so long left, `at` as it stands here."""
    local = moment.astimezone(where)
    text = f"{local.day} {texts.month(local.month)} {local.year}, {local.hour:02d}:{local.minute:02d}"
    # Numbers, and the name of a month, which a desk may have given: that alone is escaped.
    return Markup(f'<time datetime="{instant(moment)}" data-{mark}>{escape(text)}</time>')  # noqa: S704


def day(value: date, texts: Texts = ENGLISH) -> Markup:
    text = f"{value.day} {texts.month(value.month)} {value.year}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), text)


def span(seconds: float | None, texts: Texts = ENGLISH) -> str:
    """The two largest units of a span: `2 d 3 h`, `45 min`; a dash for no value."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return texts.plain("under 1 min")
    left, parts = int(seconds), list[str]()
    for size, unit in _UNITS:
        amount, left = divmod(left, size)
        if amount or parts:
            parts.append(texts.plain(unit, n=amount) if amount else "")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if part)


def answer(value: object, texts: Texts = ENGLISH) -> str:
    """What somebody entered in a field: yes or no for a box, what was chosen one after the other."""
    if isinstance(value, bool):
        return texts.plain("yes") if value else texts.plain("no")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def decimal(value: float, texts: Texts = ENGLISH) -> str:
    """To one digit behind the point, or the comma of other languages."""
    said = f"{value:.1f}"
    return said if texts.language == "en" else said.replace(".", ",")


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def size(amount: int, texts: Texts = ENGLISH) -> str:
    """Bytes as `12 KB`, by thousands."""
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount} {texts.plain(unit)}"
        amount //= 1000
    return f"{amount} GB"


def duration(amount: Duration, texts: Texts = ENGLISH) -> str:
    """Business time as people say it: `2 days`, `40 h`, `30 min`. Hours make no day: a working day has eight or so."""
    hours, minutes = divmod(amount.seconds // 60, 60)
    parts = (
        texts.count(amount.days, "{n} day", "{n} days") if amount.days else "",
        texts.plain("{n} h", n=hours) if hours else "",
        texts.plain("{n} min", n=minutes) if minutes else "",
    )
    return " ".join(part for part in parts if part)
