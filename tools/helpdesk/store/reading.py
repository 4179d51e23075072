"""Opening a snapshot: the cache at the wanted commit, filled where it is behind, seen through one read transaction."""

import sqlite3
from collections.abc import Iterable, Mapping

import msgspec

from helpdesk.model.finding import Finding
from helpdesk.model.snapshot import Cursors
from helpdesk.store import cache, holidays_kept, parts
from helpdesk.store.earlier import cursors_at, rules_at
from helpdesk.store.lock import DeskLock
from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.tree import Desk, list_files, read_blobs, read_desk

# How long a reader waits for another that fills the cache, before it reads on its own.
_PATIENCE = 60.0
READERS: dict[str, tuple[str, parts.Reader]] = {
    "kb": (".md", parts.article_reader),
    "assets": (".yml", parts.asset_reader),
    "readers": (".yml", parts.month_reader),
    "tickets/new": (".md", parts.drop_reader),
}


class Small(msgspec.Struct, frozen=True):
    """The small parts at one commit, each as it is stored: decoded when asked for."""

    desk: Desk
    rules: parts.RulesRead
    cursors: Cursors
    cursor_findings: tuple[Finding, ...]


class Seen(msgspec.Struct, frozen=True):
    """A view of the desk at one commit: a connection in a read transaction, and the small parts."""

    connection: sqlite3.Connection
    small: Small
    pieces: dict[str, bytes]


def see(repository: Repository, commit: str, *, keep: bool = True) -> Seen:
    """The desk at `commit`. With `keep` the cache moves there; without, what differs is laid over it for this view.

    Raises NotADesk when the commit is not here, NoRules when the rules can't be read.
    """
    folder = repository.git_dir / "helpdesk"
    connection = cache.open_cache(folder)
    try:
        return _see(repository, connection, commit, keep)
    except (sqlite3.OperationalError, OSError):
        # Locked for longer than our patience, or not ours to write: this reader goes without the file.
        connection.close()
        return see_alone(repository, commit)
    except (sqlite3.DatabaseError, msgspec.DecodeError):
        connection.close()
        return _see(repository, cache.rebuilt(folder), commit, keep)


def _see(repository: Repository, connection: sqlite3.Connection, commit: str, keep: bool) -> Seen:
    found = _as_cached(connection, commit)
    if found is not None:
        cache.see_through(connection)
        return found
    from helpdesk.store import fill  # what reads tickets is not loaded where nothing changed

    with DeskLock(repository.git_dir / "helpdesk" / "cache.lock")(_PATIENCE), Objects(repository.git) as objects:
        small, pieces = _small_parts(repository, connection, objects, commit)
        prefix = small.rules.rules.desk.prefix
        if keep:
            fill.bring_to(connection, repository.git, small.desk, commit, prefix)
            cache.set_meta(connection, "small", msgspec.json.encode(small).decode())
        # The view begins with the first read, not with BEGIN.
        connection.execute("BEGIN")
        cache.meta(connection, "commit")
        if keep:
            cache.see_through(connection)
        else:
            cache.lay_over(connection)
            fill.lay(connection, repository.git, small.desk, prefix)
    return Seen(connection, small, pieces)


def see_alone(repository: Repository, commit: str) -> Seen:
    """The desk at `commit`, through a cache in memory: slow, but it needs nobody's leave."""
    from helpdesk.store import fill

    connection = cache.in_memory()
    with Objects(repository.git) as objects:
        small, pieces = _small_parts(repository, connection, objects, commit)
        fill.bring_to(connection, repository.git, small.desk, commit, small.rules.rules.desk.prefix)
    cache.see_through(connection)
    return Seen(connection, small, pieces)


def _as_cached(connection: sqlite3.Connection, commit: str) -> Seen | None:
    """The view where the cache stands at this very commit: git is not asked at all."""
    connection.execute("BEGIN")
    if cache.meta(connection, "commit") == commit:
        small = msgspec.json.decode(cache.meta(connection, "small"), type=Small)
        kept = {kind: parts.remembered(connection, kind, small.desk.parts[kind]) for kind in READERS}
        pieces = {kind: data for kind, data in kept.items() if data is not None}
        if len(pieces) == len(READERS):
            holidays_kept.recall(connection)
            return Seen(connection, small, pieces)
    connection.execute("COMMIT")
    return None


def _small_parts(
    repository: Repository, connection: sqlite3.Connection, objects: Objects, commit: str
) -> tuple[Small, dict[str, bytes]]:
    try:
        desk = read_desk(objects, commit)
    except KeyError as missing:
        raise NotADesk(f"commit {commit[:12]} is not in this repository; fetch it first") from missing
    rules = rules_at(repository.git, objects, connection, desk, commit)
    holidays_kept.keep(connection, rules.rules.calendars)
    cursors, findings = cursors_at(repository.git, objects, desk, commit)
    pieces = {}
    for kind in READERS:
        tree = desk.parts[kind]
        data = parts.remembered(connection, kind, tree)
        if data is None:
            data = parts.encoded(read_part(connection, objects, kind, list_files(objects, {kind: tree})[kind]))
            parts.remember(connection, kind, tree, data)
        pieces[kind] = data
    return Small(desk, rules, cursors, findings), pieces


def read_part(
    connection: sqlite3.Connection,
    objects: Objects,
    kind: str,
    files: Mapping[str, str],
    ours: Mapping[str, bytes] | None = None,
) -> tuple[parts.Piece, ...]:
    """One part's pieces from its files (path below its folder -> blob id). `ours` has contents that git does not."""
    suffix, reader = READERS[kind]
    edits = ours or {}

    def contents(wanted: Mapping[str, str]) -> Iterable[tuple[str, bytes]]:
        yield from ((path, edits[blob]) for path, blob in wanted.items() if blob in edits)
        yield from read_blobs(objects, {path: blob for path, blob in wanted.items() if blob not in edits})

    wanted = {f"{kind}/{path}": blob for path, blob in files.items() if path.endswith(suffix)}
    return parts.read_pieces(connection, kind, wanted, contents, reader)
