"""One pass from end to end, and passes one after another."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from helpdesk.model.ports import Advisor, Store
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors
from helpdesk.passing.reflect import reflect
from helpdesk.passing.report import UNREACHABLE, Report
from helpdesk.passing.take_in import Pass, Settled, nobody_asks, take_in


def run_once(
    store: Store,
    doors: Doors,
    advisor: Callable[[Snapshot], Advisor],
    now: datetime | None = None,
    settled: Settled = nobody_asks,
) -> Report:
    """One pass. `now` enters here and nowhere else. `settled` is shown the desk where nothing was to be written."""
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    this = Pass(store, doors, moment, f"{store.clone}/{os.urandom(4).hex()}", advisor, settled)
    report = Report()
    try:
        touched = take_in(this, report)
        if touched:
            from helpdesk.passing.tell import tell  # a quiet pass has nothing to say, and does not load the words

            tell(this, touched, report)
        reflect(this, report)
    except ConnectionError as problem:
        report.trouble.append(f"{UNREACHABLE}{problem}")
    except TimeoutError as problem:
        report.trouble.append(f"another pass is at work here, and this one gave way: {problem}")
    except OSError as problem:
        report.trouble.append(f"this machine stopped the pass, nothing is lost, the next pass goes on: {problem}")
    return report
