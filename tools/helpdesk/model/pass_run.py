"""What is kept of a pass that was: when it ran, how long, what woke it. Of one clone alone, never committed."""

from collections.abc import Iterator
from datetime import datetime

import msgspec


class PassRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`took` in seconds. `woke` is the event of the workflow that ran it (schedule, issues, ...), empty on a machine of
    one's own; `late` how many seconds after its scheduled time a scheduled one came, None where that is not known."""

    at: datetime
    took: float
    commits: int = 0
    trouble: int = 0
    woke: str = ""
    late: int | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(PassRun).decode


def line_of(run: PassRun) -> bytes:
    """A line of the log, which is JSON lines, the newest last."""
    return _encode(run) + b"\n"


def read_passes(log: bytes) -> Iterator[PassRun]:
    """What can be read of a log: a line that a crash cut short is left out."""
    for line in log.splitlines():
        try:
            yield _decode(line)
        except msgspec.MsgspecError:
            continue
