"""Bringing the cache to a commit: only shards whose tree changed are opened, only tickets whose tree did are read."""

import os
import re
import sqlite3
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from helpdesk.model.finding import Finding
from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.store import cache, index
from helpdesk.store.plumbing import Git, Objects
from helpdesk.store.tree import Desk, Folder, list_files, read_blobs, read_folder

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_NAME = re.compile(r"([A-Z][A-Z0-9]{0,9})-([0-9]{6,})\Z")
# Tickets parsed at a time: enough to keep git busy, few enough to keep memory small.
_GROUP = 500
_READ = ("ticket.md", "timeline.yml")
# From so many tickets on a second process pays for its start.
_MANY = 3000
_PROCESSES = min(2, os.cpu_count() or 1)


class Place(msgspec.Struct, frozen=True):
    """Where a ticket's folder lies, and its tree."""

    number: TicketNumber
    prefix: str
    tree: str

    @property
    def folder(self) -> str:
        return ticket_folder(self.prefix, self.number)


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


def read_tickets(git: Git, found: Sequence[Place]) -> index.Rows:
    """The rows of these folders, a few hundred read at a time."""
    with Objects(git) as objects:
        groups = (found[start : start + _GROUP] for start in range(0, len(found), _GROUP))
        return index.rows(read for group in groups for read in _assembled(objects, group))


def _assembled(objects: Objects, group: Sequence[Place]) -> Iterator[index.Read]:
    listed = list_files(objects, {place: place.tree for place in group})
    wanted = {(place, path): blob for place, files in listed.items() for path, blob in files.items() if is_read(path)}
    contents: dict[Place, dict[str, bytes]] = {place: {} for place in group}
    for (place, path), data in read_blobs(objects, wanted):
        contents[place][path] = data
    for place, files in contents.items():
        yield assembled(place, files)


def is_read(path: str) -> bool:
    """Whether a file of a ticket is part of its record; attachments are not looked into."""
    return path in _READ or (path.startswith("comments/") and path.endswith(".md"))


def assembled(place: Place, files: Mapping[str, bytes]) -> index.Read:
    """One ticket's record from its files' contents, by path below its folder."""
    from helpdesk.load.record import assemble

    record, findings = assemble(place.number, place.prefix, files)
    return index.Read(place.number, place.folder, place.tree, record, findings)


def bring_to(connection: sqlite3.Connection, git: Git, desk: Desk, commit: str, prefix: str) -> None:
    """Make the cache say what `commit` says. Each shard is written whole, so that work broken off is not lost.

    One filler at a time: the caller holds the cache's lock.
    """
    if cache.meta(connection, "prefix") != prefix:
        connection.execute("DELETE FROM main.shard")
    for shard, rows in _read(connection, git, desk, prefix):
        connection.execute("BEGIN IMMEDIATE")
        cache.set_meta(connection, "commit", "")
        index.forget(connection, shard.left)
        index.write(connection, rows)
        connection.execute("DELETE FROM main.shard WHERE name = ?", (shard.name,))
        if shard.tree:
            connection.execute("INSERT INTO main.shard VALUES (?, ?)", (shard.name, shard.tree))
        connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    cache.set_meta(connection, "commit", commit)
    cache.set_meta(connection, "prefix", prefix)
    connection.execute("COMMIT")


def lay(connection: sqlite3.Connection, git: Git, desk: Desk, prefix: str) -> None:
    """Lay over the cached commit what differs in another one; the cache itself stays as it is."""
    for shard, rows in _read(connection, git, desk, prefix):
        index.hide(connection, shard.left)
        index.write(connection, rows, at="temp")


def _read(connection: sqlite3.Connection, git: Git, desk: Desk, prefix: str) -> Iterator[tuple[Shard, index.Rows]]:
    """Each changed shard with its rows. Many are parsed by a second process too: parsing is nearly all of the time."""
    with Objects(git) as objects:
        shards = list(changed_shards(connection, objects, desk, prefix))
    work = [shard.changed for shard in shards]
    # A process with threads is not forked: one of them might hold a lock that the child would wait for.
    if sum(map(len, work)) >= _MANY and len(work) > 1 and threading.active_count() == 1:
        # Loaded here and not above: no reader of a warm cache pays for it.
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(_PROCESSES, get_context("fork"), _end_with_parent, (os.getpid(),)) as pool:
            yield from _with_strays(shards, _ahead(pool, git, work))
    else:
        yield from _with_strays(shards, (read_tickets(git, places) for places in work))


def _ahead(pool: "ProcessPoolExecutor", git: Git, work: Sequence[Sequence[Place]]) -> Iterator[index.Rows]:
    """Rows in the order of the work, never more than a few shards ahead of whoever takes them."""
    waiting: deque[Future[index.Rows]] = deque()
    for places in work:
        waiting.append(pool.submit(read_tickets, git, places))
        if len(waiting) > 2 * _PROCESSES:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _end_with_parent(parent: int) -> None:
    """Linux ends this process when the one that started it is killed (prctl(2), PR_SET_PDEATHSIG)."""
    import ctypes
    import signal

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _with_strays(shards: Sequence[Shard], found: Iterable[index.Rows]) -> Iterator[tuple[Shard, index.Rows]]:
    for shard, rows in zip(shards, found, strict=True):
        rows["finding"] += index.rows([shard.strays])["finding"]
        yield shard, rows
