"""The git repository that a desk is: where it lies, which branch is the desk, which remote decides."""

import os
import re
from pathlib import Path
from typing import NamedTuple

from helpdesk.store import rewritten
from helpdesk.store.lock import DeskLock
from helpdesk.store.patience import patiently
from helpdesk.store.plumbing import Git, GitError, outside

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
# Where writers stand in line at a remote, and where each fetch notes who does.
WAITING = "refs/helpdesk/waiting/"
_SHARED_OPTIONS = ("--no-tags", "--no-write-fetch-head", "--no-recurse-submodules")


class NotADesk(Exception):
    """The repository can't be used as it is; the message says what to do."""


class Unreachable(ConnectionError):
    """The remote does not answer, or not to us; nothing was changed."""


class Repository:
    """One repository, bare or with a work tree, with a remote or none.

    `branch` is the desk's main branch and `remote` the remote that it is pushed to ("" for none; None: the one that its
    settings name). `root` is the work tree's top, None in a bare repository. An object is for one thread;
    threads open one each.
    """

    def __init__(self, git_dir: Path, common_dir: Path, root: Path | None, branch: str, remote: str | None) -> None:
        self.git_dir, self.common_dir, self.root = git_dir, common_dir, root
        self.branch, self._remote = branch, remote
        # Ownership was checked when git found the folder (`open`); from here on it is named, never looked for.
        place = ("--git-dir", str(git_dir), *(("--work-tree", str(root)) if root else ()))
        self.git = Git(place, str(root or git_dir))
        self.lock = DeskLock(common_dir / "helpdesk" / "lock")
        # Histories kept since the remote's was rewritten, as of the opening or the last time that anybody asked for the
        # head.
        self.lost: list[str] = []
        # Whether the remote was ever seen to go elsewhere than forward, and who stood in line there, likewise: each
        # place with what it holds.
        self.rewound = False
        self.waiting: dict[str, str] = {}
        # The commit that was checked out when the repository was opened, for who reads it in the same breath; "" where
        # that is not known.
        self.opened_at = ""

    @classmethod
    def open(cls, path: Path | str = ".", *, branch: str = "", remote: str | None = None) -> "Repository":
        """The repository that `path` lies in. `branch` and `remote` are found where they aren't given: the branch
        checked out, and the remote it follows, or `origin`, or the only one.

        Raises NotADesk where there is none, it belongs to another user, or no branch can be told.
        """
        found = _find(Path(path))
        desk = cls(found.git_dir, found.common_dir, found.root, branch or found.branch, remote)
        desk.opened_at = found.commit
        desk.lost = found.lost
        desk.branch = desk.branch or _checked_out(desk.git) or _only_branch(desk.git)
        return desk

    @property
    def remote(self) -> str:
        """The remote that the desk is pushed to, looked up when first asked: who only reads the files needs none."""
        if self._remote is None:
            self._remote = _remote_of(_settings(self.git), self.branch)
        return self._remote

    @property
    def bare(self) -> bool:
        return self.root is None

    @property
    def local_ref(self) -> str:
        return f"refs/heads/{self.branch}"

    @property
    def remote_branch(self) -> str:
        """The ref that remembers where the remote's branch was last seen; empty without a remote."""
        return f"refs/remotes/{self.remote}/{self.branch}" if self.remote else ""

    def head(self) -> str:
        """The commit at which the desk stands: the remote's branch as last fetched, else the local one.

        Raises NotADesk when there is no such commit.
        """
        refs = [name for name in (self.remote_branch, self.local_ref) if name]
        done = self.git.run("for-each-ref", "--format=%(refname) %(objectname)", *refs, rewritten.LOST, WAITING)
        known = dict(line.split(" ", 1) for line in done.text.splitlines())
        self.lost = [name for name in known if name.startswith(rewritten.LOST)]
        self.waiting = {name: held for name, held in known.items() if name.startswith(WAITING)}
        for name in refs:
            if _COMMIT.match(known.get(name, "")):
                return known[name]
        raise NotADesk(f"the branch {self.branch} has no commit yet; `helpdesk init` makes the first")

    def local_head(self) -> str:
        """The commit of the local branch, or what is checked out; raises NotADesk when there is none."""
        return self.resolve(self.local_ref) or self.checked_out()

    def checked_out(self) -> str:
        """The commit that the work tree is at; raises NotADesk when there is none."""
        return commit_of(self.resolve("HEAD"))

    def resolve(self, name: str) -> str:
        """The commit a ref or revision names; empty when there is none."""
        if not name or name.startswith("-"):
            return ""
        done = self.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", check=False)
        return done.text if _COMMIT.match(done.text) else ""

    def fetch(self, seconds: float = 120.0, *, tidy: bool = True) -> str:
        """Ask the remote where the branch is, and return that commit; without a remote the local one. Who asks again
        and again need not `tidy` up after each, as git does.

        Raises Unreachable when the remote does not answer; NotADesk when it has no such branch.
        """
        if self.remote:
            try:
                self._fetched(f"{self.local_ref}:{self.remote_branch}", seconds, tidy)
            except GitError as error:
                if "couldn't find remote ref" in error.said:
                    raise NotADesk(
                        f"{self.remote} has no branch {self.branch}; git push -u {self.remote} {self.branch} makes "
                        "it, git switch leaves it"
                    ) from error
                raise self._away(error) from error
        return self.head()

    def _fetched(self, spec: str, seconds: float, tidy: bool) -> None:
        """Follow the remote wherever it went, and bring along who stands in line there."""
        kept = () if tidy else ("--no-auto-maintenance",)
        asking = ("--prune", *kept, *self._asking(spec), f"+{WAITING}*:{WAITING}*")
        try:
            patiently(self.git, self.common_dir, "fetch", *asking, seconds=seconds)
        except GitError as error:
            if "(non-fast-forward)" not in error.said:
                raise
            old = self.resolve(self.remote_branch)
            self.rewound = True
            patiently(self.git, self.common_dir, "fetch", *self._asking(f"+{spec}"), seconds=seconds)
            rewritten.keep(self.git, old, self.resolve(self.remote_branch))

    def remote_folder(self) -> Path | None:
        """The remote's git directory, where it is a folder of this machine."""
        address = self.git.run("remote", "get-url", self.remote, check=False).text
        folder = Path(address.removeprefix("file://"))
        inside = [place for place in (folder / ".git", folder) if (place / "refs").is_dir()]
        return inside[0] if address and folder.is_absolute() and inside else None

    def ask(self, seconds: float = 120.0) -> tuple[str, dict[str, str]]:
        """Where the remote's branch is ("" where it has none) and who stands in line there, each place with what it
        holds; nothing is fetched.

        Raises Unreachable when the remote does not answer."""
        words = ("--quiet", "--end-of-options", self.remote, self.local_ref, f"{WAITING}*")
        try:
            done = self.git.run("ls-remote", *words, seconds=seconds)
        except GitError as error:
            raise self._away(error) from error
        refs = {name: commit for commit, _, name in (line.partition("\t") for line in done.text.splitlines())}
        places = {name: held for name, held in refs.items() if name.startswith(WAITING)}
        return refs.get(self.local_ref, ""), places

    def deepen(self, commit: str, most: int = 4096, seconds: float = 120.0) -> bool:
        """Fetch a shallow clone's history back to `commit`, at most `most` commits; False where that doesn't reach."""
        step = 64
        while self._missing(commit):
            if not self.remote or step > most or not (self.common_dir / "shallow").exists():
                return False
            asking = self._asking(f"+{self.local_ref}:{self.remote_branch}")
            try:
                patiently(self.git, self.common_dir, "fetch", f"--deepen={step}", *asking, seconds=seconds)
            except GitError:
                return False
            step *= 4
        return True

    def _away(self, error: GitError) -> Unreachable:
        """The same words whichever way it was asked."""
        return Unreachable(f"cannot fetch {self.branch} from {self.remote}: {_reason(error.said)}")

    def _asking(self, spec: str) -> tuple[str, ...]:
        return (*_SHARED_OPTIONS, "--end-of-options", self.remote, spec)

    def _missing(self, commit: str) -> bool:
        return not _COMMIT.match(commit) or bool(self.git.run("cat-file", "-e", commit, check=False).code)

    def descends(self, older: str, newer: str) -> bool:
        """Whether `newer` has `older` in its history, as far as that is here."""
        return older == newer or not self.git.run("merge-base", "--is-ancestor", older, newer, check=False).code


