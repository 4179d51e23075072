"""What figures are made of: a few values of each ticket, so that a desk of any size is measured in one pass."""

from datetime import datetime

import msgspec

from helpdesk.model.record import Record
from helpdesk.model.timeline import PROMISED, Target
from helpdesk.publish.clocks import clock
from helpdesk.publish.names import Names
from helpdesk.publish.places import closed_at

# A clock's standing as attainment counts it: a late promise is already broken.
_VERDICT = {"met": "met", "missed": "missed", "late": "missed", "due": "running", "paused": "running"}


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket. `ended` is when it was resolved, or closed without that; None while it is open.
    `promises` (target, "met" | "missed" | "running"). `groups` the name it is counted under, per kind of group."""

    opened: datetime
    first_response: datetime | None
    ended: datetime | None
    promises: tuple[tuple[Target, str], ...]
    groups: tuple[tuple[str, str], ...]
    reopened: int = 0
    handoffs: int = 0
    rating: int | None = None


def facts(record: Record, names: Names, now: datetime, *, staff: bool) -> Facts:
    """The public's facts are grouped by category and type alone: teams and channels are the desk's own business."""
    ticket, state = record.ticket, record.state
    finished = names.state(ticket).phase.value in ("resolved", "closed")
    category = names.category(ticket.category) if staff or ticket.category in names.rules.categories else ""
    groups = [("Category", category or "none"), ("Type", ticket.type.value)]
    if staff:
        groups = [("Team", names.team(ticket.team) or "none"), *groups, ("Channel", ticket.channel or "none")]
    return Facts(
        opened=ticket.opened,
        first_response=state.first_response,
        ended=(state.resolved or closed_at(record)) if finished else None,
        promises=tuple(
            (target, _verdict(record, target, now, finished))
            for target in (Target if staff else PROMISED)
            if target in state.promises
        ),
        groups=tuple(groups),
        reopened=state.reopened,
        handoffs=state.handoffs,
        rating=state.rating,
    )


def _verdict(record: Record, target: Target, now: datetime, finished: bool) -> str:
    promise = record.state.promises[target]
    ended = (record.state.resolved or record.state.closed or now) if finished else now
    verdict = _VERDICT[clock(promise, ended).stands]
    return "ended" if finished and verdict == "running" else verdict
