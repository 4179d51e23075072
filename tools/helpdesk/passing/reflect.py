"""Reflect: other places that show how tickets stand follow the repository. They decide nothing."""

from helpdesk.passing.report import Report
from helpdesk.passing.take_in import Pass


def reflect(this: Pass, report: Report) -> None:
    """Every mirror as the newest commit has it; one after another, as the lock keeps passes."""
    due = [mirror for mirror in this.doors.mirrors if report.commit and mirror.due(report.commit)]
    if not due:
        return
    with this.store.locked(writes=False):
        snapshot = this.store.snapshot()
        for mirror in due:
            report.trouble.extend(mirror.reflect(snapshot))
