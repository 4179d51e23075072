"""Bringing the cache to a commit: only shards whose tree changed are opened, only tickets whose tree did are read."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from helpdesk.model.finding import Finding
from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.store import cache, index
from helpdesk.store.plumbing import Git, Objects
from helpdesk.store.side_by_side import side_by_side
from helpdesk.store.tickets import Place, read_tickets
from helpdesk.store.tree import Desk, Folder, read_folder

_NAME = re.compile(r"([A-Z][A-Z0-9]{0,9})-([0-9]{6,})\Z")
# So many tickets are written at a time: look-ups lie in the order of their digests, so each write goes all over them.
_AT_ONCE = 10_000


class Shard(msgspec.Struct, frozen=True):
    """One shard that differs from the cached one: tickets to read, cached numbers that no longer hold, and what belongs
    to no ticket."""

    name: str
    tree: str
    changed: tuple[Place, ...]
    gone: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def left(self) -> list[int]:
        """The numbers whose rows are no longer right."""
        return [self.strays.number, *self.gone]

    @property
    def strays(self) -> index.Read:
        """What the shard itself has findings about, filed under its negative number."""
        return index.Read(-1 - int(self.name), "", "", None, self.findings)


def changed_shards(connection: sqlite3.Connection, objects: Objects, desk: Desk, prefix: str) -> Iterator[Shard]:
    """Every shard of `desk` that is not as cached, those that are gone included."""
    known = dict(connection.execute("SELECT name, tree FROM main.shard").fetchall())
    for name in sorted(known.keys() | desk.shards.keys()):
        tree = desk.shards.get(name, "")
        if known.get(name) != tree:
            yield _compare(connection, name, tree, read_folder(objects, tree), prefix)


def _compare(connection: sqlite3.Connection, name: str, tree: str, folder: Folder, prefix: str) -> Shard:
    there, findings = places(name, folder, prefix)
    first = int(name) * 1000
    query = "SELECT number, folder, tree FROM main.ticket WHERE number BETWEEN ? AND ?"
    cached = {number: (where, old) for number, where, old in connection.execute(query, (first, first + 999))}
    changed = tuple(place for place in there.values() if cached.get(place.number) != (place.folder, place.tree))
    same = {place.number for place in there.values()} - {place.number for place in changed}
    gone = tuple(number for number in cached if number not in same)
    return Shard(name, tree, changed, gone, tuple(findings))


def places(shard: str, folder: Folder, prefix: str) -> tuple[dict[int, Place], list[Finding]]:
    """The tickets of a shard. Of two folders with one number, the one with the desk's own prefix counts."""
    there: dict[int, Place] = {}
    findings: list[Finding] = []
    for name, tree in sorted(folder.folders.items(), key=lambda item: (item[0].split("-")[0] != prefix, item[0])):
        match = _NAME.match(name)
        number = TicketNumber(int(match[2])) if match else TicketNumber(-1)
        path = f"tickets/{shard}/{name}"
        if match is None or ticket_folder(match[1], number) != path:
            findings.append(
                Finding(path, 0, 0, "T060", "no ticket's folder", "a ticket's path follows from its number")
            )
        elif number in there:
            what = f"a second folder for number {number}"
            findings.append(Finding(path, 0, 0, "T061", what, f"{there[number].folder} counts; remove this one"))
        else:
            there[number] = Place(number, match[1], tree)
    for name in (*folder.files, *folder.odd):
        if not name.startswith("."):
            findings.append(Finding(f"tickets/{shard}/{name}", 0, 0, "T060", "no ticket's folder", "remove it"))
    return there, findings


def bring_to(connection: sqlite3.Connection, git: Git, desk: Desk, commit: str, prefix: str) -> None:
    """Make the cache say what `commit` says. Shards are written whole, so that work broken off is not lost.

    One filler at a time: the caller holds the cache's lock.
    """
    if cache.meta(connection, "prefix") != prefix:
        connection.execute("DELETE FROM main.shard")
    shards: list[Shard] = []
    together = index.rows(())
    for shard, rows in _read(connection, git, desk, prefix):
        shards.append(shard)
        for table, values in rows.items():
            together[table] += values
        if len(together["ticket"]) >= _AT_ONCE:
            _write(connection, shards, together, {"commit": ""})
            shards, together = [], index.rows(())
    _write(connection, shards, together, {"commit": commit, "prefix": prefix})


def _write(connection: sqlite3.Connection, shards: Sequence[Shard], rows: index.Rows, known: Mapping[str, str]) -> None:
    """These shards as they are now; `known` is what the cache says of itself from then on."""
    connection.execute("BEGIN IMMEDIATE")
    for name, value in known.items():
        cache.set_meta(connection, name, value)
    index.forget(connection, [number for shard in shards for number in shard.left])
    index.write(connection, rows)
    connection.executemany("DELETE FROM main.shard WHERE name = ?", [(shard.name,) for shard in shards])
    there = [(shard.name, shard.tree) for shard in shards if shard.tree]
    connection.executemany("INSERT INTO main.shard VALUES (?, ?)", there)
    connection.execute("COMMIT")


def lay(connection: sqlite3.Connection, git: Git, desk: Desk, prefix: str) -> None:
    """Lay over the cached commit what differs in another one; the cache itself stays as it is."""
    for shard, rows in _read(connection, git, desk, prefix):
        index.hide(connection, shard.left)
        index.write(connection, rows, at="temp")


def _read(connection: sqlite3.Connection, git: Git, desk: Desk, prefix: str) -> Iterator[tuple[Shard, index.Rows]]:
    """Each changed shard with its rows."""
    with Objects(git) as objects:
        shards = list(changed_shards(connection, objects, desk, prefix))
    yield from _with_strays(shards, side_by_side(partial(read_tickets, git), [shard.changed for shard in shards]))


def _with_strays(shards: Sequence[Shard], found: Iterable[index.Rows]) -> Iterator[tuple[Shard, index.Rows]]:
    for shard, rows in zip(shards, found, strict=True):
        rows["finding"] += index.rows([shard.strays])["finding"]
        yield shard, rows
