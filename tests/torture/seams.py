"""The seams of a pass: every git process that writes, every piece written to it, every push, rename and flush, every
notice sent. The n-th of them fails, before or after it took effect, or is the last thing that the process does.
"""

import errno
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from helpdesk.model.message import Message
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.ports import Gathered, Inbox, Outlet
from helpdesk.store import importing
from helpdesk.store.plumbing import Git, GitError

_WRITES = {"update-ref", "push", "fetch", "merge", "read-tree", "update-index", "checkout-index", "hash-object"}
_SYSTEM = ("replace", "rename", "link", "unlink", "mkdir", "fsync", "ftruncate", "pwrite")


class End(StrEnum):
    """How the call ends."""

    FAILS = "fails before it does anything"
    FAILS_DONE = "fails, though it was done"
    LAST = "never returns: killed before it"
    LAST_DONE = "never returns: killed after it"


@dataclass
class Seams:
    """Counts the calls, and ends the `nth` one like `end`. Without `nth` it counts only."""

    nth: int = 0
    end: End = End.FAILS
    count: int = 0
    met: str = ""

    def through(self, what: str, real: Callable[[], Any], error: Callable[[], Exception]) -> Any:
        self.count += 1
        if self.count != self.nth:
            return real()
        self.met = what
        if self.end in (End.FAILS_DONE, End.LAST_DONE):
            real()
        if self.end in (End.LAST, End.LAST_DONE):
            os.kill(os.getpid(), signal.SIGKILL)
        raise error()

    def install(self) -> None:
        """Into this process, for good: it is a child that ends after its pass."""
        self._into_git()
        for name in _SYSTEM:
            self._into_system(name)

    def _into_git(self) -> None:
        run, pieces = Git.run, importing.stream

        def seen(git: Git, verb: str, *arguments: str, **options: Any) -> Any:
            if verb not in _WRITES:
                return run(git, verb, *arguments, **options)
            broken = GitError(verb, 128, "fatal: write error: No space left on device")
            return self.through(f"git {verb}", lambda: run(git, verb, *arguments, **options), lambda: broken)

        def piecewise(*given: Any) -> Iterator[bytes]:
            broken = GitError("fast-import", 128, "fatal: write error: No space left on device")
            for piece in pieces(*given):
                yield self.through("fast-import", lambda piece=piece: piece, lambda: broken)

        Git.run = seen  # type: ignore[method-assign]
        importing.stream = piecewise

    def _into_system(self, name: str) -> None:
        real = getattr(os, name)

        def seen(*arguments: Any, **options: Any) -> Any:
            full = OSError(errno.ENOSPC, "No space left on device")
            return self.through(f"os.{name}", lambda: real(*arguments, **options), lambda: full)

        setattr(os, name, seen)


@dataclass
class FaultyInbox:
    """An inbox whose calls go through the seams."""

    inner: Inbox
    seams: Seams

    @property
    def name(self) -> str:
        return self.inner.name

    def gather(self, position: str) -> Gathered:
        found: Gathered = self.seams.through("gather", lambda: self.inner.gather(position), lambda: _away())
        return found

    def settle(self, messages: Sequence[Message]) -> None:
        self.seams.through("settle", lambda: self.inner.settle(messages), lambda: _away())

    def wait(self, seconds: float) -> bool:
        return self.inner.wait(seconds)


@dataclass
class FaultyOutlet:
    """An outlet that sends one notice at a time, each through the seams. One that fails is to be tried again."""

    inner: Outlet
    seams: Seams

    @property
    def channel(self) -> str:
        return self.inner.channel

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        return [answer for notice in notices for answer in self._one(notice)]

    def _one(self, notice: Notice) -> Iterable[Sent]:
        try:
            sent: list[Sent] = self.seams.through("send", lambda: self.inner.send([notice]), lambda: _away())
        except ConnectionError as away:
            return [Sent(notice.notice, "later", notice, str(away))]
        return sent


def _away() -> Exception:
    return ConnectionError("connection reset by peer")
