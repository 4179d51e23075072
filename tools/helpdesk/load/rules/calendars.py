"""rules/calendars/*.yml; a calendar without a time zone has the desk's."""

from msgspec.structs import replace

from helpdesk.load.rules.desk import known_zone
from helpdesk.load.rules.source import Source
from helpdesk.model.calendar import CalendarRule
from helpdesk.model.rules.desk import Desk


def read_calendars(source: Source, desk: Desk) -> dict[str, CalendarRule]:
    """Every calendar by id."""
    calendars: dict[str, CalendarRule] = {}
    for path in source.paths("calendars"):
        document = source.document(path)
        if document is None:
            continue
        if isinstance(document.value, dict) and not document.value.get("timezone"):
            document = replace(document, value={**document.value, "timezone": desk.timezone})
        name = path.rsplit("/", 1)[1].removesuffix(".yml")
        calendar = source.record(document, "calendar", CalendarRule, {"id": name})
        if calendar is None:
            continue
        calendars[name] = calendar
        if not known_zone(calendar.timezone):
            what = f"unknown time zone: {calendar.timezone!r}"
            source.findings.append(
                document.finding(("timezone",), "R022", what, "write an IANA name like Europe/Berlin")
            )
    return calendars
