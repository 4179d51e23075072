"""Calendars that tests of business time build on."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from helpdesk.model.calendar import Block, CalendarRule, HolidaySource, Weekday

NINE_TO_FIVE: tuple[Block, ...] = (("09:00", "17:00"),)
ALWAYS: tuple[Block, ...] = (("00:00", "24:00"),)


def office(
    *,
    timezone: str = "UTC",
    hours: tuple[Block, ...] = NINE_TO_FIVE,
    on: str = "mon tue wed thu fri",
    closed: tuple[str, ...] = (),
    special: dict[str, tuple[Block, ...]] | None = None,
    holidays: tuple[HolidaySource, ...] = (),
) -> CalendarRule:
    """Monday to Friday, nine to five, unless said otherwise."""
    days: dict[date, tuple[Block, ...]] = {date.fromisoformat(day): () for day in closed}
    days |= {date.fromisoformat(day): blocks for day, blocks in (special or {}).items()}
    weekly = {Weekday(day): hours for day in on.split()}
    return CalendarRule(id="office", timezone=timezone, weekly=weekly, holidays=holidays, days=days)


def utc(text: str) -> datetime:
    """`2026-03-06T16:30` as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: str) -> datetime:
    """`2026-03-06T16:30` on the wall of `zone`, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
