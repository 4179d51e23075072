"""A new desk with a remote of its own, made as people make one: for tests that drive the command line alone."""

import subprocess
import sys
from pathlib import Path

HELPDESK = [sys.executable, "-m", "helpdesk.commands"]


def run(command: list[str], where: Path) -> str:
    return subprocess.run(command, cwd=where, check=True, capture_output=True, text=True).stdout


def set_up(folder: Path) -> Path:
    """A bare remote and a clone of a new desk. Returns the clone."""
    desk = folder / "desk"
    run(["git", "init", "-q", "--bare", "-b", "main", "remote.git"], folder)
    run([*HELPDESK, "init", "desk", "--address", "help@example.org"], folder)
    run(["git", "remote", "add", "origin", str(folder / "remote.git")], desk)
    run(["git", "push", "-q", "-u", "origin", "main"], desk)
    return desk