def commit_of(name: str) -> str:
    """`name` where it is a commit's; raises NotADesk that says what to do where nothing is committed yet."""
    if not _COMMIT.match(name):
        raise NotADesk("nothing is committed here yet; `helpdesk init` makes a desk")
    return name


class _Settings(NamedTuple):
    remotes: tuple[str, ...]
    follows: dict[str, str]


class _Found(NamedTuple):
    git_dir: Path
    common_dir: Path
    root: Path | None
    branch: str
    commit: str
    lost: list[str]


def _find(path: Path) -> _Found:
    """Where the repository around `path` lies, its branch and commit, and what was kept of rewritten histories; git
    itself looks, and checks who owns it."""
    start = (path if path.is_dir() else path.parent).absolute()
    wanted = ("--is-bare-repository", "--is-inside-work-tree", "--absolute-git-dir", "--git-common-dir", "--show-cdup")
    # The commit comes first: where nothing is committed git says HEAD^{commit} back, and stops there.
    names = ("HEAD^{commit}", "--symbolic-full-name", "HEAD", f"--glob={rewritten.LOST}")
    done = outside(start).run("rev-parse", *wanted, *names, check=False)
    lines = done.out.decode("utf-8", "surrogateescape").split("\n")
    if len(lines) < 6:
        raise NotADesk(_why_not(start, done.said))
    bare, inside, git_dir, common, up, commit, head = [*lines, ""][:7]
    branch = head.removeprefix("refs/heads/") if head.startswith("refs/heads/") else ""
    if bare != "true" and inside != "true":
        raise NotADesk(f"{start} lies inside a git directory; name the work tree or the bare repository")
    root = None if bare == "true" else Path(os.path.normpath(start / up))
    lost = [name for name in lines[7:] if name.startswith(rewritten.LOST)]
    commit = commit if _COMMIT.match(commit) else ""
    return _Found(Path(git_dir), (start / common).resolve(), root, branch, commit, lost)


