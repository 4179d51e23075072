"""rules/desk.yml; a missing or empty one is a desk of defaults."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.desk import Desk

PATH = "rules/desk.yml"


def read_desk(source: Source) -> Desk:
    """The desk. Where the file is wrong, its findings count and the defaults are only a stand-in."""
    document = source.document(PATH)
    if document is None or document.value is None:
        return Desk()
    desk = source.record(document, "desk", Desk)
    if desk is None:
        return Desk()
    root = compose(document.data)
    written = document.value if isinstance(document.value, dict) else {}
    lines = {name: f"{document.path}:{place(root, (name,), of_key=True)[0]}" for name in written}
    desk = replace(desk, lines=lines)
    if not known_zone(desk.timezone):
        what = f"unknown time zone: {desk.timezone!r}"
        source.findings.append(document.finding(("timezone",), "R022", what, "write an IANA name like Europe/Berlin"))
    return desk


def known_zone(name: str) -> bool:
    """Whether the time zone data of this machine has the zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
