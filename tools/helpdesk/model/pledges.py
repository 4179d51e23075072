"""The promises of a ticket as its ledger has them: made, warned of, broken, kept, standing still, and running again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from helpdesk.model.record import Promise
from helpdesk.model.timeline import Breached, Escalated, Paused, Promised, Resumed, Step, Target, Warned


@dataclass
class Pledges:
    """Under construction. `waiting` is what happens if nobody answers, or objects."""

    promises: dict[Target, Promise] = field(default_factory=dict)
    paused_since: datetime | None = None
    waiting: tuple[Step, ...] = ()

    def take(self, entry: Promised | Warned | Breached | Escalated | Paused | Resumed) -> None:
        match entry:
            case Promised() if not entry.sla:
                self.promises.pop(entry.target, None)
            case Promised():
                old = self.promises.get(entry.target)
                self.promises[entry.target] = Promise(
                    target=entry.target,
                    due=entry.due,
                    sla=entry.sla,
                    calendar=entry.calendar,
                    allowed=entry.allowed,
                    promised_at=entry.at,
                    steps=entry.steps,
                    rule=entry.rule,
                    met_at=old.met_at if old and entry.target is Target.RESPONSE else None,
                    # Promised for the same moment by another level, what was broken stays broken.
                    breached_at=old.breached_at if old and old.due == entry.due else None,
                )
            case Warned():
                self.change(entry.target, warned_at=entry.at)
            case Breached():
                self.change(entry.target, breached_at=entry.at)
            case Escalated():
                before = self.promises[entry.target].escalated if entry.target in self.promises else ()
                self.change(entry.target, escalated=(*before, f"{entry.to}@{entry.at.isoformat()}"))
            case Paused():
                self.paused_since = entry.at
                self.waiting = entry.steps
                for name, left in entry.left.items():
                    self.change(Target(name), left=left)
            case Resumed():
                self.paused_since = None
                self.waiting = ()
                for target, promise in self.promises.items():
                    due = entry.due.get(target.value, promise.due)
                    self.promises[target] = replace(
                        promise, left=None, due=due, steps=entry.steps.get(target.value, promise.steps)
                    )

    def change(self, target: Target, **news: object) -> None:
        if target in self.promises:
            self.promises[target] = replace(self.promises[target], **news)

    def meet(self, target: Target, at: datetime) -> None:
        promise = self.promises.get(target)
        # The promise of the next update begins with the reply that keeps the one before.
        begun = promise is not None and (target is not Target.UPDATE or promise.promised_at < at)
        if promise is not None and promise.met_at is None and begun:
            self.promises[target] = replace(promise, met_at=at)

    def meet_all(self, at: datetime) -> None:
        """The ticket ended: whatever was promised was kept then."""
        for target in Target:
            self.meet(target, at)

    def steps(self) -> Iterator[tuple[Target, Step]]:
        """What the clocks that run have not done yet."""
        for target, promise in self.promises.items():
            if promise.met_at is None and promise.left is None:
                yield from ((target, step) for step in promise.steps if not done(promise, step))


def done(promise: Promise, step: Step) -> bool:
    """Whether the ledger says that this step of the promise has happened."""
    if step.do == "warn":
        return promise.warned_at is not None
    if step.do == "breach":
        return promise.breached_at is not None
    return f"{step.to}@{step.at.isoformat()}" in promise.escalated
