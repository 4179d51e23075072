"""How the passes fare that ran in this clone: when the last was, how late scheduled ones come, what they use."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from helpdesk.model.pass_run import PassRun, read_passes

FILE = "helpdesk/passes.jsonl"
MONTH, WEEK = timedelta(days=30), timedelta(days=7)


class PassFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Of the last 30 days. `lag` seconds from the last pass to the build; `delay` and `worst_delay` seconds that
    scheduled passes came after their time, None where none was scheduled; `gap` the longest time without a pass in the
    last week; `minutes` that a workflow's passes used at least, each run a whole minute or more, None without any."""

    last: datetime
    lag: float
    trouble: int
    runs: int
    delay: float | None
    worst_delay: float | None
    gap: float
    minutes: int | None


def pass_figures(runs: Sequence[PassRun], now: datetime) -> PassFigures | None:
    """None where no pass was noted before `now`."""
    import statistics  # each pass asks this module where its log is

    seen = sorted((run for run in runs if run.at <= now), key=lambda run: run.at)
    if not seen:
        return None
    month = [run for run in seen if run.at > now - MONTH]
    late = [run.late for run in month if run.late is not None]
    billed = [run for run in month if run.woke]
    times = [run.at for run in seen if run.at > now - WEEK] or [seen[-1].at]
    gaps = [(after - before).total_seconds() for before, after in zip(times, [*times[1:], now], strict=True)]
    return PassFigures(
        last=seen[-1].at,
        lag=(now - seen[-1].at).total_seconds(),
        trouble=seen[-1].trouble,
        runs=len(month),
        delay=statistics.median(late) if late else None,
        worst_delay=max(late) if late else None,
        gap=max(gaps),
        minutes=sum(max(1, math.ceil(run.took / 60)) for run in billed) if billed else None,
    )


def log_of(root: Path) -> Path | None:
    """Where the passes of the clone at `root` are noted: in its git directory, the common one of linked work trees."""
    git = root / ".git"
    if git.is_dir():
        return git / FILE
    if git.is_file():  # a linked work tree: its own git directory is two below the common one
        named = Path(git.read_text(encoding="utf-8").removeprefix("gitdir:").strip())
        return named.parents[1] / FILE if len(named.parents) > 1 else None
    return root / FILE if (root / "objects").is_dir() else None


def noted_passes(root: Path) -> tuple[PassRun, ...]:
    """The passes noted in the clone at `root`; none where it is no clone, or none ran there."""
    try:
        log = log_of(root)
        return tuple(read_passes(log.read_bytes())) if log else ()
    except (OSError, UnicodeDecodeError):
        return ()
