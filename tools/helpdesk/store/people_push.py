"""Pushing what a technician committed, when others have pushed meanwhile: joined with theirs, never rebased or forced.

The joining commit has the remote's branch as its first parent, so that the main line stays the desk's own history.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from helpdesk.model.ports import Landed, Landing
from helpdesk.store.carry_out import land
from helpdesk.store.importing import drop_ref, import_commits, private_ref
from helpdesk.store.people_edit import NotEdited, why_not_committed
from helpdesk.store.plumbing import GitError, Objects
from helpdesk.store.repository import NotADesk, Repository, Unreachable
from helpdesk.store.stream import Commit, Signature, clean_line
from helpdesk.store.write import CURSORS

_TRIES = 6
# The body of a file among its fields: no field is called so.
_TEXT = "(text)"


class Collision(Exception):
    """Others changed the same in another way; nothing was pushed. The message says where, and what to do."""


class _Sides(msgspec.Struct, frozen=True):
    """A file at the common commit, in ours and in theirs."""

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None


def push_edits(repository: Repository, seconds: float = 120.0) -> Landed:
    """Push the local branch. Where the remote moved on, the edits are carried over to it field by field and pushed.

    Raises Collision where a field was set differently on both sides, NotADesk without a remote.
    """
    if not repository.remote:
        raise NotADesk("this clone has no remote to push to: git remote add origin URL")
    landed = Landed(Landing.LOST_RACE)
    with repository.lock():
        for _ in range(_TRIES):
            try:
                theirs = repository.fetch(seconds)
            except Unreachable as error:
                return Landed(Landing.UNREACHABLE, why=str(error))
            ours = repository.local_head()
            if repository.descends(ours, theirs):
                return Landed(Landing.LANDED, theirs)
            ref = private_ref("join")
            try:
                commit = ours if repository.descends(theirs, ours) else _joined(repository, ours, theirs, ref)
                landed = land(repository, commit, theirs, seconds)
            finally:
                drop_ref(repository.git, ref)
            if landed.landing is not Landing.LOST_RACE:
                return landed
    return replace(landed, why=f"others pushed {_TRIES} times in between: {landed.why}")


def _joined(repository: Repository, ours: str, theirs: str, ref: str) -> str:
    """A commit that has both sides' changes, theirs first."""
    git = repository.git
    done = git.run("merge-tree", "--write-tree", "-z", "--no-messages", "--name-only", theirs, ours, check=False)
    if done.code not in (0, 1):
        raise GitError("merge-tree", done.code, done.said)
    tree, *conflicts = done.out.decode("utf-8", "surrogateescape").split("\0")
    files = _settled(repository, ours, theirs, sorted(set(filter(None, conflicts))))
    commit = Commit(f"Join edits to {clean_line(repository.branch)}\n", files, tree=tree, merges=ours)
    return import_commits(git, ref, theirs, [commit], _person(repository))


def _person(repository: Repository) -> Signature:
    """Whoever git says is at work, now: `Name <address> seconds zone`, git-var(1)."""
    try:
        said = repository.git.run("var", "GIT_COMMITTER_IDENT").text
    except GitError as error:
        raise NotEdited(why_not_committed(error.said)) from error
    who, _, when = said.rpartition("> ")
    name, _, address = who.partition(" <")
    return Signature(name, address, datetime.fromtimestamp(int(when.split()[0]), UTC))


def _settled(repository: Repository, ours: str, theirs: str, paths: list[str]) -> dict[str, bytes | None]:
    """Every path in conflict, settled by what it means."""
    base = repository.git.run("merge-base", ours, theirs, check=False).text
    files: dict[str, bytes | None] = {}
    with Objects(repository.git) as objects:
        for path in paths:
            names = [f"{commit}:{path}" if commit and "\n" not in path else "" for commit in (base, ours, theirs)]
            files[path] = _settle(path, _Sides(*(objects.one(name) if name else None for name in names)))
    return files


def _settle(path: str, sides: _Sides) -> bytes:
    """One file that both sides changed. The ledger and the cursors are the desk's: theirs holds."""
    if sides.theirs is not None and path.startswith("tickets/") and (path == CURSORS or path.endswith("/timeline.yml")):
        return sides.theirs
    if None not in (sides.base, sides.ours, sides.theirs) and path.endswith("/ticket.md"):
        return _fields_joined(path, sides)
    raise Collision(f"{path} was changed on both sides; `git pull --no-rebase` shows the two versions to choose from")


def _fields_joined(path: str, sides: _Sides) -> bytes:
    """Their file with the fields that we set; a field set on both sides, and differently, is for a person to decide."""
    from helpdesk.load.edit import EditRefused, edit_front_matter

    base, ours, theirs = (_fields(path, data) for data in (sides.base, sides.ours, sides.theirs))
    names = sorted(base.keys() | ours.keys())
    changed = {name: ours.get(name) for name in names if ours.get(name) != base.get(name)}
    if changed.pop(_TEXT, None) is not None:
        raise Collision(
            f"{path}: you changed the text, and others the ticket; `git pull --no-rebase` brings both together"
        )
    for name, value in changed.items():
        if theirs.get(name) not in (base.get(name), value):
            what = f"{name} was set to {theirs.get(name)!r} by others, and to {value!r} by you"
            raise Collision(f"{path}: {what}; `git pull --no-rebase` and decide which holds")
    assert sides.theirs is not None
    try:
        return edit_front_matter(sides.theirs, changed)
    except EditRefused as error:
        raise Collision(f"{path}: {error}; `git pull --no-rebase` shows the two versions to choose from") from error


def _fields(path: str, data: bytes | None) -> Mapping[str, object]:
    """The front matter as plain values, and the text under it as one more field that no edit may touch."""
    from helpdesk.load.front_matter import read_front_matter

    document, text, findings = read_front_matter(path, data or b"")
    if document is None or findings or not isinstance(document.value, dict):
        raise Collision(f"{path} can't be read on one of the sides: {'; '.join(map(str, findings))}")
    return {**document.value, _TEXT: text}
