"""Lists from other systems as rows: CSV, JSON, JSON lines, LDIF, osquery's logs. Values are data and stay so."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from helpdesk.load.ldif import read_ldif
from helpdesk.load.osquery_log import NotALog, read_osquery_log
from helpdesk.model.table_row import Row, Value
from helpdesk.model.timeline import Json

LARGEST = 200_000_000
# A mail in a cell is longer than the 128 KB that the reader allows of itself.
csv.field_size_limit(LARGEST)


class NotATable(ValueError):
    """Bytes that are no such list; says where and why."""


class Table(NamedTuple):
    """The rows of a list, and for each where it stands there: `line 3` of CSV, `item 3` of JSON, `entry 3` of LDIF.

    A log tells of changes (`partial`): what it says nothing of is as before. `gone` are the rows that it says are no
    more, `whole` columns of which it has every row there is."""

    rows: list[Row]
    places: list[str]
    partial: bool = False
    gone: Sequence[Row] = ()
    whole: Sequence[Row] = ()


def read_table(data: bytes, kind: str) -> Table:
    """A list of this kind (csv, json, ldap-ldif, osquery-log). Raises NotATable."""
    if len(data) > LARGEST:
        raise NotATable(f"{len(data)} bytes, more than {LARGEST}")
    if kind == "ldap-ldif":
        try:
            return _counted(read_ldif(data), "entry")
        except ValueError as problem:
            raise NotATable(str(problem)) from problem
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise NotATable(f"not UTF-8 text: byte 0x{data[problem.start]:02x}; save it as UTF-8") from problem
    if kind == "json":
        return _counted(_json(text), "item")
    if kind == "osquery-log":
        try:
            log = read_osquery_log(text)
        except NotALog as problem:
            raise NotATable(str(problem)) from problem
        return Table(log.rows, log.places, True, log.gone, log.whole)
    placed = list(_csv(text))
    return Table([row for _, row in placed], [f"line {line}" for line, _ in placed])


def _counted(rows: Iterable[Row], what: str) -> Table:
    found = list(rows)
    return Table(found, [f"{what} {number}" for number in range(1, len(found) + 1)])


def guessed(data: bytes) -> str:
    """What a command has printed: JSON or CSV."""
    return "json" if data.lstrip()[:1] in (b"[", b"{") else "csv"


def _csv(text: str) -> Iterator[tuple[int, Row]]:
    """RFC 4180, with comma, semicolon or tab: whichever the heading has most of. Each row with its first line."""
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if len(set(names)) != len(names):
            raise NotATable("line 1: two columns of one name")
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if len(cells) > len(names):
                raise NotATable(f"line {reader.line_num}: {len(cells)} values for {len(names)} columns")
            if any(cells):
                yield line, dict(zip(names, cells, strict=False))
    except csv.Error as problem:
        raise NotATable(f"line {reader.line_num}: {problem}") from problem


def _json(text: str) -> Iterator[Row]:
    try:
        found = json.loads(text)
    except RecursionError as problem:
        raise NotATable("nested too deeply") from problem
    except ValueError as problem:
        found = list(_lines(text, problem))
    for number, item in enumerate(found if isinstance(found, list) else [found], start=1):
        if not isinstance(item, dict):
            raise NotATable(f"item {number} is no object")
        yield dict(_flat(item))


def _lines(text: str, problem: ValueError) -> Iterator[Json]:
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            raise NotATable(str(problem) if len(lines) < 2 else f"line {number} is not JSON") from problem


def _flat(item: Mapping[str, Json], before: str = "") -> Iterable[tuple[str, Value]]:
    """`{"name": {"first": "Ana"}}` has the column `name.first`."""
    for name, value in item.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list):
            yield f"{before}{name}", tuple(_text(one) for one in value if not isinstance(one, dict | list))
        else:
            yield f"{before}{name}", _text(value)


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
