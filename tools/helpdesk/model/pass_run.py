"""What is kept of a pass that was: when it ran, how long, what woke it. Of one clone alone, never committed."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from helpdesk.model.moment import format_utc, parse_utc


class PassRun(NamedTuple):
    """`took` in seconds. `woke` is the event of the workflow that ran it (schedule, issues, ...), empty on a machine of
    one's own; `late` how many seconds after its scheduled time a scheduled one came, None where that is not known."""

    at: datetime
    took: float
    commits: int = 0
    trouble: int = 0
    woke: str = ""
    late: int | None = None


def line_of(run: PassRun) -> bytes:
    """A line of the log, which is JSON lines, the newest last. What is as always is left out."""
    usual = PassRun._field_defaults
    said = {name: value for name, value in run._asdict().items() if name not in usual or value != usual[name]}
    return json.dumps({**said, "at": format_utc(run.at)}, separators=(",", ":")).encode() + b"\n"


def read_passes(log: bytes) -> Iterator[PassRun]:
    """What can be read of a log: a line that a crash cut short is left out."""
    for line in log.splitlines():
        with suppress(ValueError, TypeError, KeyError):
            yield _run(json.loads(line))


def _run(said: dict[str, Any]) -> PassRun:
    """Raises ValueError, TypeError or KeyError for what no pass notes."""
    all_of = {**PassRun._field_defaults, **said}
    return PassRun(
        at=parse_utc(all_of["at"]),
        took=float(all_of["took"]),
        commits=int(all_of["commits"]),
        trouble=int(all_of["trouble"]),
        woke=str(all_of["woke"]),
        late=None if all_of["late"] is None else int(all_of["late"]),
    )
