"""Whether promises were kept, as they were promised at the time."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import Figure, share
from helpdesk.figures.window import Window
from helpdesk.figures.within import opened_in
from helpdesk.model.timeline import Target


class Attainment(msgspec.Struct, frozen=True):
    """`late` are the tickets whose promise was missed."""

    target: Target
    met: int
    missed: int
    running: int
    late: tuple[int, ...] = ()

    @property
    def share(self) -> float | None:
        """Met of all that are decided."""
        decided = self.met + self.missed
        return self.met / decided if decided else None


def attainment(tickets: Sequence[Facts], window: Window, target: Target) -> Attainment:
    """Promises of tickets opened in the period: met (fulfilled at or before the due time), missed (fulfilled later, or
    the due time has passed) or running. Due times were fixed when the promise was made, in the hours of its calendar,
    and moved only by waiting: later changes of rules do not change this figure."""
    counts: Counter[str] = Counter()
    late = []
    for one in opened_in(tickets, window):
        for promise in one.promises:
            if promise.target is target:
                verdict = promise.verdict(window.end)
                counts[verdict] += 1
                if verdict == "missed":
                    late.append(one.number)
    return Attainment(target, counts["met"], counts["missed"], counts["running"], tuple(late))


def _kept(tickets: Sequence[Facts], window: Window, target: Target) -> Figure:
    found = attainment(tickets, window, target)
    return Figure(found.share, found.late)


def kept_response(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the first responses promised to tickets opened in the period and decided by its end, the share met in time.
    Due times were fixed when the promise was made and moved only by waiting: a later change of rules does not change
    this. The tickets behind it are those that missed."""
    return _kept(tickets, window, Target.RESPONSE)


def kept_resolution(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the resolutions promised to tickets opened in the period and decided by its end, the share met in time; as
    with first responses. The tickets behind it are those that missed."""
    return _kept(tickets, window, Target.RESOLVE)


def kept_update(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the last promised updates of tickets opened in the period, decided by its end, the share given in time. Only
    the last promise of each ticket counts. The tickets behind it are those that missed."""
    return _kept(tickets, window, Target.UPDATE)


def escalated(tickets: Sequence[Facts], window: Window) -> Figure:
    """Of the tickets opened in the period, the share that was escalated at least once."""
    return share(opened_in(tickets, window), lambda one: one.escalations > 0)
