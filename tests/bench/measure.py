"""Measuring processes: processor time (user and system, children included), wall time and peak memory.

The machine may be busy with other things: processor time suffers least from that, and a yardstick that runs in turn
with what it measures suffers alike.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# No single run is waited for longer than this many seconds.
LONGEST = 1800.0
HELPDESK = (sys.executable, "-m", "helpdesk.commands")
# An installed program has its bytecode beside it, whatever is set where this runs.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Taken:
    """One run: processor seconds, wall seconds, the largest process in MB, and what it printed."""

    cpu: float
    wall: float
    peak: float
    out: str


@dataclass(frozen=True)
class Samples:
    """Runs of one thing."""

    runs: tuple[Taken, ...]

    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    def wall(self) -> float:
        return statistics.median(run.wall for run in self.runs)

    def peak(self) -> float:
        return max(run.peak for run in self.runs)

    def spread(self) -> float:
        """Half the distance between the fastest and the slowest, as a share of the median."""
        times = [run.cpu for run in self.runs]
        return (max(times) - min(times)) / 2 / (self.cpu() or 1)


def run(command: Sequence[str | Path], folder: Path | None = None) -> Taken:
    """One process with all its children. Raises RuntimeError with its last words where it fails or takes too long."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        late = threading.Timer(LONGEST, os.killpg, (process.pid, signal.SIGKILL))
        late.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:  # stopped from outside: what was started ends with it
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            late.cancel()
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}: {said[-2000:]}")
    return Taken(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, said)


def helpdesk(*words: str | Path, folder: Path | None = None) -> Taken:
    """One `helpdesk` command."""
    return run((*HELPDESK, *words), folder)


def in_turn(times: int, *things: Callable[[], Taken]) -> list[Samples]:
    """Each of these so many times, in turn."""
    runs: list[list[Taken]] = [[] for _ in things]
    for _ in range(times):
        for place, thing in enumerate(things):
            runs[place].append(thing())
    return [Samples(tuple(each)) for each in runs]
