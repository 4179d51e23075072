"""Desks to measure on, made once and kept in `.bench/`, and a copy of each for what changes a desk, put back before
each row: checking 100,000 tickets out takes longer than most of what is measured."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measure import helpdesk

UNTIL = "2026-06-01T06:00:00Z"
NOW = "2026-06-01T07:30:00Z"


@dataclass(frozen=True)
class Copy:
    """A bare remote, and a clone of it with a work tree, whose cache is filled and whose clocks are settled at NOW;
    `doors` is an empty folder for mail in and out."""

    remote: Path
    clone: Path
    doors: Path

    def git(self, *words: str) -> None:
        """git in the clone, as somebody."""
        who = ("-c", "user.name=Maren Holt", "-c", "user.email=maren@northwind.example")
        subprocess.run(["git", *who, *words], cwd=self.clone, check=True, capture_output=True)

    def tickets(self) -> list[Path]:
        """Every ticket's folder, oldest first."""
        return sorted(path for path in (self.clone / "tickets").glob("*/*-*") if path.is_dir() and path.name != "new")


class Desks:
    """`folder` is where everything that measuring needs lies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
        place = self.folder / f"copy-{tickets}"
        copy = Copy(place / "remote.git", place / "clone", self.fresh("doors"))
        if (place / "ready").exists():
            _git("-C", str(copy.remote), "update-ref", "refs/heads/main", "refs/tags/settled")
            for words in (("fetch", "-q", "origin"), ("reset", "-q", "--hard", "origin/main"), ("clean", "-fdq")):
                copy.git(*words)
        else:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            _git("clone", "-q", "--bare", str(self.desk(tickets)), str(copy.remote))
            _git("clone", "-q", str(copy.remote), str(copy.clone))
        helpdesk("run", "--now", NOW, "--mail-out", f"folder:{place}/out", folder=copy.clone)
        _git("-C", str(copy.remote), "update-ref", "refs/tags/settled", "refs/heads/main")
        (place / "ready").touch()
        return copy

    def shallow(self, tickets: int, name: str) -> Path:
        """A bare clone one commit deep, as CI has it: no cache."""
        path = self.fresh(name) / "ci.git"
        _git("clone", "-q", "--bare", "--depth=1", self.desk(tickets).as_uri(), str(path))
        return path

    def fresh(self, name: str) -> Path:
        """An empty folder of that name."""
        place = self.folder / "work" / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        return place


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True, capture_output=True)
