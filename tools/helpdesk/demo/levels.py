"""Which service level a case has, and the business time its promises run in."""

from datetime import datetime, timedelta
from functools import lru_cache

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.model.moment import Duration, parse_duration
from helpdesk.model.rules import Rules
from helpdesk.model.rules.condition import AllOf, AnyOf, Condition, Not, Operator, Test
from helpdesk.model.rules.sla import ServiceLevel
from helpdesk.model.timeline import Step, Target


def level_for(rules: Rules, facts: dict[str, str]) -> ServiceLevel | None:
    """The first level that holds for these facts (type, priority, category, service ...)."""
    return next((level for level in rules.service_levels if holds(level.when, facts)), None)


def holds(condition: Condition, facts: dict[str, str]) -> bool:
    """Whether a condition holds, as far as plain facts can say: only `is` and `in` are asked of them."""
    match condition:
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)
        case Test(field, operator, values):
            return operator in (Operator.IS, Operator.IN) and facts.get(field, "") in values


def clock_of(rules: Rules, *names: str) -> BusinessClock:
    """The clock of the first calendar that exists. Raises KeyError where the desk has none of them."""
    name = next(name for name in (*names, rules.desk.calendar, *rules.calendars) if name in rules.calendars)
    return BusinessClock.of(rules.calendars[name])


@lru_cache(maxsize=64)
def duration(text: str) -> Duration | None:
    """A duration as rules have it; None where none is given."""
    return parse_duration(text) if text else None


def after(clock: BusinessClock, start: datetime, span: Duration) -> datetime:
    """`span` of open time after `start`, to the second; its days are business days."""
    moment = clock.add_days(start, span.days) if span.days else start
    return whole(clock.add(moment, span.seconds) if span.seconds else moment)


def whole(moment: datetime) -> datetime:
    """Rounded up to the second: the desk's records know no finer time."""
    return moment.replace(microsecond=0) + timedelta(seconds=1) if moment.microsecond else moment


def steps_of(level: ServiceLevel, target: Target, clock: BusinessClock, start: datetime, allowed: int) -> list[Step]:
    """What the clock will do about a promise: warn, breach, escalate; soonest first."""
    due = whole(clock.add(start, allowed))
    steps = [Step(due, "breach", "assignee")]
    if 0 < level.warn < 100:
        steps.append(Step(whole(clock.add(start, allowed * level.warn / 100)), "warn", "assignee"))
    for step in level.escalate:
        if step.target == target.value and step.at.endswith("%"):
            share = float(step.at[:-1]) / 100
            steps.append(Step(whole(clock.add(start, allowed * share)), "escalate", step.to))
    return sorted(steps, key=lambda step: (step.at, step.do, step.to))
