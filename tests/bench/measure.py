"""Measuring processes: processor time (user and system, children included), wall time and peak memory.

The machine may be busy with other things: processor time suffers least from that, and a yardstick that runs in turn
with what it measures suffers alike.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

# No single run is waited for longer than this many seconds.
LONGEST = 10_800.0
STARTER = (sys.executable, "-S", "-E", str(Path(__file__).with_name("starter.py")))
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
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            (*STARTER, str(told.fileno()), *map(str, command)),
            cwd=folder,
            env=ENVIRONMENT,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(told.fileno(),),
        )
        try:
            process.wait(LONGEST)
        except BaseException as stopped:  # late, or stopped from outside: what was started ends with it
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if not isinstance(stopped, subprocess.TimeoutExpired):
                raise
        said = _text(out)
        taken = json.loads(_text(told) or '{"status": "no end"}')
    if taken["status"]:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {taken['status']}: {said[-2000:]}")
    return Taken(taken["cpu"], taken["wall"], taken["peak"], said)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


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
