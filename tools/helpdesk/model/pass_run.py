"""What is kept of a pass that was: when it ran, how long, what woke it. Of this clone alone, never committed."""

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
