"""Gates on how a ticket moves on: by a transition of its lifecycle, taken by who may, with what it needs."""

from collections.abc import Iterator
from itertools import pairwise

from helpdesk.check.against_base.proposal import Proposal, TicketChange, gate
from helpdesk.check.check import Fault
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Lifecycle, Phase, Transition
from helpdesk.model.ticket import Ticket
from helpdesk.model.transitions import REMEDIES, has_resolution, not_allowed, onward, unmet

_STATUS = ("status",)
_FINISHED = (Phase.RESOLVED, Phase.CLOSED)


@gate("G020")
def goes_by_a_transition(proposal: Proposal) -> Iterator[Fault]:
    """A status changes only by a transition of the ticket's lifecycle."""
    for one in proposal.tickets:
        lifecycle = proposal.rules.lifecycles.get(one.after.type)
        if lifecycle is None or one.before is None:
            continue
        if one.before.type is not one.after.type:
            yield from _retyped(one, one.before, lifecycle, proposal.rules)
            continue
        for start, end in pairwise(one.statuses):
            leap = lifecycle.leap(start, end)
            if leap:
                yield Fault(_STATUS, leap, onward(lifecycle, start), one.path)


def _retyped(one: TicketChange, before: Ticket, lifecycle: Lifecycle, rules: Rules) -> Iterator[Fault]:
    """A ticket of another type goes on in a state of the same phase, or begins anew."""
    earlier = rules.lifecycles.get(before.type)
    was = earlier.states.get(before.status) if earlier else None
    now = lifecycle.states.get(one.after.status)
    if was is None or now is None or one.after.status == lifecycle.initial or was.phase is now.phase:
        return
    same = [name for name, state in lifecycle.states.items() if state.phase is was.phase]
    offers = " or ".join(repr(name) for name in dict.fromkeys([*same, lifecycle.initial]))
    what = f"another type and another phase at once: {before.status!r} -> {one.after.status!r}"
    yield Fault(_STATUS, what, f"with its new type it can be {offers}; move it on afterwards", one.path)


@gate("G021")
def taken_by_who_may(proposal: Proposal) -> Iterator[Fault]:
    """A transition is taken by somebody whom it allows."""
    for one, way in _ways(proposal):
        for author in proposal.authors:
            denied = not_allowed(way, author.person, one.before or one.after, proposal.rules)
            if denied:
                what = f"{way.start!r} -> {way.end!r} is not for {author.words}: {denied.only}"
                yield Fault(_STATUS, what, "ask one of them, or leave the status as it is", one.path)


@gate("G022")
def has_what_it_needs(proposal: Proposal) -> Iterator[Fault]:
    """A transition has what it needs: a resolution, a public reply, an assignee, an approval of what stands there."""
    for one, way in _ways(proposal):
        for need in unmet(way, one.standing):
            if need == "approval" and one.standing.barred is not None:
                continue  # told below, with who is outstanding
            what = f"{way.start!r} -> {way.end!r} needs {_article(need)} ({way.origin})"
            yield Fault(_STATUS, what, REMEDIES[need], one.path)
        why = (one.standing.barred or {}).get(way.end)
        if why:
            what = f"{way.start!r} -> {way.end!r} needs an approval ({way.origin}): {why}"
            yield Fault(_STATUS, what, REMEDIES["approval"], one.path)


def _article(need: str) -> str:
    words = need.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _ways(proposal: Proposal) -> Iterator[tuple[TicketChange, Transition]]:
    """Every transition that is taken, with its ticket."""
    for one in proposal.tickets:
        lifecycle = proposal.rules.lifecycles.get(one.after.type)
        if lifecycle is None or one.before is None or one.before.type is not one.after.type:
            continue
        for start, end in pairwise(one.statuses):
            way = lifecycle.way(start, end) if start != end else None
            if way is not None:
                yield one, way


@gate("G023")
def ends_with_a_resolution(proposal: Proposal) -> Iterator[Fault]:
    """A ticket that is resolved, or closed after it was, keeps a resolution."""
    for one in proposal.tickets:
        before, after = one.before, one.after
        lifecycle = proposal.rules.lifecycles.get(after.type)
        now = lifecycle.states.get(after.status) if lifecycle else None
        if now is None or now.phase not in _FINISHED or has_resolution(after) or before is None:
            continue
        lost = has_resolution(before)
        if lost or (before.status != after.status and _was_resolved(one, lifecycle)):
            what = f"{after.status!r} without a resolution"
            yield Fault(_STATUS, what, REMEDIES["resolution"], one.path)


def _was_resolved(one: TicketChange, lifecycle: Lifecycle | None) -> bool:
    """Whether it comes through a resolved state: a refused change is closed without one."""
    states = lifecycle.states if lifecycle else {}
    return any(states[name].phase is Phase.RESOLVED for name in one.statuses if name in states)
