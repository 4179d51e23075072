"""Closing by itself: after so many days of silence, and never without a word before."""

from datetime import datetime

from helpdesk.decide.calendars.hours import desk_hours
from helpdesk.model.moment import Duration, parse_duration
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import Step


def closing_steps(rules: Rules, at: datetime) -> tuple[Step, ...]:
    """The warning and the closing of a ticket that is silent from `at` on; none where the desk closes nothing."""
    hours, silence = desk_hours(rules), _span(rules.desk.close_after)
    if silence is None:
        return ()
    close = Step(hours.after(at, silence), "close")
    before = _less(silence, _span(rules.desk.warn_before_close))
    if before is None:
        return (close,)
    warning = hours.after(at, before)
    return (Step(warning, "warn", "requester"), close) if at < warning < close.at else (close,)


def _less(whole: Duration, part: Duration | None) -> Duration | None:
    """`whole` but for `part`: days from days, hours from hours; None where that leaves nothing."""
    if part is None or part.days > whole.days or part.seconds > whole.seconds:
        return None
    left = Duration(whole.days - part.days, whole.seconds - part.seconds)
    return left if left != Duration() else None


def _span(text: str) -> Duration | None:
    try:
        return parse_duration(text) if text else None
    except ValueError:
        return None
