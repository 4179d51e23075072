"""The public holidays of a desk's calendars, kept in the cache: a pass that asks whether it is a working day need not
load a library of every country's feasts for it."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec

from helpdesk.decide.calendars.public_days import give_back, known
from helpdesk.model.calendar import CalendarRule
from helpdesk.store import parts

_KIND = "holidays"
_encode = msgspec.json.encode
_decode = msgspec.json.Decoder(list[tuple[str, str, int, list[date]]]).decode


def recall(connection: sqlite3.Connection) -> None:
    """Give back what was kept, where the library is still the one that said it."""
    data = parts.remembered(connection, _KIND, library())
    if data is not None:
        give_back({(country, place, year): frozenset(days) for country, place, year, days in _decode(data)})


def keep(connection: sqlite3.Connection, calendars: Mapping[str, CalendarRule]) -> None:
    """Keep the holidays of these calendars from last year to the year after next: as far as promises reach."""
    sources = {(one.country, one.subdivision): one for rule in calendars.values() for one in rule.holidays}
    if not sources:
        return
    recall(connection)
    this = datetime.now(UTC).year
    days = known(sources.values(), range(this - 1, this + 3))
    data = _encode([(*place, sorted(found)) for place, found in sorted(days.items())])
    if data != parts.remembered(connection, _KIND, library()):
        parts.remember(connection, _KIND, library(), data)


@cache
def library() -> str:
    """The version of the library, without loading it."""
    found = find_spec("holidays")
    if found is None or found.origin is None:
        return ""
    version = Path(found.origin).with_name("version.py")
    return version.read_text() if version.is_file() else ""
