"""Two histories of a desk brought together in one commit: git joins what differs, we join what collides."""

import msgspec

from helpdesk.load.merge import merge_record
from helpdesk.store.importing import import_commits
from helpdesk.store.plumbing import GitError, Objects
from helpdesk.store.repository import Repository
from helpdesk.store.stream import Commit, Signature, clean_line
from helpdesk.store.write import CURSORS

_HINT = "`git pull --no-rebase`"


class Collision(Exception):
    """Both sides changed the same in another way; nothing was joined. The message says where, and what to do: one line
    for each of `choices`."""

    def __init__(self, choices: list[str], hint: str = f"{_HINT} and decide which holds") -> None:
        super().__init__(f"{'; '.join(choices)}; {hint}")
        self.choices = tuple(choices)


class _Sides(msgspec.Struct, frozen=True):
    """A file at the common commit, in ours and in theirs."""

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None


class Joined(msgspec.Struct, frozen=True):
    """git's own tree of both sides, and the paths that it could not join."""

    tree: str
    conflicts: tuple[str, ...]


def joined_tree(repository: Repository, ours: str, theirs: str) -> Joined:
    """What git makes of both sides. Nothing is written but objects."""
    done = repository.git.run(
        "merge-tree", "--write-tree", "-z", "--no-messages", "--name-only", theirs, ours, check=False
    )
    if done.code not in (0, 1):
        raise GitError("merge-tree", done.code, done.said)
    tree, *conflicts = done.out.decode("utf-8", "surrogateescape").split("\0")
    return Joined(tree, tuple(sorted(set(filter(None, conflicts)))))


def join(repository: Repository, ours: str, theirs: str, ref: str, who: Signature, subject: str = "") -> str:
    """A commit that has both sides' changes, theirs as its first parent, kept by `ref`. Raises Collision."""
    both = joined_tree(repository, ours, theirs)
    files = _settled(repository, ours, theirs, both.conflicts)
    subject = subject or f"Join edits to {repository.branch}"
    commit = Commit(f"{clean_line(subject)}\n", files, tree=both.tree, merges=ours)
    return import_commits(repository.git, ref, theirs, [commit], who)


def _settled(repository: Repository, ours: str, theirs: str, paths: tuple[str, ...]) -> dict[str, bytes | None]:
    """Every path in conflict, settled by what it means."""
    base = repository.git.run("merge-base", ours, theirs, check=False).text
    files: dict[str, bytes | None] = {}
    open_: list[str] = []
    with Objects(repository.git) as objects:
        for path in paths:
            names = [f"{commit}:{path}" if commit and "\n" not in path else "" for commit in (base, ours, theirs)]
            sides = _Sides(*(objects.one(name) if name else None for name in names))
            files[path], wrong = _settle(path, sides)
            open_ += wrong
    if open_:
        raise Collision(open_)
    return files


def _settle(path: str, sides: _Sides) -> tuple[bytes | None, list[str]]:
    """One file that both sides changed, and what is left to decide. The ledger and the cursors are the desk's: theirs
    holds."""
    if sides.theirs is not None and path.startswith("tickets/") and (path == CURSORS or path.endswith("/timeline.yml")):
        return sides.theirs, []
    if sides.base is None or sides.ours is None or sides.theirs is None or not path.endswith("/ticket.md"):
        return None, [f"{path} was changed on both sides"]
    merged = merge_record(path, sides.base, sides.ours, sides.theirs)
    if merged.trouble:
        return None, [merged.trouble]
    return merged.data, [f"{path}: {choice.said()}" for choice in merged.choices]
