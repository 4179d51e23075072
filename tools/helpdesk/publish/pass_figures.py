"""How the passes fare that ran in a clone: when the last was, how late scheduled ones come, what they use."""

import math
import statistics
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from helpdesk.model.pass_run import PassRun

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
