"""Processes that are copies of this one: what every one of them has to do first."""

import ctypes
import os
import signal
import sys

_ON_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG of prctl(2)


def end_with(parent: int) -> None:
    """Let this process, a fork, end when its parent does, however that happens. Raises ProcessLookupError where the
    parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ON_PARENTS_DEATH, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise ProcessLookupError("nobody waits for this any more")
