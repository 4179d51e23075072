"""A list from another system against the desk's own records: what to add, change, let leave or take back.

Nobody is deleted. A person who is no longer in the list is marked away for good, an asset retired; both keep their
history and come back when the list has them again. Only records that this list has brought can leave.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from helpdesk.decide.scheduled.installing import Installed, installed, relate
from helpdesk.model.rules.sync import Column, Plain, SyncMap
from helpdesk.model.timeline import Json

RETIRED = "retired"
FOR_GOOD = "9999-12-31"
_LEFT = "left, says "
_SAFE = re.compile(r"[^a-z0-9._-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?\Z")
_GROUPS = re.compile(r",(?=\d{3}(\D|\Z))")
_YES = frozenset({"true", "yes", "1", "y", "x", "on"})
Value = str | tuple[str, ...]
Row = Mapping[str, Value]
Fields = Mapping[str, Json]
_PASSED: Row = {}


class Change(msgspec.Struct, frozen=True):
    """`verb` is add, change, leave or return; `edits` the fields to write (None: take it away), `was` what is there."""

    verb: str
    id: str
    edits: dict[str, Json]
    was: dict[str, Json] = {}


class Log(msgspec.Struct, frozen=True):
    """What a list says that tells of changes: rows that are `gone`, and of which `whole` sources, told apart by the
    columns `by`, it has every row."""

    gone: Sequence[Row]
    whole: Sequence[Row]
    by: tuple[str, ...] = ("log.query", "log.host")


class SyncPlan(msgspec.Struct, frozen=True):
    """`refused` are rows that become nothing: (number, why); `same` how many need nothing; at most `most` may leave.
    `rows` are the numbers of the rows that records come from, and `strangers` who has an asset and is nobody the desk
    knows; `nowhere` what things are installed on and is no asset of it."""

    changes: tuple[Change, ...]
    refused: tuple[tuple[int, str], ...]
    same: int
    leaving: int
    most: int
    rows: Mapping[str, int] = {}
    strangers: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()

    @property
    def too_many(self) -> bool:
        return self.leaving > self.most


def plan_sync(
    one: SyncMap,
    rows: Sequence[Row],
    known: Mapping[str, Fields],
    kinds: Mapping[str, str],
    today: date,
    people: Mapping[str, str] = {},
    *,
    hosts: Mapping[str, str] = {},
    log: Log | None = None,
) -> SyncPlan:
    """What the list asks for. `known` is every record there is by id; `kinds` the JSON type of each field; `people` the
    handle of everybody by what a list may call them, in small letters, `hosts` likewise the id of every asset. With
    `log` the list tells of changes: its last row of anything counts, and what it does not name stays."""
    if log is not None and one.installed_on and not _of_one_query(one, rows):
        why = "rows of several queries; say in the map which: only: {log.query: [NAME]}"
        return SyncPlan((), ((0, why),), 0, 0, 0)
    told = _installed(one, rows, known, hosts, log)
    rows = _last_of_each(one, rows, known) if log is not None or one.installed_on else rows
    wanted, refused, ids = _wanted(one, rows, known, kinds)
    if log is not None and one.installed_on:  # what is nowhere installed any more has no row, and stays
        mine = (name for name, fields in known.items() if fields.get("source") == one.name)
        wanted |= {name: {} for name in mine if name not in wanted}
    changes, same = [], 0
    strangers: dict[str, None] = {}
    for name, fields in wanted.items():
        _name_holders(fields, people, strangers)
        _hand_over(fields, known.get(name, {}), today)
        if one.installed_on:
            relate(name, fields, known.get(name, {}), told, today)
        change = _change(one, name, fields, known.get(name))
        changes += [change] if change else []
        same += change is None
    brought = [name for name, fields in known.items() if fields.get("source") == one.name]
    left = [name for name in brought if name not in wanted and not has_left(one, known[name]) and log is None]
    changes += [_leave(one, name, known[name], today) for name in left]
    present = sum(not has_left(one, known[name]) for name in brought)
    most = _most(one.at_most, present)
    order = sorted(changes, key=lambda change: (change.verb, change.id))
    numbers = {name: number for number, name in ids.items()}
    return SyncPlan(
        tuple(order), tuple(sorted(refused)), same, len(left), most, numbers, tuple(strangers), told.strangers
    )


def _counts(one: SyncMap, row: Row) -> bool:
    return all(_first(row, column) in values for column, values in one.only.items())


def _installed(
    one: SyncMap, rows: Sequence[Row], known: Mapping[str, Fields], hosts: Mapping[str, str], log: Log | None
) -> Installed:
    """What is installed where, of the rows that count. Every row of a host is known where the log has a snapshot of the
    very query that they come from; a snapshot of anything else says nothing of them."""
    if not one.installed_on:
        return Installed()

    def named(given: Sequence[Row]) -> list[tuple[str, Row]]:
        return [(name, row) for row in given if _counts(one, row) and (name := _id(one, row, known, {}))]

    if log is None:
        return installed(one, named(rows), (), None, hosts)
    on, off = named(rows), named(log.gone)
    sources = {tuple(_first(row, column) for column in log.by) for _, row in on}
    whole = [row for row in log.whole if tuple(_first(row, column) for column in log.by) in sources]
    return installed(one, on, off, whole, hosts)


def _of_one_query(one: SyncMap, rows: Sequence[Row]) -> bool:
    return len({_first(row, "log.query") for row in rows if _counts(one, row)}) < 2


def _last_of_each(one: SyncMap, rows: Sequence[Row], known: Mapping[str, Fields]) -> list[Row]:
    """Every row in its place, but of several of one thing only the last that counts."""
    last = {_id(one, row, known, {}): number for number, row in enumerate(rows) if _counts(one, row)}
    return [row if last.get(_id(one, row, known, {})) in (number, None) else _PASSED for number, row in enumerate(rows)]


def _name_holders(fields: dict[str, Json], people: Mapping[str, str], strangers: dict[str, None]) -> None:
    """Who has it, by their handle where the desk knows them: `CORP\\ana`, `ana@example.org` and `Ana Reis` are ana."""
    for field in ("holder", "owner"):
        given = str(fields.get(field) or "")
        said = given.casefold()
        handle = people.get(said) or people.get(said.rpartition("\\")[2])
        if handle:
            fields[field] = handle
        elif given and people:
            strangers[given] = None


def _most(at_most: str, present: int) -> int:
    """A share of few is at least one, or else a small desk could never let anybody leave."""
    if at_most.endswith("%"):
        return max(present * int(at_most[:-1]) // 100, 1 if int(at_most[:-1]) else 0)
    return int(at_most)


def _wanted(
    one: SyncMap, rows: Sequence[Row], known: Mapping[str, Fields], kinds: Mapping[str, str]
) -> tuple[dict[str, dict[str, Json]], list[tuple[int, str]], dict[int, str]]:
    addresses = _addresses(known) if one.into == "people" else {}
    refused: list[tuple[int, str]] = []
    ids: dict[int, str] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if row is not _PASSED and _counts(one, row):
            name = _id(one, row, known, addresses)
            if not name:
                refused.append((number, f"no {one.id!r} to tell it by; fill it in, or leave such rows out with `only`"))
            elif name in seen:
                refused.append((number, f"a second row for {name}; list it once, or let `id` be a column that differs"))
            else:
                ids[number] = name
                seen.add(name)
    others = {by: _by(by, rows, ids) for by in {column.by for column in one.columns.values() if column.by}}
    wanted: dict[str, dict[str, Json]] = {}
    for number, name in ids.items():
        try:
            fields = _fields(one, rows[number - 1], kinds, others)
        except ValueError as problem:
            refused.append((number, f"{name}: {problem}"))
            # A row that cannot be used is no sign that somebody left.
            fields = {}
        if fields and not fields.get("name"):
            refused.append((number, f"{name}: it has no name; fill in {one.columns['name'].column!r}"))
            fields = {}
        wanted[name] = fields
    return {name: fields for name, fields in wanted.items() if fields or name in known}, refused, ids


def _addresses(known: Mapping[str, Fields]) -> dict[str, str]:
    pairs = ((str(fields.get("email") or "").casefold(), name) for name, fields in known.items())
    return {address: name for address, name in pairs if address}


def _id(one: SyncMap, row: Row, known: Mapping[str, Fields], addresses: Mapping[str, str]) -> str:
    """The record a row is about: by its id, else for a person by the address they are known by."""
    plain = unicodedata.normalize("NFKD", _first(row, one.id)).encode("ascii", "ignore").decode().casefold()
    name = _SAFE.sub("-", plain).strip("-._")[:100]
    mail = one.columns.get("email")
    address = _first(row, mail.column).strip().casefold() if mail else ""
    return name if not name or name in known else addresses.get(address, name)


def _first(row: Row, column: str) -> str:
    value = row.get(column, "")
    return value if isinstance(value, str) else next(iter(value), "")


def _by(column: str, rows: Sequence[Row], ids: Mapping[int, str]) -> dict[str, str]:
    return {_first(rows[number - 1], column).casefold(): name for number, name in ids.items()}


def _fields(
    one: SyncMap, row: Row, kinds: Mapping[str, str], others: Mapping[str, Mapping[str, str]]
) -> dict[str, Json]:
    """Every mapped field; None where the list has nothing."""
    fields: dict[str, Json] = {}
    for field, column in one.columns.items():
        value = _value(row, column, kinds.get(field, "string"), others.get(column.by, {}), field)
        whole, _, part = field.partition(".")
        if part:
            fields.setdefault(whole, {})[part] = value
        else:
            fields[field] = value
    return fields


def _hand_over(fields: dict[str, Json], known: Fields, today: date) -> None:
    """Who has it now, as the list says, becomes one more holder from today on, where that is news."""
    if "holder" not in fields:
        return
    who, holders = fields.pop("holder") or "", list(known.get("holders") or ())
    if who != (holders[-1].get("who", "") if holders else ""):
        fields["holders"] = [*holders, {"since": today.isoformat(), **({"who": who} if who else {})}]


def _value(row: Row, column: Column, kind: str, others: Mapping[str, str], field: str) -> Json:
    if column.always != "":
        return column.always
    given = row.get(column.column, "")
    parts: Iterable[str] = (given,) if isinstance(given, str) else given
    if column.split:
        parts = [part for text in parts for part in text.split(column.split)]
    cleaned = [" ".join(_UNPRINTABLE.sub(" ", part).split()) for part in parts]
    values: list[Plain] = [part for part in cleaned if part]
    if column.by:
        values = [others[str(part).casefold()] for part in values if str(part).casefold() in others]
    if column.date:
        values = [_day(str(part), column.date, field) for part in values]
    if column.values:
        values = [column.values[str(part)] for part in values if str(part) in column.values]
    if not values and column.otherwise != "":
        values = [column.otherwise]
    if kind == "array":
        return [str(value) for value in values] or None
    return _typed(values[0], kind, field, column.decimal) if values else None


def _day(text: str, written: str, field: str) -> str:
    """A day as it is written there; a time of day behind it, as databases print one, is nothing to it."""
    day = _TIME_OF_DAY.sub("", text) if " " not in written else text
    try:
        return datetime.strptime(day, written).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        remedy = "mend the row, or the map's `date` if the list writes all days so"
        raise ValueError(f"{field} is no day written {written}: {text!r}; {remedy}") from None


def _number(text: str, decimal: str) -> str:
    """`1 290.00`, `1,290.00` and, with a decimal comma, `1.290,00` are 1290.00."""
    other = "," if decimal == "." else "."
    plain = text.replace(" ", "")
    return (_GROUPS.sub("", plain) if other == "," else plain.replace(other, "")).replace(decimal, ".")


def _typed(value: Plain, kind: str, field: str, decimal: str) -> Json:
    plain = _number(value, decimal) if isinstance(value, str) else value
    try:
        match kind:
            case "integer":
                return int(plain)
            case "number":
                return float(plain)
            case "boolean":
                return str(value).casefold() in _YES
            case _:
                return value if isinstance(value, str) else str(value)
    except ValueError:
        remedy = "write it like 1290.00, or say `decimal` in the map if the list has a decimal comma"
        raise ValueError(f"{field} is no number: {value!r}; {remedy}") from None


def _change(one: SyncMap, name: str, fields: dict[str, Json], known: Fields | None) -> Change | None:
    if known is None:
        given = {field: _without_holes(value) for field, value in fields.items()}
        given = {field: value for field, value in given.items() if value not in (None, {})}
        return Change("add", name, {**given, "source": one.name})
    edits = {f: v for f, v in _merged(fields, known).items() if not _same(v, known.get(f))}
    if fields and known.get("source") != one.name:
        edits["source"] = one.name
    back = has_left(one, known) and bool(fields)
    if back:
        edits |= _return(one, known, fields)
    if not edits:
        return None
    return Change("return" if back else "change", name, edits, {field: known.get(field) for field in edits})


def _merged(fields: dict[str, Json], known: Fields) -> dict[str, Json]:
    """Of the desk's own fields, and of those that have parts, a list fills some; the others stay."""
    parts = {
        name: _without_holes({**(known.get(name) or {}), **value}) or None
        for name, value in fields.items()
        if isinstance(value, dict)
    }
    return {**fields, **parts}


