"""Work in a second process: building is all processor time, and most machines have a second core.

The process is forked, so it begins with everything that this one has read, and ends with handing back a result. It is
an offer: where there is no second core, other threads run (a lock that one of them holds would stay shut for good in
the fork), or the process is killed, the caller hears None and does the work itself.
"""

import os
import sys
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

Result = TypeVar("Result")
Item = TypeVar("Item")


class SecondProcess(Generic[Result]):
    """`work` begins at once in the second process, and goes on until `result` is asked for. What it gives is encoded as
    `kind`."""

    def __init__(self, work: Callable[[], Result], kind: type[Result], *, worth: bool = True) -> None:
        self._kind, self._pid, self._pipe = kind, 0, -1
        if worth and can_fork():
            self._start(work)

    @property
    def begun(self) -> bool:
        """Whether there is one."""
        return self._pid != 0

    def result(self) -> Result | None:
        """What it gave; None when there was no second process, or it did not come to its end."""
        if not self._pid:
            return None
        with os.fdopen(self._pipe, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        return msgspec.msgpack.decode(data, type=self._kind) if status == 0 else None

    def _start(self, work: Callable[[], Result]) -> None:
        self._pipe, out = os.pipe()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid:
            os.close(out)
            return
        from helpdesk.forked import end_with  # only a fork needs it

        # Nothing of what this process would do at its end is the fork's to do: flush, report, remove folders.
        status = 1
        try:
            # What went on writing pages would be in the way of the next build.
            end_with(parent)
            os.close(self._pipe)
            data = msgspec.msgpack.encode(work())
            with os.fdopen(out, "wb") as pipe:
                pipe.write(data)
            status = 0
        finally:
            os._exit(status)


def can_fork() -> bool:
    """Whether a second process would be of use, and safe."""
    return sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1


def halves(items: list[Item]) -> tuple[list[Item], list[Item]]:
    middle = len(items) // 2
    return items[:middle], items[middle:]
