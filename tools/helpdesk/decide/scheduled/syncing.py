"""A list from another system against the desk's own records: what to add, change, let leave or take back.

Nobody is deleted. A person who is no longer in the list is marked away for good, an asset retired; both keep their
history and come back when the list has them again. Only records that this list has brought can leave.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from helpdesk.decide.scheduled.installing import Installed, installed, relate
from helpdesk.decide.scheduled.sync_changes import Change, change_of, has_left, leave
from helpdesk.decide.scheduled.sync_rows import Fields, addresses_of, fields_of, first, id_of, ids_by
from helpdesk.model.rules.sync import SyncMap
from helpdesk.model.table_row import Row
from helpdesk.model.timeline import Json

_PASSED: Row = {}


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
        change = change_of(one, name, fields, known.get(name))
        changes += [change] if change else []
        same += change is None
    brought = [name for name, fields in known.items() if fields.get("source") == one.name]
    left = [name for name in brought if name not in wanted and not has_left(one, known[name]) and log is None]
    changes += [leave(one, name, known[name], today) for name in left]
    present = sum(not has_left(one, known[name]) for name in brought)
    most = _most(one.at_most, present)
    order = sorted(changes, key=lambda change: (change.verb, change.id))
    numbers = {name: number for number, name in ids.items()}
    return SyncPlan(
        tuple(order), tuple(sorted(refused)), same, len(left), most, numbers, tuple(strangers), told.strangers
    )


def _counts(one: SyncMap, row: Row) -> bool:
    return all(first(row, column) in values for column, values in one.only.items())


def _installed(
    one: SyncMap, rows: Sequence[Row], known: Mapping[str, Fields], hosts: Mapping[str, str], log: Log | None
) -> Installed:
    """What is installed where, of the rows that count. Every row of a host is known where the log has a snapshot of the
    very query that they come from; a snapshot of anything else says nothing of them."""
    if not one.installed_on:
        return Installed()

    def named(given: Sequence[Row]) -> list[tuple[str, Row]]:
        return [(name, row) for row in given if _counts(one, row) and (name := id_of(one, row, known, {}))]

    if log is None:
        return installed(one, named(rows), (), None, hosts)
    on, off = named(rows), named(log.gone)
    sources = {tuple(first(row, column) for column in log.by) for _, row in on}
    whole = [row for row in log.whole if tuple(first(row, column) for column in log.by) in sources]
    return installed(one, on, off, whole, hosts)


def _of_one_query(one: SyncMap, rows: Sequence[Row]) -> bool:
    return len({first(row, "log.query") for row in rows if _counts(one, row)}) < 2


def _last_of_each(one: SyncMap, rows: Sequence[Row], known: Mapping[str, Fields]) -> list[Row]:
    """Every row in its place, but of several of one thing only the last that counts."""
    last = {id_of(one, row, known, {}): number for number, row in enumerate(rows) if _counts(one, row)}
    return [
        row if last.get(id_of(one, row, known, {})) in (number, None) else _PASSED for number, row in enumerate(rows)
    ]


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
    addresses = addresses_of(known) if one.into == "people" else {}
    refused: list[tuple[int, str]] = []
    ids: dict[int, str] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if row is not _PASSED and _counts(one, row):
            name = id_of(one, row, known, addresses)
            if not name:
                refused.append((number, f"no {one.id!r} to tell it by; fill it in, or leave such rows out with `only`"))
            elif name in seen:
                refused.append((number, f"a second row for {name}; list it once, or let `id` be a column that differs"))
            else:
                ids[number] = name
                seen.add(name)
    others = {by: ids_by(by, rows, ids) for by in {column.by for column in one.columns.values() if column.by}}
    wanted: dict[str, dict[str, Json]] = {}
    for number, name in ids.items():
        try:
            fields = fields_of(one, rows[number - 1], kinds, others)
        except ValueError as problem:
            refused.append((number, f"{name}: {problem}"))
            # A row that cannot be used is no sign that somebody left.
            fields = {}
        if fields and not fields.get("name"):
            refused.append((number, f"{name}: it has no name; fill in {one.columns['name'].column!r}"))
            fields = {}
        wanted[name] = fields
    return {name: fields for name, fields in wanted.items() if fields or name in known}, refused, ids


def _hand_over(fields: dict[str, Json], known: Fields, today: date) -> None:
    """Who has it now, as the list says, becomes one more holder from today on, where that is news."""
    if "holder" not in fields:
        return
    who, holders = fields.pop("holder") or "", list(known.get("holders") or ())
    if who != (holders[-1].get("who", "") if holders else ""):
        fields["holders"] = [*holders, {"since": today.isoformat(), **({"who": who} if who else {})}]
