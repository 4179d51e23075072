"""The desk's wall clock."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpdesk.model.rules import Rules


def desk_zone(rules: Rules) -> ZoneInfo:
    """The time zone of rules/desk.yml; UTC where there is no such zone."""
    try:
        return ZoneInfo(rules.desk.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
