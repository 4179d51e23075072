"""A desk with a bare remote that real processes work on, and processes that end with this one however it ends."""

import socket
import subprocess
import sys
from pathlib import Path

HELPDESK = [sys.executable, "-m", "helpdesk.commands"]
# Its standard input ends with whoever holds the other end; a word said before that lets the group live on.
_WATCH = "import os, signal, sys; sys.stdin.read() or os.killpg(int(sys.argv[1]), signal.SIGKILL)"


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


def ledgers(remote: Path) -> list[str]:
    """The texts of all timelines at the remote's main branch, read by one process."""
    listed = run(["git", "ls-tree", "-r", "main", "tickets/"], remote).splitlines()
    ids = [line.split()[2] for line in listed if line.endswith("/timeline.yml")]
    words = ["git", "cat-file", "--batch"]
    done = subprocess.run(words, cwd=remote, input="\n".join(ids).encode(), capture_output=True, check=True)
    texts, place = [], 0
    while place < len(done.stdout):
        head = done.stdout.index(b"\n", place)
        size = int(done.stdout[place:head].split()[2])
        texts.append(done.stdout[head + 1 : head + 1 + size].decode())
        place = head + size + 2
    return texts


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Leash:
    """Kills a process group of its own when this process ends, be it by SIGKILL; `let_go` when the group has ended."""

    def __init__(self, leader: "subprocess.Popen[bytes]") -> None:
        words = [sys.executable, "-I", "-S", "-c", _WATCH, str(leader.pid)]
        self._watch = subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)

    def let_go(self) -> None:
        self._watch.communicate(b"ended")
