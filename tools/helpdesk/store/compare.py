"""What differs between where a proposal began and what it is now: paths from git's own comparison of trees, contents
read one by one. Nothing else of the desk is looked at."""

import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from helpdesk.model.rules import Rules
from helpdesk.store import cache
from helpdesk.store.earlier import NoRules, rules_at
from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.tree import list_files, parse_tree, read_blobs, read_desk

_PLAIN = ("100644", "100755")
_NO_FILE = "000000"
_WORDS_A_COMMAND = 200


class NoComparison(Exception):
    """The two sides cannot be compared; the message says why and what to do."""


class Difference(msgspec.Struct, frozen=True):
    """A path that differs. `before` and `after` are off where a side does not have it; `plain` whether head's is a
    plain file under a name that is UTF-8; `blob` head's content, empty for what lies in the work tree."""

    path: str
    before: bool
    after: bool
    plain: bool
    blob: str = ""


class Sides(msgspec.Struct, frozen=True):
    """`base` is the commit whose rules judge, `fork` where head left it, `head` a commit or empty: the work tree."""

    base: str
    fork: str
    head: str
    tip: str


def sides(repository: Repository, base: str, head: str = "") -> Sides:
    """The commits that two revisions mean. Raises NoComparison."""
    judge, tip = repository.resolve(base), repository.resolve(head or "HEAD")
    if not judge:
        raise NoComparison(f"no such revision: {base!r}; fetch it first: git fetch origin {_branch(base)}")
    if not tip:
        raise NoComparison(f"no such revision: {head or 'HEAD'!r}; fetch it first, or commit something")
    if not head and repository.root is None:
        raise NoComparison("a bare repository has no work tree; name what to judge: --head REV")
    fork = repository.git.run("merge-base", "--end-of-options", judge, tip, check=False)
    if fork.code or not fork.text:
        raise NoComparison(_apart(repository, base))
    return Sides(judge, fork.text.split()[0], tip if head else "", tip)


def _branch(revision: str) -> str:
    return revision.removeprefix("origin/") if not revision.startswith("-") else "main"


def _apart(repository: Repository, base: str) -> str:
    if (repository.common_dir / "shallow").exists():
        return f"this clone is shallow, and where it left {base!r} is cut off; git fetch --unshallow (fetch-depth: 0)"
    return f"nothing joins HEAD with {base!r}: they have no commit in common; begin the branch at {base!r}"


def differences(repository: Repository, between: Sides) -> list[Difference]:
    """Every path that differs, sorted; uncommitted and untracked files too where head is the work tree."""
    options = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
    if between.head:
        done = repository.git.run("diff-tree", *options, between.fork, between.head)
    else:
        # `diff`, not `diff-index`: it looks into files that were only touched, and leaves the index alone.
        done = repository.git.run("diff", "--no-ext-diff", *options, between.fork)
    found = {one.path: one for one in _parsed(done.out)}
    if not between.head:
        others = repository.git.run("ls-files", "-z", "--others", "--exclude-standard").out
        root = repository.root or Path()
        for raw in filter(None, others.split(b"\0")):
            path = raw.decode("utf-8", "replace")
            before = found[path].before if path in found else False
            found[path] = Difference(path, before, True, _is_plain(root / path) and "\ufffd" not in path)
    return [found[path] for path in sorted(found)]


def _parsed(out: bytes) -> list[Difference]:
    """`:100644 100644 <id> <id> M\\0<path>\\0`, as gitdiff-core's raw format has it."""
    fields = out.split(b"\0")
    found = []
    for head, raw in zip(fields[::2], fields[1::2], strict=False):
        was, now, _, blob, _ = head.decode("ascii", "replace").lstrip(":").split(" ", 4)
        path = raw.decode("utf-8", "replace")
        plain = now in _PLAIN and "\ufffd" not in path
        found.append(Difference(path, was != _NO_FILE, now != _NO_FILE, plain, "" if not blob.strip("0") else blob))
    return found


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


