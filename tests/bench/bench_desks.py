"""Desks to measure on, made once and kept in `.bench/`, and a copy of each for what changes a desk, put back before
each row: checking 100,000 tickets out takes longer than most of what is measured. More than that are not checked out at
all: 1,000,000 tickets are six million files, of 4 KB each at the least, where git itself keeps 5 GB."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import helpdesk

# A copy of more tickets than this is bare.
CHECKED_OUT = 100_000
WHO = ("-c", "user.name=Maren Holt", "-c", "user.email=maren@northwind.example")
STREAM = """commit refs/heads/{branch}
committer Maren Holt <maren@northwind.example> 1780300000 +0000
data {words}
{subject}
from refs/heads/main^0
M 100644 inline {path}
data {length}
{content}
"""
UNTIL = "2026-06-01T06:00:00Z"
NOW = "2026-06-01T07:30:00Z"


@dataclass(frozen=True)
class Copy:
    """A bare remote, and a clone of it, whose cache is filled and whose clocks are settled at NOW; the clone has a work
    tree, or is `bare`. `doors` is an empty folder for mail in and out."""

    remote: Path
    clone: Path
    doors: Path
    bare: bool = False

    def git(self, *words: str) -> str:
        """git in the clone, as somebody; what it prints."""
        done = subprocess.run(["git", *WHO, *words], cwd=self.clone, check=True, capture_output=True)
        return done.stdout.decode()

    def tickets(self) -> list[str]:
        """Every ticket's folder at the remote, oldest first."""
        shards = sorted(filter(str.isdecimal, self._names("main:tickets")), key=int)
        return [f"tickets/{shard}/{name}" for shard in shards for name in self._names(f"main:tickets/{shard}")]

    def first(self) -> str:
        """The folder of the oldest ticket."""
        shard = min(filter(str.isdecimal, self._names("main:tickets")), key=int)
        return f"tickets/{shard}/{self._names(f'main:tickets/{shard}')[0]}"

    def last(self) -> str:
        """The folder of the newest ticket."""
        shard = max(filter(str.isdecimal, self._names("main:tickets")), key=int)
        return f"tickets/{shard}/{self._names(f'main:tickets/{shard}')[-1]}"

    def read(self, path: str) -> str:
        """A file as it is committed at the remote."""
        return _git("-C", str(self.remote), "show", f"main:{path}")

    def put(self, path: str, content: str, *, branch: str = "main") -> None:
        """Somebody's push of one file, on top of main: the remote has it, and whoever fetches."""
        _git("-C", str(self.remote), "fast-import", "--quiet", "--force", said=one_file(path, content, branch=branch))

    def with_work_tree(self) -> Path:
        """The clone. Raises RuntimeError where it is bare: there are too many files to check out."""
        if self.bare:
            raise RuntimeError(f"reads a work tree, and desks of more than {CHECKED_OUT:,} tickets are not checked out")
        return self.clone

    def _names(self, tree: str) -> list[str]:
        return _git("-C", str(self.remote), "ls-tree", "--name-only", tree).split()


def one_file(path: str, content: str, *, branch: str = "main", subject: str = "Add a note") -> bytes:
    """A commit of one file as git fast-import reads it (git-fast-import(1))."""
    length = len(content.encode())
    return STREAM.format(
        branch=branch, words=len(subject), subject=subject, path=path, length=length, content=content
    ).encode()


class Desks:
    """`folder` is where everything that measuring needs lies; more tickets than `checked_out` are copied bare."""

    def __init__(self, folder: Path, checked_out: int = CHECKED_OUT) -> None:
        self.folder, self._checked_out = folder, checked_out
        folder.mkdir(exist_ok=True)

    def desk(self, tickets: int) -> Path:
        """The bare desk of so many tickets, made where it is missing."""
        path = self.folder / f"desk-{tickets}.git"
        if not path.exists():
            half = path.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            # By a process of its own: what this one once needed would count as memory of all that it starts.
            made = ("--tickets", str(tickets), "--seed", "1", "--until", UNTIL)
            subprocess.run([sys.executable, Path(__file__).with_name("generate.py"), *made, half], check=True)
            half.rename(path)
        return path

    def copy(self, tickets: int) -> Copy:
        """The copy of that size, as it was when it was made."""
        place, copy = self._made(tickets)
        helpdesk("run", "--now", NOW, "--mail-out", f"folder:{place}/out", folder=copy.clone)
        _git("-C", str(copy.remote), "update-ref", "refs/tags/settled", "refs/heads/main")
        (place / "settled").touch()
        return copy

    def _made(self, tickets: int) -> tuple[Path, Copy]:
        """The folder of a copy and the copy, put back to where it was settled, or not yet settled."""
        place, bare = self.folder / f"copy-{tickets}", tickets > self._checked_out
        copy = Copy(place / "remote.git", place / "clone", self.fresh("doors"), bare)
        if not (place / "ready").exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            _git("clone", "-q", "--bare", str(self.desk(tickets)), str(copy.remote))
            _git("clone", "-q", *(["--bare"] if bare else []), str(copy.remote), str(copy.clone))
            (place / "ready").touch()
        if (place / "settled").exists():
            _git("-C", str(copy.remote), "update-ref", "refs/heads/main", "refs/tags/settled")
            # In a bare clone the pass keeps itself where the remote's branch was: it is to see no rewritten history.
            specs = ("+main:main", "+main:refs/remotes/origin/main") if bare else ()
            copy.git("fetch", "-q", "origin", *specs)
            for words in () if bare else (("reset", "-q", "--hard", "origin/main"), ("clean", "-fdq")):
                copy.git(*words)
        return place, copy

    def unread(self, tickets: int, name: str) -> Path:
        """A bare clone as CI has it, without a cache: one commit deep, or the bare copy, where a clone more would need
        minutes and as much disk again. The desk is one commit."""
        if tickets > self._checked_out:
            clone = self._made(tickets)[1].clone
            shutil.rmtree(clone / "helpdesk", ignore_errors=True)
            return clone
        path = self.fresh(name) / "ci.git"
        _git("clone", "-q", "--bare", "--depth=1", self.desk(tickets).as_uri(), str(path))
        return path

    def fresh(self, name: str) -> Path:
        """An empty folder of that name."""
        place = self.folder / "work" / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place


def _git(*words: str, said: bytes = b"") -> str:
    done = subprocess.run(["git", *words], input=said, check=True, capture_output=True)
    return done.stdout.decode()
