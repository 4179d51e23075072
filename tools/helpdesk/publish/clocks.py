"""A promise as a clock that a page can show."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from helpdesk.model.record import Promise, TicketState
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import PROMISED, Target

NAMES = {
    Target.RESPONSE: "First response",
    Target.UPDATE: "Next update",
    Target.RESOLVE: "Resolution",
    Target.TEAM: "Team's own target",
}


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """`stands` is due (runs), late (runs, past its due time), paused, met, or missed (done, but late).

    `ended` is when a met or missed promise was fulfilled; `left` business seconds left while paused.
    """

    name: str
    stands: str
    due: datetime
    ended: datetime | None = None
    left: int | None = None

    @property
    def runs(self) -> bool:
        return self.stands in ("due", "late")


def clock(promise: Promise, now: datetime) -> Clock:
    """How a promise stands at `now`. Meeting it exactly at its due time is in time."""
    name = NAMES[promise.target]
    if promise.met_at is not None:
        missed = promise.breached_at is not None or promise.met_at > promise.due
        return Clock(name, "missed" if missed else "met", promise.due, ended=promise.met_at)
    if promise.left is not None:
        return Clock(name, "late" if promise.breached_at else "paused", promise.due, left=promise.left)
    return Clock(name, "late" if promise.breached_at or now > promise.due else "due", promise.due)


def clocks(state: TicketState, phase: Phase, now: datetime, targets: Iterable[Target] = PROMISED) -> tuple[Clock, ...]:
    """The promises of a ticket in the order of `targets`: what the requester was promised, unless others are asked
    for. On a finished ticket nothing runs any more: a promise that nobody met says missed when its time had passed,
    and is left out when it had not."""
    shown = (clock(state.promises[target], now) for target in targets if target in state.promises)
    if phase not in (Phase.RESOLVED, Phase.CLOSED):
        return tuple(shown)
    ended = state.resolved or state.closed or now
    return tuple(
        _finished(each, ended) for each in shown if not (each.runs and each.due >= ended) and each.stands != "paused"
    )


def _finished(each: Clock, ended: datetime) -> Clock:
    return Clock(each.name, "missed", each.due, ended=ended) if each.runs else each


def next_clock(all_clocks: Iterable[Clock]) -> Clock | None:
    """The promise that presses most: the one due soonest among those that run; where none runs, one that is paused."""
    pressing = [each for each in all_clocks if each.runs or each.stands == "paused"]
    return min(pressing, key=lambda each: (not each.runs, each.due), default=None)
