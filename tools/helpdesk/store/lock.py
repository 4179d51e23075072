"""One writer at a time on this machine: decide, commit and push happen under one lock beside the git directory.

Without it the slower of two writers on one remote starves: its every push comes second. The kernel drops the lock with
the process that held it (flock), so that a killed pass is no obstacle.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_POLL = 0.02
_held: set[int] = set()


def _let_go() -> None:
    """A forked child would hold its parent's lock on, and outlive it."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)


class DeskBusy(TimeoutError):
    """Another process of this machine is writing, and did not end in time."""


class DeskLock:
    """The lock file of one desk. Taken again by the same object, it stays held until the outermost ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._depth = 0

    @contextmanager
    def __call__(self, seconds: float = 60.0) -> Iterator[None]:
        """Hold the lock. Raises DeskBusy, with the holder's process id, after waiting `seconds`."""
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        _held.add(descriptor)
        try:
            self._wait(descriptor, seconds)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            self._depth = 1
            yield
        finally:
            self._depth = 0
            _held.discard(descriptor)
            os.close(descriptor)

    def _wait(self, descriptor: int, seconds: float) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
                    message = f"process {holder} is writing to this desk; waited {seconds:.0f} s for it to end"
                    raise DeskBusy(message) from None
                time.sleep(_POLL)
            else:
                return
