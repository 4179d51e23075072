"""The clock of one ticket: promises made, paused, resumed; steps carried out when their time has come.

Times are those of the events, never of the pass: however late it runs, a breach happened when it happened.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from helpdesk.decide.closing import closing_steps
from helpdesk.decide.draft import Draft
from helpdesk.decide.facts import Facts
from helpdesk.decide.hours import Hours, desk_hours, hours_of, to_second
from helpdesk.decide.promises import promise, span_of, stops_of
from helpdesk.decide.service_level import Standing, service_level
from helpdesk.decide.states import may_go
from helpdesk.model.fold import done
from helpdesk.model.moment import Duration, parse_duration
from helpdesk.model.record import Promise
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase, State
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import DESK, Paused, Promised, Resumed, Step, Target


def make_promises(draft: Draft, facts: Facts, rules: Rules, targets: Iterable[Target], at: datetime, why: str) -> None:
    """Promise `targets` anew as of `at`: from the opening on, the next update from `at` on. What is met stays met;
    what no service level promises any more is taken back."""
    standing = service_level(facts, rules)
    before = draft.state
    for target in targets:
        old = before.promises.get(target)
        if old is not None and old.met_at is not None and target is not Target.UPDATE:
            continue
        span = span_of(standing.level, draft.ticket.priority, target) if standing.level else None
        if standing.level is not None and span is not None:
            left = _promise(draft, standing, rules, target, span, at, why)
            if before.paused_since is not None:
                _pause_again(draft, {target.value: left}, draft.entries[-1].at)
        elif old is not None and old.met_at is None:
            _take_back(draft, old, at, "; ".join(filter(None, (why, standing.why))))


def _promise(
    draft: Draft, standing: Standing, rules: Rules, target: Target, span: Duration, at: datetime, why: str
) -> int:
    """Make one promise; returns the business seconds left of it at `at`."""
    assert standing.level is not None
    hours = hours_of(rules, standing.level.calendar, rules.desk.calendar, "default")
    at = draft.free_moment(Promised, frozenset({f"promise {target}"}), at)
    start = at if target is Target.UPDATE else to_second(draft.ticket.opened)
    worked = promise(standing.level, target, span, hours, start, stops_of(draft.timeline, at), at)
    draft.add(
        Promised(
            at=at,
            target=target,
            due=worked.due,
            sla=standing.level.id,
            calendar=hours.id,
            allowed=worked.allowed,
            rules_version=rules.version,
            steps=worked.steps,
            rule=standing.rule,
            why="; ".join(filter(None, (why, standing.why))),
        )
    )
    return worked.allowed - worked.used


def _take_back(draft: Draft, old: Promise, at: datetime, why: str) -> None:
    draft.add(Promised(at=at, target=old.target, due=old.due, sla="", calendar=old.calendar, allowed=0, why=why))


def _pause_again(draft: Draft, left: dict[str, int], at: datetime) -> None:
    """A promise made while the clock stands still stands still too; what happens if nobody answers stays as it was."""
    steps = tuple(step for target, step in draft.state.agenda if target is None)
    draft.add(Paused(at=at, left=left, steps=steps))


def pause(draft: Draft, state: State, rules: Rules, at: datetime, by: str = DESK) -> None:
    """The ticket entered a state in which the clock stops."""
    left = {
        name.value: _hours(pledge, rules).between(at, pledge.due)
        for name, pledge in draft.state.promises.items()
        if pledge.met_at is None and pledge.left is None
    }
    draft.add(Paused(at=at, by=by, left=left, steps=_waiting_steps(state, rules, at)))


def resume(draft: Draft, rules: Rules, at: datetime, by: str = DESK, why: str = "") -> None:
    """The clock runs again: what was left at the pause is left from `at` on."""
    due: dict[str, datetime] = {}
    steps: dict[str, tuple[Step, ...]] = {}
    for name, pledge in draft.state.promises.items():
        left = _left(pledge, name, rules)
        if left is not None:
            due[name.value], steps[name.value] = _moved(pledge, left, _hours(pledge, rules), at)
    draft.add(Resumed(at=at, by=by, due=due, steps=steps, why=why))


def _left(pledge: Promise, target: Target, rules: Rules) -> int | None:
    """Business seconds left of a promise that stands still: paused, or to resolve what was taken for resolved."""
    if pledge.left is not None and (pledge.met_at is None or target is Target.RESOLVE):
        return pledge.left
    if pledge.met_at is not None and target is Target.RESOLVE:
        return _hours(pledge, rules).between(pledge.met_at, pledge.due)
    return None


def _moved(pledge: Promise, left: int, hours: Hours, at: datetime) -> tuple[datetime, tuple[Step, ...]]:
    """The due time and the steps not done yet, as much open time later as the clock stood still."""
    base = hours.add(at, left)
    steps = [
        replace(step, at=max(hours.add(base, hours.between(pledge.due, step.at)), at))
        for step in pledge.steps
        if not done(pledge, step)
    ]
    return (pledge.due if pledge.breached_at else base), tuple(steps)


def resolution_steps(ticket: Ticket, rules: Rules, at: datetime) -> tuple[Step, ...]:
    """A resolved ticket closes by itself when nobody speaks up, where its lifecycle lets the desk do that."""
    if not may_go(ticket, rules, Phase.CLOSED, "desk"):
        return ()
    return closing_steps(rules, at)


def _waiting_steps(state: State, rules: Rules, at: datetime) -> tuple[Step, ...]:
    """Who waits for the requester reminds them once, then closes. A vendor is nobody to remind."""
    if state.waits_for != "requester":
        return ()
    span = _span(rules.desk.remind_after)
    if span is None:
        return closing_steps(rules, at)
    reminder = desk_hours(rules).after(at, span)
    return (Step(reminder, "remind", "requester"), *closing_steps(rules, reminder))


def _span(text: str) -> Duration | None:
    try:
        return parse_duration(text) if text else None
    except ValueError:
        return None


def _hours(pledge: Promise, rules: Rules) -> Hours:
    return hours_of(rules, pledge.calendar, rules.desk.calendar, "default")
