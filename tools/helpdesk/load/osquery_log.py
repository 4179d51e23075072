"""Results logs of osquery's schedule (osquery's documentation, Logging): what its queries found, folded to what stands.

A line is JSON and names its query and host. Event format has one row (`columns`, `action` added or removed), batch
format several (`diffResults`), a snapshot all rows of a moment (`snapshot`). What stands is what was added and not
removed since; a snapshot, or a run with `counter` 0, begins anew with all rows of its query and host.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from helpdesk.model.table_row import Row
from helpdesk.model.timeline import Json

QUERY, HOST, TIME = "log.query", "log.host", "log.time"
_Key = tuple[str, str]


class NotALog(ValueError):
    """A line that is no result; says which."""


class Log(NamedTuple):
    """What stands, a row each, with the lines that said so; `gone` the rows that were removed last; `whole` the queries
    and hosts of which every row is known (`log.query`, `log.host`)."""

    rows: list[Row]
    places: list[str]
    gone: list[Row]
    whole: list[Row]


class _Said(NamedTuple):
    time: int
    line: int
    query: str
    host: str
    all_rows: bool
    added: tuple[Row, ...]
    removed: tuple[Row, ...]


def read_osquery_log(text: str) -> Log:
    """Raises NotALog. Lines need not stand in the order of their times: logs of many hosts are put together."""
    stands: dict[_Key, dict[str, tuple[Row, int]]] = {}
    gone: dict[_Key, dict[str, Row]] = {}
    whole: dict[_Key, int] = {}
    for said in sorted(_said(text)):
        key = said.query, said.host
        begins = said.all_rows and whole.get(key) != said.time
        if begins:  # the first run may be many lines of one moment
            stands[key], gone[key], whole[key] = {}, {}, said.time
        there, away = stands.setdefault(key, {}), gone.setdefault(key, {})
        for row in said.removed:
            there.pop(_mark(row), None)
            away[_mark(row)] = row
        for row in said.added:
            there[_mark(row)] = row, said.line
            away.pop(_mark(row), None)
    known = [pair for there in stands.values() for pair in there.values()]
    known.sort(key=lambda pair: (str(pair[0][TIME]), pair[1]))
    return Log(
        [row for row, _ in known],
        [f"line {line}" for _, line in known],
        [row for away in gone.values() for row in away.values()],
        [{QUERY: query, HOST: host} for query, host in whole],
    )


def _mark(row: Row) -> str:
    """What tells a row of a query and host apart: all that it says, but for when."""
    return json.dumps({name: value for name, value in row.items() if name != TIME}, sort_keys=True)


def _said(text: str) -> Iterator[_Said]:
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as problem:
            if number == len(lines):
                return  # it is being written; the next run reads it
            raise NotALog(f"line {number} is not JSON") from problem
        # What a TLS server was sent has many results in one object.
        posted = found.get("data") if isinstance(found, dict) and "log_type" in found else [found]
        for one in posted if isinstance(posted, list) else []:
            yield from _result(one, number)


def _result(one: Json, number: int) -> Iterator[_Said]:
    if isinstance(one, dict) and "severity" in one:
        return  # the daemon's own log
    host = (one.get("hostIdentifier") or one.get("hostname")) if isinstance(one, dict) else None
    if not isinstance(one, dict) or not host or not one.get("name"):
        raise NotALog(f"line {number} is no result of an osquery schedule: it has no `name` or `hostIdentifier`")
    said = str(one.get("unixTime", ""))
    time = int(said) if said.isdecimal() else 0
    query, first = str(one["name"]), str(one.get("counter", "")) == "0"
    about = {QUERY: query, HOST: str(host), TIME: f"{time:012d}"}
    if "snapshot" in one:
        rows = _rows(one["snapshot"], about)
        if rows:  # a query that failed has found nothing, and not that nothing is there
            yield _Said(time, number, query, str(host), True, rows, ())
    elif isinstance(one.get("diffResults"), dict):
        added, removed = (_rows(one["diffResults"].get(verb), about) for verb in ("added", "removed"))
        yield _Said(time, number, query, str(host), first, added, removed)
    elif isinstance(one.get("columns"), dict):
        rows = _rows([one["columns"]], about)
        took = one.get("action") == "removed"
        yield _Said(time, number, query, str(host), first and not took, () if took else rows, rows if took else ())


def _rows(given: Json, about: Mapping[str, str]) -> tuple[Row, ...]:
    items: Iterable[Json] = given if isinstance(given, list) else []
    return tuple(
        {name: str(value) for name, value in one.items()} | {**about} for one in items if isinstance(one, dict)
    )
