"""The desk as it lies in the work tree, edits that nobody has committed included."""

import hashlib
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from helpdesk.model.finding import Finding
from helpdesk.model.ids import number_of_path
from helpdesk.store import cache, index, parts, tickets
from helpdesk.store.as_committed import CURSORS, PARTS, as_committed, shard_of, ticket_folders
from helpdesk.store.earlier import rules_from
from helpdesk.store.git_ids import blob_id
from helpdesk.store.plumbing import Objects
from helpdesk.store.reading import READERS, Seen, Small, read_part, see
from helpdesk.store.repository import NotADesk, Repository, commit_of
from helpdesk.store.snapshot import GitSnapshot
from helpdesk.store.tree import list_files, read_blobs

_AREAS = ("tickets", *PARTS)
# Findings about paths that belong to no ticket are filed under a number that no ticket has.
_NOBODY = -(10**9)
Edits = dict[str, bytes | None]
# How items of `git status --porcelain=v2` begin (changed, unmerged, untracked): so many words stand before the path.
_BEFORE_THE_PATH = {b"1 ": 8, b"u ": 10, b"? ": 1}
_AT = b"# branch.oid "


class WorkTreeSnapshot(GitSnapshot):
    """Implements `Snapshot`: HEAD with the work tree's edits laid over it. `commit` is HEAD; `edited` the paths that
    differ from it."""

    edited: tuple[str, ...] = ()

    @classmethod
    def of(cls, repository: Repository, only: Sequence[int] | None = None, *, at: str = "") -> "WorkTreeSnapshot":
        """What lies in the work tree now. With `only`, tickets besides these are taken as they are committed: git looks
        through no other ticket's folder, and is not asked at all where everything is as in the commit. Who has just
        asked which one is checked out says so in `at`. Raises NotADesk for a bare repository."""
        if repository.root is None:
            raise NotADesk("a bare repository has no work tree; clone it to edit")
        if only is None:
            return cls._edited(repository, _AREAS)
        head = at or repository.checked_out()
        snapshot = cls(repository, head, lambda: see(repository, head))
        if as_committed(repository, head, snapshot._seen.small.desk, snapshot._kept_at(only)):
            return snapshot
        snapshot.close()
        return cls._edited(repository, (CURSORS, *_folders(repository.root, only), *PARTS))

    @classmethod
    def _edited(cls, repository: Repository, areas: Sequence[str]) -> "WorkTreeSnapshot":
        commit, edits = uncommitted(repository, areas)
        snapshot = cls(repository, commit, lambda: _laid(repository, commit, edits))
        snapshot.edited = tuple(sorted(edits))
        return snapshot

    def _kept_at(self, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Where the commit keeps each of these tickets, and its tree; empty words for one that it has not."""
        query = "SELECT folder, tree FROM seen_ticket WHERE number = ?"
        return {number: next(iter(self._ask(query, number)), ("", "")) for number in numbers}


def _folders(root: Path, numbers: Iterable[int]) -> list[str]:
    """Where these tickets lie; the folder above where one is not there, for it may have been before."""
    found = (path for number in numbers for path in ticket_folders(root, number) or [shard_of(number)])
    return list(dict.fromkeys(found))


def uncommitted(repository: Repository, areas: Sequence[str] = _AREAS) -> tuple[str, Edits]:
    """The commit that is checked out, and every path of these areas that differs from it, with its content in the work
    tree; None for one that is gone. Raises NotADesk where nothing is committed.

    Links are not followed: what a link points at is no record of the desk.
    """
    assert repository.root is not None
    options = ("--porcelain=v2", "--branch", "--no-ahead-behind", "-z", "--no-renames", "--untracked-files=all")
    done = repository.git.run("status", *options, "--ignore-submodules=all", "--", *areas)
    commit, edits = "", Edits()
    for item in done.out.split(b"\0"):
        if item.startswith(_AT):
            commit = item.removeprefix(_AT).decode("ascii", "replace")
            continue
        path = _path(item)
        if path:
            edits[path] = _content(repository.root / path)
    return commit_of(commit), edits


def _path(item: bytes) -> str:
    """The path that an item of `git status --porcelain=v2` is about; empty for its heads and for names that are no
    UTF-8."""
    before = _BEFORE_THE_PATH.get(item[:2])
    try:
        return item.split(b" ", before)[-1].decode() if before else ""
    except UnicodeDecodeError:
        return ""


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None


def _laid(repository: Repository, commit: str, edits: Mapping[str, bytes | None]) -> Seen:
    """The view of HEAD with these edits on top."""
    seen = see(repository, commit)
    if not edits:
        return seen
    connection = seen.connection
    cache.cover(connection)
    with Objects(repository.git) as objects:
        small = _small(repository, objects, seen, commit, edits)
        pieces = {kind: _pieces(objects, seen, kind, edits) for kind in READERS}
        _tickets(objects, seen, small.rules.rules.desk.prefix, edits)
    return Seen(connection, small, {kind: data or seen.pieces[kind] for kind, data in pieces.items()})


def _small(
    repository: Repository, objects: Objects, seen: Seen, commit: str, edits: Mapping[str, bytes | None]
) -> Small:
    small = seen.small
    changed = {path: data for path, data in edits.items() if path.startswith("rules/")}
    if changed:
        tree = small.desk.parts["rules"]
        there = list_files(objects, {"rules": tree})["rules"]
        files = dict(read_blobs(objects, {f"rules/{path}": blob for path, blob in there.items()}))
        files = {path: data for path, data in {**files, **changed}.items() if data is not None}
        rules = rules_from(repository.git, objects, seen.connection, files, f"{tree}+edits", commit)
        small = replace(small, rules=rules)
    if CURSORS in edits:
        cursors, findings = parts.cursors_of(edits[CURSORS])
        small = replace(small, cursors=cursors or small.cursors, cursor_findings=findings)
    return small


def _pieces(objects: Objects, seen: Seen, kind: str, edits: Mapping[str, bytes | None]) -> bytes | None:
    """One part with its edits; None where it has none."""
    changed = {path.removeprefix(f"{kind}/"): data for path, data in edits.items() if path.startswith(f"{kind}/")}
    if not changed:
        return None
    files = list_files(objects, {kind: seen.small.desk.parts[kind]})[kind]
    ours: dict[str, bytes] = {}
    for path, data in changed.items():
        files.pop(path, None)
        if data is not None:
            files[path] = blob_id(data)
            ours[files[path]] = data
    return parts.encoded(read_part(seen.connection, objects, kind, files, ours))


def _tickets(objects: Objects, seen: Seen, prefix: str, edits: Mapping[str, bytes | None]) -> None:
    """Lay the edited tickets over those of HEAD."""
    touched: dict[tickets.Place, Edits] = {}
    strays: list[Finding] = []
    for path, data in edits.items():
        number = number_of_path(path)
        if number is not None:
            folder = "/".join(path.split("/")[:3])
            place = tickets.Place(number, folder.rpartition("/")[2].rpartition("-")[0], "")
            touched.setdefault(place, {})[path.removeprefix(f"{folder}/")] = data
        elif path.startswith("tickets/") and path != CURSORS and not path.startswith("tickets/new/"):
            strays.append(
                Finding(path, 0, 0, "T060", "no ticket's folder", f"tickets lie in tickets/000/{prefix}-000000/")
            )
    index.hide(seen.connection, [place.number for place in touched])
    found: dict[int, index.Read] = {}
    # Of two folders with one number the desk's own counts, as where they are committed.
    for place in sorted(touched, key=lambda place: (place.prefix != prefix, place.prefix)):
        read = _edited(objects, seen, place, touched[place])
        if read and place.number in found:
            what = f"a second folder for number {place.number}"
            strays.append(
                Finding(place.folder, 0, 0, "T061", what, f"{found[place.number].folder} counts; remove this one")
            )
        elif read:
            found[place.number] = read
    index.write(seen.connection, index.rows([*found.values(), index.Read(_NOBODY, "", "", None, strays)]), at="temp")


def _edited(objects: Objects, seen: Seen, place: tickets.Place, changed: Edits) -> index.Read | None:
    """One ticket as it lies in the work tree; None where nothing of it is left."""
    query = "SELECT tree FROM main.ticket WHERE number = ? AND folder = ?"
    row = seen.connection.execute(query, (place.number, place.folder)).fetchone()
    there = list_files(objects, {place: row[0] if row else ""})[place]
    kept = {path: blob for path, blob in there.items() if path not in changed}
    files = dict(read_blobs(objects, {path: blob for path, blob in kept.items() if tickets.is_read(path)}))
    files |= {path: data for path, data in changed.items() if data is not None and tickets.is_read(path)}
    return tickets.assembled(replace(place, tree=_state(files)), files) if files or kept else None


def _state(files: Mapping[str, bytes]) -> str:
    """What stands for the tree of a ticket that is edited: another word for other content."""
    digest = hashlib.blake2b(digest_size=20)
    for path in sorted(files):
        digest.update(b"%d %d " % (len(path.encode()), len(files[path])) + path.encode() + files[path])
    return f"edited {digest.hexdigest()}"
