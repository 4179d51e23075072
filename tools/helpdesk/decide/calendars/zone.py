"""Wall clocks: the desk's own, and others by name."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpdesk.model.rules import Rules


def desk_zone(rules: Rules) -> ZoneInfo:
    """The time zone of rules/desk.yml; UTC where there is no such zone."""
    return zone_named(rules.desk.timezone)


def calendar_zone(calendar: str, rules: Rules) -> ZoneInfo:
    """The time zone of a calendar; the desk's where there is no such calendar."""
    known = rules.calendars.get(calendar)
    return zone_named(known.timezone) if known else desk_zone(rules)


def zone_named(*names: str) -> ZoneInfo:
    """The first of these time zones that there is, else UTC."""
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def day_ends(zone: ZoneInfo, now: datetime) -> datetime:
    """Until when the wall clock of `zone` goes on evenly within today: midnight, or earlier the moment at which its
    distance to UTC changes."""
    here = now.astimezone(zone)
    end = datetime.combine(here.date() + timedelta(days=1), time(), zone).astimezone(UTC)
    even, changed = now.astimezone(UTC).replace(microsecond=0), end
    if zone.utcoffset(now.astimezone(zone)) == zone.utcoffset(end.astimezone(zone)):
        return end
    while changed - even > timedelta(seconds=1):
        between = even + timedelta(seconds=(changed - even) // timedelta(seconds=2))
        if between.astimezone(zone).utcoffset() == here.utcoffset():
            even = between
        else:
            changed = between
    return changed
