"""Feeds to subscribe to: Atom (RFC 4287) for news, iCalendar (RFC 5545) for what is planned."""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import msgspec

from helpdesk import __version__
from helpdesk.publish.phrasing import instant
from helpdesk.publish.places import href

ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 has no place for, however it is escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:helpdesk")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of news: `id` is the same for ever, `place` its page."""

    id: str
    place: str
    title: str
    text: str
    published: datetime
    updated: datetime


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a calendar: whole days where `start` and `end` are dates (the last day included)."""

    id: str
    title: str
    text: str
    start: datetime | date
    end: datetime | date
    changed: datetime
    place: str = ""
    weekly: bool = False
    certain: bool = True


def atom(desk: str, title: str, path: str, base_url: str, entries: Sequence[Entry], as_of: datetime) -> bytes:
    """A feed at `path`, the newest entry first. Addresses are relative where `base_url` is not known, as RFC 4287, 2
    allows. Same entries, same bytes; one without entries is as new as the look at the desk, `as_of`."""
    root = base_url.rstrip("/") + "/" if base_url else "../" * path.count("/")
    feed = ElementTree.Element("feed", xmlns=ATOM)
    newest = sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)
    _add(feed, "id", _urn(desk, path))
    _add(feed, "title", f"{desk}: {title}")
    _add(feed, "updated", instant(newest[0].updated if newest else as_of))
    _add(feed, "link", rel="self", href=root + href(path), type="application/atom+xml")
    _add(_add(feed, "author"), "name", desk)
    _add(feed, "generator", "helpdesk", version=__version__)
    for each in newest:
        entry = _add(feed, "entry")
        _add(entry, "id", _urn(desk, each.id))
        _add(entry, "title", each.title)
        _add(entry, "published", instant(each.published))
        _add(entry, "updated", instant(each.updated))
        _add(entry, "link", rel="alternate", href=root + href(each.place))
        _add(entry, "summary", each.text)
    ElementTree.indent(feed)
    text = ElementTree.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def calendar(desk: str, title: str, base_url: str, events: Iterable[Event]) -> bytes:
    """A calendar; every event is stamped with its own last change, so that the same events are the same bytes."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//helpdesk//{__version__}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _line(f"{desk}: {title}"))
    for each in sorted(events, key=lambda event: (str(event.start), event.id)):
        made.add_component(_event(each, desk, base_url))
    written: bytes = made.to_ical()
    return written


def _event(each: Event, desk: str, base_url: str):  # type: ignore[no-untyped-def]  # of a library imported only here
    from icalendar import Event as Component

    made = Component()
    whole_days = not isinstance(each.end, datetime)
    made.add("uid", f"{_uuid(desk, each.id)}@helpdesk")
    made.add("dtstamp", each.changed.astimezone(UTC))
    made.add("dtstart", each.start)
    made.add("dtend", each.end + timedelta(days=1) if whole_days else each.end)
    made.add("summary", _line(each.title))
    if each.text:
        made.add("description", _clean(each.text))
    if each.place and base_url:
        made.add("url", f"{base_url.rstrip('/')}/{href(each.place)}")
    if each.weekly:
        made.add("rrule", {"freq": "weekly"})
    made.add("status", "CONFIRMED" if each.certain else "TENTATIVE")
    made.add("transp", "TRANSPARENT")
    return made


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    if text:
        element.text = _clean(text)
    return element


def _urn(desk: str, id: str) -> str:
    return _uuid(desk, id).urn


def _uuid(desk: str, id: str) -> uuid.UUID:
    return uuid.uuid5(_SPACE, f"{desk}\0{id}")


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())