class Contents:
    """Files of either side by path, read when asked for. Alive only within the `Objects` it was given."""

    def __init__(self, repository: Repository, objects: Objects, between: Sides) -> None:
        self._repository, self._objects, self._between = repository, objects, between

    def head(self, one: Difference) -> bytes | None:
        """Head's content of a path that differs; None where it has none or it is no plain file."""
        if not one.after or not one.plain:
            return None
        if self._between.head:
            return self._objects.one(one.blob)
        root = self._repository.root
        assert root is not None
        # A folder on the way may be a link: what lies behind one is no file of the desk.
        if not (root / one.path).resolve().is_relative_to(root.resolve()):
            return None
        return (root / one.path).read_bytes() if _is_plain(root / one.path) else None

    def fork(self, path: str) -> bytes | None:
        """The content where head left the base."""
        return self.at(self._between.fork, path)

    def at(self, commit: str, path: str) -> bytes | None:
        """The content of a path at a commit; None where there is none."""
        return None if "\n" in path else self._objects.one(f"{commit}:{path}")

    def has(self, commit: str, path: str) -> bool:
        """Whether there is a file or a folder at a path of a commit."""
        return self.at(commit, path) is not None

    def folder(self, commit: str, path: str) -> dict[str, bytes]:
        """Every file below a folder at a commit, by path below it."""
        top = parse_tree(self.at(commit, path), len(commit) // 2)
        files = dict(top.files)
        for name, below in list_files(self._objects, top.folders).items():
            files |= {f"{name}/{inner}": blob for inner, blob in below.items()}
        return dict(read_blobs(self._objects, files))

    def versions(self, path: str) -> list[bytes]:
        """The contents that the proposal's commits give a path, oldest first."""
        span = f"{self._between.fork}..{self._between.tip}"
        done = self._repository.git.run(
            "log", "--first-parent", "--reverse", "--format=%H", "--end-of-options", span, "--", path, check=False
        )
        found = [self.at(commit, path) for commit in done.text.split()]
        return [content for content in found if content is not None]


def base_rules(repository: Repository, objects: Objects, commit: str) -> Rules:
    """The rules at the base; where those cannot be read, the last good ones. Raises NoComparison without any."""
    try:
        read = rules_at(repository.git, objects, cache.in_memory(), read_desk(objects, commit), commit)
    except (NoRules, KeyError, NotADesk) as problem:
        raise NoComparison(f"the base has no rules to judge by: {problem}") from problem
    return read.rules


def authors(repository: Repository, between: Sides, *, edited: bool) -> list[str]:
    """The mail addresses that the proposal's commits name as their authors, and git's own for uncommitted edits.

    A commit's author is what its writer typed: a claim, never a proof.
    """
    span = f"{between.fork}..{between.tip}"
    done = repository.git.run("log", "--format=%ae", "--end-of-options", span)
    named = [line.strip() for line in done.text.splitlines()]
    if edited or not named:
        named.append(repository.git.run("config", "--get", "user.email", check=False).text)
    return [name or "(no address)" for name in dict.fromkeys(named)]


def uncommitted_edits(repository: Repository, between: Sides) -> bool:
    """Whether the work tree, where it is what is judged, differs from its commit."""
    if between.head:
        return False
    return bool(repository.git.run("status", "--porcelain", "--untracked-files=all").out)


def lines_with(repository: Repository, commit: str, words: Sequence[str]) -> list[tuple[str, str]]:
    """(path, line) of every line below tickets/ at a commit that holds one of these words. No index: `git grep`."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(words), _WORDS_A_COMMAND):
        patterns = [part for word in words[start : start + _WORDS_A_COMMAND] for part in ("-e", word)]
        done = repository.git.run("grep", "-F", "-I", "-z", *patterns, commit, "--", "tickets", check=False)
        for line in done.out.decode("utf-8", "replace").splitlines():
            name, _, text = line.partition("\0")
            found.append((name.partition(":")[2], text))
    return found
