"""After a push the local branch and the work tree follow, by fast-forward and never over anybody's edits."""

from pathlib import Path

import msgspec

from helpdesk.store import few_paths
from helpdesk.store.plumbing import Git
from helpdesk.store.repository import Repository

_MARK = "following"


class _Path(msgspec.Struct, frozen=True):
    """One path that differs between two commits: the old and the new blob, and the new mode ("" for gone)."""

    path: bytes
    old: bytes
    new: bytes
    mode: bytes


def follow(repository: Repository, commit: str) -> str:
    """Move the local branch forward to `commit`, where it was pushed; say why not, "" when it is there.

    Where the branch is checked out its work tree moves with it, or both stay behind: git refuses as a whole when a
    local edit is in the way.
    """
    ref = repository.local_ref
    if repository.remote:
        repository.git.run("update-ref", repository.remote_branch, commit, check=False)
    old = repository.resolve(ref)
    if old == commit:
        return ""
    if old and not repository.descends(old, commit):
        return (
            f"the local branch {repository.branch} has commits of its own; `git pull --no-rebase` brings them together"
        )
    tree = _work_tree_of(repository)
    if tree is None:
        done = repository.git.run(
            "update-ref", "-m", "helpdesk: follow", ref, commit, old or "0" * len(commit), check=False
        )
        return "" if not done.code else f"the local branch {repository.branch} did not move: {done.said}"
    if tree is repository.git and few_paths.moved(repository, old, commit):
        return ""
    done = tree.run("merge", "--ff-only", "--quiet", "--no-stat", "--no-autostash", commit, check=False)
    if not done.code:
        return ""
    paths = [line.strip() for line in done.said.splitlines() if line.startswith("\t")]
    edits = (
        f" (local edits to {', '.join(paths[:5])})" if paths else f": {done.said.splitlines()[0] if done.said else ''}"
    )
    return f"the work tree stays at {old[:12]}{edits}; commit or stash, then `git pull --no-rebase`"


def _work_tree_of(repository: Repository) -> Git | None:
    """git in the work tree that has the branch checked out, this one or another linked to the same repository."""
    done = repository.git.run("for-each-ref", "--format=%(worktreepath)", repository.local_ref, check=False)
    path = done.out.decode("utf-8", "surrogateescape").removesuffix("\n")
    # Of a bare repository git names the git directory itself as the place where HEAD's branch is checked out.
    if not path or not Path(path).is_dir() or Path(path) in (repository.common_dir, repository.git_dir):
        return None
    if repository.root and Path(path) == repository.root:
        return repository.git
    return Git(("-C", path), path)


def mark(repository: Repository, old: str, new: str) -> None:
    """Note that the branch is about to move under its work tree, so that a killed writer's step can be finished."""
    path = repository.common_dir / "helpdesk" / _MARK
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{old} {new}\n")


def settle(repository: Repository) -> str:
    """Bring the work tree after a branch that moved under it (`mark`); paths with local edits keep them."""
    path = repository.common_dir / "helpdesk" / _MARK
    if not path.exists():
        return ""
    old, _, new = path.read_text().strip().partition(" ")
    tree = _work_tree_of(repository)
    behind = ""
    if tree is not None and new and repository.resolve(repository.local_ref) == new:
        done = tree.run("read-tree", "-m", "-u", old, new, check=False)
        if done.code:
            behind = _follow_by_path(tree, old, new)
    path.unlink(missing_ok=True)
    return behind


def _follow_by_path(tree: Git, old: str, new: str) -> str:
    """Every path without local edits moves. An edited one keeps its content and becomes an edit of the new version."""
    index, edited, staged = [], [], []
    changed = _changed(tree, old, new)
    names = [item.path.decode("utf-8", "surrogateescape") for item in changed]
    differs = {*_listed(tree, names, "diff-files", "--name-only"), *_listed(tree, names, "ls-files", "--others")}
    stands = dict(_staged(tree, names))
    for item in changed:
        here = stands.get(item.path, b"")
        if here == item.new:
            continue
        if here != item.old:
            staged.append(item.path)
            continue
        index.append(b"%s %s\t%s\0" % (item.mode or b"0", item.new or b"0" * len(item.old), item.path))
        if item.path in differs:
            edited.append(item.path)
    tree.run("update-index", "-z", "--index-info", stdin=b"".join(index))
    clean = [item for item in changed if item.path not in {*edited, *staged}]
    written = b"".join(item.path + b"\0" for item in clean if item.new)
    tree.run("checkout-index", "-f", "-q", "-z", "--stdin", stdin=written, check=False)
    for item in clean:
        if not item.new:
            (Path(tree.folder) / item.path.decode("utf-8", "surrogateescape")).unlink(missing_ok=True)
    kept = ", ".join(path.decode("utf-8", "replace") for path in (*edited, *staged)[:5])
    return f"your edits to {kept} are kept as they are, on top of what the desk wrote" if kept else ""


def _changed(tree: Git, old: str, new: str) -> list[_Path]:
    """What differs between two commits, by git-diff-tree(1)'s raw form with -z."""
    fields = tree.run("diff-tree", "-r", "-z", "--no-renames", "--raw", old, new).out.split(b"\0")
    changed = []
    for about, path in zip(fields[::2], fields[1::2], strict=False):
        _, mode, before, after, kind = about.split(b" ")
        gone = kind.startswith(b"D")
        added = kind.startswith(b"A")
        changed.append(_Path(path, b"" if added else before, b"" if gone else after, b"" if gone else mode))
    return changed


def _staged(tree: Git, names: list[str]) -> list[tuple[bytes, bytes]]:
    """Path and blob of each of these in the index."""
    items = (item.partition(b"\t") for item in _listed(tree, names, "ls-files", "--stage"))
    return [(path, about.split(b" ")[1]) for about, _, path in items]


def _listed(tree: Git, names: list[str], *command: str) -> list[bytes]:
    """What git lists about these paths, asked in groups that fit a command line."""
    groups = (names[start : start + 500] for start in range(0, len(names), 500))
    outputs = (tree.run(*command, "-z", "--", *group).out for group in groups)
    return [item for output in outputs for item in output.split(b"\0") if item]
