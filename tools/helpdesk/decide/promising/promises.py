"""Due times: worked out once by business time, pinned with all the steps that follow from them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from helpdesk.decide.calendars.hours import Hours
from helpdesk.model.moment import Duration, parse_duration
from helpdesk.model.rules.sla import ServiceLevel
from helpdesk.model.timeline import AnyEntry, Closed, Paused, Reopened, Resolved, Resumed, Step, Target

Span = tuple[datetime, datetime]
WARN = ServiceLevel(id="").warn


class Worked(msgspec.Struct, frozen=True):
    """A promise worked out: `allowed` business seconds from the start, `used` of them so far."""

    target: Target
    due: datetime
    allowed: int
    used: int
    steps: tuple[Step, ...]


def promise(
    level: ServiceLevel | None,
    target: Target,
    span: Duration,
    hours: Hours,
    start: datetime,
    stops: Sequence[Span],
    at: datetime,
) -> Worked:
    """The promise for a ticket whose time began at `start` and stood still in `stops`, made at `at`.

    `level` says when to warn and whom to escalate to. Steps that would lie before `at` happen at `at`: what was never
    promised cannot have been broken.
    """
    straight = hours.after(start, span)
    allowed = max(hours.between(start, straight), 0)
    # The same business moment can be a closing or the next opening: without a stop it is the one the span leads to.
    stopped = any(stop < straight and go > start for stop, go in stops)
    due = later(hours, start, allowed, stops) if stopped else straight
    steps = _steps(level, target, hours, start, allowed, due, stops)
    pinned = {msgspec.structs.replace(step, at=max(step.at, at)) for step in steps}
    if any(step.do == "breach" and step.at == at for step in pinned):
        pinned = {step for step in pinned if step.do != "warn"}
    ordered = tuple(sorted(pinned, key=lambda step: (step.at, step.do, step.to)))
    return Worked(target, due, allowed, used(hours, start, stops, at), ordered)


def used(hours: Hours, start: datetime, stops: Sequence[Span], at: datetime) -> int:
    """Open seconds from `start` to `at`, not counting `stops`."""
    return sum(hours.between(max(a, start), min(b, at)) for a, b in _running(start, stops, at) if a < at)


def later(hours: Hours, start: datetime, seconds: float, stops: Sequence[Span]) -> datetime:
    """The moment at which `seconds` of open time have passed since `start`, not counting `stops`."""
    moment = start
    for stop, go in stops:
        if go <= moment:
            continue
        ran = hours.between(moment, max(stop, moment))
        if ran >= seconds:
            break
        seconds, moment = seconds - ran, go
    return hours.add(moment, seconds)


def stops_of(timeline: Iterable[AnyEntry], until: datetime) -> list[Span]:
    """When the clock stood still: from a pause, a resolution or a closing to what ended it, or to `until`."""
    stops: list[Span] = []
    since: datetime | None = None
    for entry in sorted(timeline, key=lambda entry: entry.at):
        match entry:
            case Paused() | Resolved() | Closed():
                since = since or entry.at
            case Resumed() | Reopened() if since is not None:
                stops.append((since, entry.at))
                since = None
            case _:
                pass
    if since is not None and since < until:
        stops.append((since, until))
    return stops


def _running(start: datetime, stops: Sequence[Span], at: datetime) -> Iterable[Span]:
    moment = start
    for stop, go in stops:
        if stop > moment:
            yield moment, stop
        moment = max(moment, go)
    if moment < at:
        yield moment, at


def _steps(
    level: ServiceLevel | None,
    target: Target,
    hours: Hours,
    start: datetime,
    allowed: int,
    due: datetime,
    stops: Sequence[Span],
) -> Iterable[Step]:
    yield Step(due, "breach", "assignee")
    warn = level.warn if level else WARN
    if 0 < warn < 100:
        yield Step(later(hours, start, allowed * warn / 100, stops), "warn", "assignee")
    for step in level.escalate if level else ():
        if step.target != target.value:
            continue
        text = step.at.strip()
        try:
            if text.endswith("%"):
                at = later(hours, start, allowed * float(text[:-1]) / 100, stops)
            else:
                at = hours.after(due, parse_duration(text.removeprefix("+")))
        except ValueError:
            continue
        yield Step(due if text == "100%" else at, "escalate", step.to, step.origin)
