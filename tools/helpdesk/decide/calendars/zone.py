"""Wall clocks: the desk's own, and others by name."""

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
