"""The clock of one ticket: promises made, paused, resumed; steps carried out when their time has come.

Times are those of the events, never of the pass: however late it runs, a breach happened when it happened.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from helpdesk.decide.calendars.hours import Hours, desk_hours, hours_of, to_second
from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import may_go
from helpdesk.decide.promising.closing import closing_steps
from helpdesk.decide.promising.promises import Worked, promise, stops_of
from helpdesk.decide.promising.service_level import Standing, Terms, service_level, terms
from helpdesk.model.moment import Duration, parse_duration
from helpdesk.model.order import in_order
from helpdesk.model.pledges import done
from helpdesk.model.record import Promise
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase, State
from helpdesk.model.rules.sla import OnPriorityChange, UpdateAfter
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import (
    DESK,
    Changed,
    Corrected,
    Opened,
    Paused,
    Promised,
    Resumed,
    Routed,
    Step,
    Target,
    Triaged,
)

# Promises that are kept once and for all.
_ONCE = frozenset({Target.RESPONSE, Target.RESOLVE})
# The step of waiting that ends it.
RESUME = "resume"


def make_promises(
    draft: Draft, facts: Facts, rules: Rules, targets: Iterable[Target], at: datetime, why: str, *, anew: bool = False
) -> None:
    """Promise `targets` anew as of `at`: from the opening on, the next update from `at` on, the team's own target from
    when the team got it. What is met stays met; what no service level promises any more is taken back.

    `anew`: a new priority is why; the level says what its promises count from.
    """
    standing = service_level(facts, rules)
    policy = standing.level.on_priority_change if anew and standing.level else OnPriorityChange.FROM_OPENING
    before = draft.state
    for target in targets:
        old = before.promises.get(target)
        if old is not None and ((target in _ONCE and old.met_at is not None) or policy is OnPriorityChange.KEEP):
            continue
        agreed = terms(standing, draft.ticket, target, facts, rules)
        if agreed is not None:
            from_now = policy is OnPriorityChange.FROM_NOW
            reason = f"{why}, counted from then on" if from_now else why
            left = _promise(draft, standing, rules, target, agreed, at, reason, from_now=from_now)
            if before.paused_since is not None:
                _pause_again(draft, {target.value: left}, draft.entries[-1].at)
        elif old is not None and old.met_at is None:
            _take_back(draft, standing, old, at, "; ".join(filter(None, (why, standing.why))))


def follow_level(draft: Draft, facts: Facts, rules: Rules, targets: Iterable[Target], at: datetime) -> None:
    """Promise anew where another service level holds now; what the same level promised stays as it was pinned."""
    standing = service_level(facts, rules)
    sla = standing.level.id if standing.level else ""
    held = {name: pledge.sla for name, pledge in draft.state.promises.items()}
    news = [name for name in targets if name is not Target.TEAM and held.get(name, sla) != sla]
    if news or not held:
        make_promises(draft, facts, rules, news or targets, at, f"service level is {sla or 'none'} now")


def promise_update(draft: Draft, facts: Facts, rules: Rules, at: datetime, after: UpdateAfter) -> None:
    """Promise the next public word of staff, where the ticket's level counts it from what was said now."""
    level = service_level(facts, rules).level
    if level is None or level.update_after is not after:
        return
    running = draft.state.promises.get(Target.UPDATE)
    if after is UpdateAfter.REPLY:
        make_promises(draft, facts, rules, (Target.UPDATE,), at, "the last reply")
    elif running is None or running.met_at is not None:
        make_promises(draft, facts, rules, (Target.UPDATE,), at, "the requester waits for an answer")


def _promise(
    draft: Draft,
    standing: Standing,
    rules: Rules,
    target: Target,
    agreed: Terms,
    at: datetime,
    why: str,
    *,
    from_now: bool,
) -> int:
    """Make one promise; returns the business seconds left of it at `at`."""
    at = draft.free_moment(Promised, frozenset({f"promise {target}"}), at)
    start = at if from_now else _start(draft, target, at)
    worked = promise(standing.level, target, agreed.span, agreed.hours, start, stops_of(draft.timeline, at), at)
    left = worked.allowed - worked.used
    steps, old = worked.steps, draft.state.promises.get(target)
    if old is not None and old.due == worked.due:
        if _stands(old, agreed, worked, at):
            return left
        # It is the same moment that passed: nobody hears of it twice.
        steps = tuple(step for step in steps if step.do != "breach" or old.breached_at is None)
    draft.add(
        Promised(
            at=at,
            target=target,
            due=worked.due,
            sla=agreed.sla,
            calendar=agreed.hours.id,
            allowed=worked.allowed,
            rules_version=rules.version,
            steps=steps,
            rule=agreed.rule,
            why="; ".join(filter(None, (why, agreed.why))),
        )
    )
    return left


