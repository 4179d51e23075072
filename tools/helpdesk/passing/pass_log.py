"""Note each pass in the clone it ran in, for the page of the desk's health: when, how late, how many minutes."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from helpdesk.model.pass_run import PassRun, line_of, read_passes
from helpdesk.passing.report import Report
from helpdesk.publish.passes import log_of

LARGEST = 400_000
QUIET = timedelta(minutes=5)


def note_pass(desk: Path, report: Report, started: datetime, took: float, environment: Mapping[str, str]) -> None:
    """Add a line; quiet passes of a machine that passes all the time only every five minutes. Whatever goes wrong with
    it is no trouble of the pass."""
    woke = environment.get("GITHUB_EVENT_NAME", "")
    run = PassRun(
        at=started,
        took=round(took, 1),
        commits=len(report.tickets),
        trouble=len(report.trouble) + len(report.broken),
        woke=woke,
        late=_late(environment, started) if woke == "schedule" else None,
    )
    try:
        file = log_of(desk)
        if file is None:
            return
        before = file.read_bytes() if file.exists() else b""
        if report.quiet and not woke and _lately(before, started):
            return
        file.parent.mkdir(exist_ok=True)
        if len(before) < LARGEST:
            with file.open("ab") as log:
                log.write(line_of(run))
            return
        fresh = file.with_name(f"{file.name}.part")
        fresh.write_bytes(before[-LARGEST // 2 :].partition(b"\n")[2] + line_of(run))
        fresh.replace(file)
    except (OSError, UnicodeDecodeError):
        return


def _lately(log: bytes, now: datetime) -> bool:
    last = list(read_passes(log[-300:]))[-1:]
    return bool(last) and now - last[0].at < QUIET


def _late(environment: Mapping[str, str], started: datetime) -> int | None:
    """Seconds since the last moment that the workflow's schedule names. The least that it can be: a run that is later
    than the schedule's own step looks like one of the next."""
    try:
        event = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes())
        minutes = minutes_of(str(event["schedule"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if not minutes:
        return None
    passed = [60 * ((started.minute - minute) % 60) for minute in minutes]
    return min(passed) + started.second


def minutes_of(cron: str) -> tuple[int, ...]:
    """The minutes of an hour that `7,22 * * * *` or `*/15 * * * *` names; none for a schedule of other shapes (POSIX
    crontab, five fields)."""
    fields = cron.split()
    if len(fields) != 5 or fields[1:] != ["*"] * 4:
        return ()
    step = fields[0].removeprefix("*/")
    if fields[0] == "*" or (step != fields[0] and step.isdigit() and int(step)):
        return tuple(range(0, 60, 1 if fields[0] == "*" else int(step)))
    parts = fields[0].split(",")
    return tuple(int(part) for part in parts) if all(part.isdigit() and int(part) < 60 for part in parts) else ()