def _why_not(path: Path, said: str) -> str:
    if "dubious ownership" in said or "safe.directory" in said:
        return (
            f"{path} belongs to another user, so git will not use it; if you trust it: "
            f"git config --global --add safe.directory '{path.absolute()}'"
        )
    if "not a git repository" in said:
        return f"{path} is no git repository; `helpdesk init` makes one, or name another with --desk"
    return f"git cannot use {path}: {_reason(said)}"


def _reason(said: str) -> str:
    """What git said, without the words it says every time."""
    lines = [line.removeprefix("fatal: ").removeprefix("error: ").strip() for line in said.splitlines()]
    return "; ".join(line for line in lines if line)[:600] or "no reason given"


def _settings(git: Git) -> _Settings:
    done = git.run("config", "--null", "--get-regexp", r"^(remote\..*\.url|branch\..*\.remote)$", check=False)
    remotes, follows = [], {}
    for item in done.out.decode("utf-8", "replace").split("\0"):
        name, _, value = item.partition("\n")
        if name.startswith("remote."):
            remotes.append(name.removeprefix("remote.").removesuffix(".url"))
        elif name.startswith("branch."):
            follows[name.removeprefix("branch.").removesuffix(".remote")] = value
    return _Settings(tuple(dict.fromkeys(remotes)), follows)


def _remote_of(settings: _Settings, branch: str) -> str:
    for name in (settings.follows.get(branch, ""), "origin"):
        if name in settings.remotes and not name.startswith("-"):
            return name
    return settings.remotes[0] if len(settings.remotes) == 1 and not settings.remotes[0].startswith("-") else ""


def _checked_out(git: Git) -> str:
    done = git.run("symbolic-ref", "--quiet", "--short", "HEAD", check=False)
    return done.text if not done.code else ""


def _only_branch(git: Git) -> str:
    """With no branch checked out (CI checks out a commit): `main` or `master` where it is known, else the only one."""
    done = git.run("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes", check=False)
    names = [ref.split("/", 2 if ref.startswith("refs/heads/") else 3)[-1] for ref in done.text.splitlines()]
    known = [name for name in dict.fromkeys(names) if name != "HEAD"]
    for name in ("main", "master"):
        if name in known:
            return name
    if len(known) == 1:
        return known[0]
    raise NotADesk("no branch is checked out, so the desk's branch is not known; name it with --branch")