def _without_holes(value: Json) -> Json:
    return {name: inner for name, inner in value.items() if inner is not None} if isinstance(value, dict) else value


def _same(wanted: Json, there: Json) -> bool:
    return wanted == there or (wanted in (None, [], "") and there in (None, [], ""))


def has_left(one: SyncMap, fields: Fields) -> bool:
    """Whether a record is marked as gone by an earlier run."""
    if one.into == "assets":
        return fields.get("status") == RETIRED
    return any(str(absence.get("why", "")).startswith(_LEFT) for absence in fields.get("away") or ())


def _leave(one: SyncMap, name: str, known: Fields, today: date) -> Change:
    if one.into == "assets":
        return Change("leave", name, {"status": RETIRED}, {"status": known.get("status")})
    absence = {"from": today.isoformat(), "until": FOR_GOOD, "why": f"{_LEFT}{one.name}"}
    return Change("leave", name, {"away": [*(known.get("away") or ()), absence]}, {"away": known.get("away")})


def _return(one: SyncMap, known: Fields, fields: dict[str, Json]) -> dict[str, Json]:
    if one.into == "assets":
        return {} if "status" in fields else {"status": None}
    away = [absence for absence in known.get("away") or () if not str(absence.get("why", "")).startswith(_LEFT)]
    return {"away": away or None}
