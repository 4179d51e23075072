"""A sign of life for an outside watchdog: after each good pass it hears from us, and when it does not, it calls people.

Nothing here can fail a pass, or hold it up for longer than TIMEOUT.
"""

from collections.abc import Callable

from helpdesk.passing.report import Report

TIMEOUT = 5.0
# Asks the address once and says what went wrong, or nothing.
Beat = Callable[[str, float], str]


def beat_after(report: Report, url: str, beat: Beat) -> str:
    """Tell the watchdog that this pass was good; a pass in trouble stays silent, so that it calls. What went wrong with
    telling it, in words, is for people to read and no trouble of the pass."""
    if not url or report.trouble:
        return ""
    return beat(url, TIMEOUT)