def _stands(old: Promise, agreed: Terms, worked: Worked, at: datetime) -> bool:
    """Whether what would be promised is promised already, and runs: a new priority with the same targets."""
    runs = old.met_at is None and old.left is None
    same = (old.sla, old.calendar, old.allowed) == (agreed.sla, agreed.hours.id, worked.allowed)
    ahead = [step for step in worked.steps if step.at > at]
    return runs and same and ahead == [step for step in old.steps if step.at > at]


def _start(draft: Draft, target: Target, at: datetime) -> datetime:
    if target is Target.UPDATE:
        return at
    return _with_the_team(draft) if target is Target.TEAM else to_second(draft.ticket.opened)


def _with_the_team(draft: Draft) -> datetime:
    """When the team that has the ticket got it."""
    since, team = to_second(draft.ticket.opened), ""
    for entry in in_order(draft.timeline):
        match entry:
            case Routed():
                now = entry.team
            case Opened() | Triaged() | Changed() | Corrected() if "team" in entry.set:
                now = str(entry.set["team"] or "")
            case _:
                continue
        if now != team:
            since, team = (entry.at if team else since), now
    return since


def _take_back(draft: Draft, standing: Standing, old: Promise, at: datetime, why: str) -> None:
    draft.add(
        Promised(
            at=at,
            target=old.target,
            due=old.due,
            sla="",
            calendar=old.calendar,
            allowed=0,
            rule=standing.rule or old.rule,
            why=why,
        )
    )


def _pause_again(draft: Draft, left: dict[str, int], at: datetime) -> None:
    """A promise made while the clock stands still stands still too; what happens if nobody answers stays as it was."""
    steps = tuple(step for target, step in draft.state.agenda if target is None)
    rule = next((entry.rule for entry in reversed(draft.timeline) if isinstance(entry, Paused)), "")
    draft.add(Paused(at=at, left=left, steps=steps, rule=rule, why="what is promised now stands still with the rest"))


def pause(
    draft: Draft, state: State, rules: Rules, at: datetime, by: str = DESK, until: datetime | None = None
) -> None:
    """The ticket entered a state in which the clock stops, `until` somebody looks at it again."""
    left = {
        name.value: _hours(pledge, rules).between(at, pledge.due)
        for name, pledge in draft.state.promises.items()
        if pledge.met_at is None and pledge.left is None
    }
    why = f"{draft.ticket.status}: waits for {state.waits_for or 'others'}, and the clock stands still"
    steps = waiting_steps(state, rules, at, until)
    draft.add(Paused(at=at, by=by, left=left, steps=steps, rule=ruled(state), why=why))


def ruled(state: State) -> str:
    """The line of the lifecycle that defines a state, as explanations name it."""
    return f"{state.origin} {state.name}".strip()


def resume(draft: Draft, state: State, rules: Rules, at: datetime, by: str = DESK, why: str = "") -> None:
    """The clock runs again: what was left at the pause is left from `at` on."""
    due: dict[str, datetime] = {}
    steps: dict[str, tuple[Step, ...]] = {}
    for name, pledge in draft.state.promises.items():
        left = _left(pledge, name, rules)
        if left is not None:
            due[name.value], steps[name.value] = _moved(pledge, left, _hours(pledge, rules), at)
    why = "; ".join(filter(None, (why, f"{draft.ticket.status}: the clock runs")))
    draft.add(Resumed(at=at, by=by, due=due, steps=steps, rule=ruled(state), why=why))


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


def waiting_steps(state: State, rules: Rules, at: datetime, until: datetime | None = None) -> tuple[Step, ...]:
    """What happens if nobody moves: who waits for the requester reminds them once, then closes; a vendor is nobody to
    remind. Where somebody said until when, the ticket goes on then, whoever it waits for."""
    goes_on = (Step(until, RESUME),) if until is not None else ()
    if state.waits_for != "requester":
        return goes_on
    span = _span(rules.desk.remind_after)
    if span is None:
        return (*goes_on, *closing_steps(rules, at))
    reminder = desk_hours(rules).after(at, span)
    return (*goes_on, Step(reminder, "remind", "requester"), *closing_steps(rules, reminder))


def _span(text: str) -> Duration | None:
    try:
        return parse_duration(text) if text else None
    except ValueError:
        return None


def _hours(pledge: Promise, rules: Rules) -> Hours:
    return hours_of(rules, pledge.calendar, rules.desk.calendar, "default")
