"""The promises of one ticket while its story is told: made, paused, moved, met, warned about, broken."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypedDict

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.demo.levels import after, clock_of, duration, level_for, steps_of, whole
from helpdesk.model.rules import Rules
from helpdesk.model.rules.sla import ServiceLevel
from helpdesk.model.timeline import AnyEntry, Breached, Escalated, Json, Promised, Step, Target, Warned


class Pause(TypedDict):
    """What a pause writes down."""

    left: dict[str, int]
    steps: tuple[Step, ...]


class Resumption(TypedDict):
    """What going on writes down."""

    due: dict[str, datetime]
    steps: dict[str, tuple[Step, ...]]


@dataclass
class Pledge:
    """One promise as it stands; `steps` are those not done yet."""

    due: datetime
    steps: list[Step]
    met: datetime | None = None
    left: int | None = None
    broken: bool = False


@dataclass
class Pledges:
    rules: Rules
    pledges: dict[Target, Pledge] = field(default_factory=dict)
    level: ServiceLevel | None = None
    waiting: list[Step] = field(default_factory=list)

    @property
    def clock(self) -> BusinessClock:
        return clock_of(self.rules, self.level.calendar if self.level else "")

    def seconds(self, values: dict[str, Json], target: Target) -> int:
        """Business seconds that the ticket's level allows for a target; 0 where it promises nothing."""
        targets = self.level.targets.get(values.get("priority", "")) if self.level else None
        span = duration(getattr(targets, target.value)) if targets else None
        return span.seconds + span.days * 8 * 3600 if span else 0

    def make(self, at: datetime, values: dict[str, Json]) -> list[AnyEntry]:
        """The promises of a new ticket."""
        facts = {name: str(values.get(name, "")) for name in ("type", "priority", "category", "service", "team")}
        self.level = level_for(self.rules, facts)
        made = (self._promise(target, at, values) for target in (Target.RESPONSE, Target.RESOLVE))
        return [entry for entry in made if entry]

    def answered(self, at: datetime, values: dict[str, Json]) -> list[AnyEntry]:
        """A public reply keeps the promises of a response and an update, and begins the next update's."""
        for target in (Target.RESPONSE, Target.UPDATE):
            self._meet(target, at)
        resolve = self.pledges.get(Target.RESOLVE)
        if resolve is None or resolve.met is not None:
            return []
        # A second later: at one moment a promise folds before the comment, which would then keep it.
        entry = self._promise(Target.UPDATE, at + timedelta(seconds=1), values)
        return [entry] if entry else []

    def _promise(self, target: Target, at: datetime, values: dict[str, Json]) -> Promised | None:
        allowed = self.seconds(values, target)
        if not allowed or self.level is None:
            return None
        clock = self.clock
        steps = steps_of(self.level, target, clock, at, allowed)
        due = whole(clock.add(at, allowed))
        self.pledges[target] = Pledge(due, list(steps))
        return Promised(
            at=at,
            target=target,
            due=due,
            sla=self.level.id,
            calendar=clock.rule.id,
            allowed=allowed,
            rules_version=self.rules.version,
            steps=tuple(steps),
            rule=self.level.origin,
        )

    def pause(self, at: datetime, waits_for: str) -> Pause:
        """The clock stops; whoever we wait for is reminded, then the ticket closes."""
        self.waiting.clear()
        left: dict[str, int] = {}
        for target, pledge in self.pledges.items():
            if pledge.met is None and pledge.left is None:
                pledge.left = left[target.value] = round(self.clock.between(at, pledge.due))
        if waits_for == "requester":
            desk = clock_of(self.rules)
            moment = at
            for text, what, to in (
                (self.rules.desk.remind_after, "remind", "requester"),
                (self.rules.desk.close_after, "close", ""),
            ):
                span = duration(text)
                if span:
                    moment = after(desk, moment, span)
                    self.waiting.append(Step(moment, what, to))
        return {"left": left, "steps": tuple(self.waiting)}

    def resume(self, at: datetime) -> Resumption:
        """The clock runs again: what was left is left from now on."""
        self.waiting.clear()
        due: dict[str, datetime] = {}
        steps: dict[str, tuple[Step, ...]] = {}
        for target, pledge in self.pledges.items():
            if pledge.left is not None and pledge.met is None:
                self._move(pledge, pledge.left, at)
                due[target.value], steps[target.value] = pledge.due, tuple(pledge.steps)
            pledge.left = None
        return {"due": due, "steps": steps}

    def resolved(self, at: datetime) -> tuple[Step, ...]:
        """Everything promised is kept now, or was broken; the ticket closes if nobody objects."""
        self.waiting.clear()
        for target in self.pledges:
            self._meet(target, at)
        span = duration(self.rules.desk.close_after)
        self.waiting = [Step(after(clock_of(self.rules), at, span), "close")] if span else []
        return tuple(self.waiting)

    def reopened(self, at: datetime) -> Resumption:
        """The solution is promised again, with the time that was left when it was taken for solved."""
        self.waiting.clear()
        pledge = self.pledges.get(Target.RESOLVE)
        if pledge is None or pledge.met is None:
            return {"due": {}, "steps": {}}
        self._move(pledge, round(self.clock.between(pledge.met, pledge.due)), at)
        pledge.met = None
        return {"due": {"resolve": pledge.due}, "steps": {"resolve": tuple(pledge.steps)}}

    def closed(self, at: datetime) -> None:
        self.waiting.clear()
        for target in self.pledges:
            self._meet(target, at)

    def next_waiting(self, now: datetime) -> Step | None:
        """The next thing to do about a silent requester, if it is due; it counts as done."""
        return self.waiting.pop(0) if self.waiting and self.waiting[0].at <= now else None

    def due(self, now: datetime, who: Callable[[str], str]) -> list[Warned | Breached | Escalated]:
        """The steps whose time came by `now`, in order, as entries."""
        entries: list[Warned | Breached | Escalated] = []
        for target, pledge in self.pledges.items():
            while pledge.met is None and pledge.left is None and pledge.steps and pledge.steps[0].at <= now:
                entries.append(_carried_out(target, pledge, pledge.steps.pop(0), who))
        return sorted(entries, key=lambda entry: entry.at)

    def _meet(self, target: Target, at: datetime) -> None:
        pledge = self.pledges.get(target)
        if pledge is not None and pledge.met is None:
            pledge.met = at

    def _move(self, pledge: Pledge, left: int, at: datetime) -> None:
        clock = self.clock
        base = whole(clock.add(at, left)) if left else at
        moved = []
        for step in pledge.steps:
            behind = clock.between(pledge.due, step.at)
            moment = whole(clock.add(base, behind)) if behind else base
            moved.append(Step(max(moment, at), step.do, step.to))
        pledge.steps = sorted(moved, key=lambda step: (step.at, step.do, step.to))
        pledge.due = pledge.due if pledge.broken else base


def _carried_out(
    target: Target, pledge: Pledge, step: Step, who: Callable[[str], str]
) -> Warned | Breached | Escalated:
    if step.do == "warn":
        return Warned(at=step.at, target=target, due=pledge.due)
    if step.do == "breach":
        pledge.broken = True
        return Breached(at=pledge.due, target=target, due=pledge.due)
    return Escalated(at=step.at, target=target, to=step.to, who=who(step.to))
