"""Which way a ticket may go on: the lifecycle's transitions, and a refusal that names the legal ones."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec.structs import replace

from helpdesk.commands.clone.refusal import Refused, unknown
from helpdesk.commands.tickets.worklist import phase
from helpdesk.decide.approvals.approval import barred
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Lifecycle, Phase, Transition
from helpdesk.model.rules.people import Person
from helpdesk.model.ticket import Resolution
from helpdesk.model.transitions import Standing, not_allowed, unmet

_VERB_OF_PHASE = {
    Phase.WAITING: "reply {number} --wait",
    Phase.RESOLVED: "resolve {number}",
    Phase.CLOSED: "close {number}",
}


def lifecycle_of(record: Record, rules: Rules) -> Lifecycle:
    found = rules.lifecycles.get(record.ticket.type)
    if found is None:
        kind = record.ticket.type.value
        raise Refused(f"no lifecycle for tickets of type {kind!r}", f"add rules/lifecycle/{kind}.yml")
    return found


def legal(record: Record, rules: Rules) -> tuple[Transition, ...]:
    """The transitions that start where the ticket stands."""
    return lifecycle_of(record, rules).onward(record.ticket.status)


def move_to_phase(record: Record, rules: Rules, to: Phase, verb: str) -> Transition:
    """The transition that `verb` means here: one that carries the verb's name, else the first one into the phase."""
    states = lifecycle_of(record, rules).states
    ways = legal(record, rules)
    for way in ways:
        if way.verb == verb:
            return way
    for way in ways:
        if way.end in states and states[way.end].phase is to:
            return way
    raise refused_move(record, rules, verb)


def move_to_status(record: Record, rules: Rules, status: str) -> Transition:
    """The transition into one named status."""
    states = lifecycle_of(record, rules).states
    if status not in states:
        raise unknown("status", status, states)
    for way in legal(record, rules):
        if way.end == status:
            return way
    raise refused_move(record, rules, f"set status={status}")


def waiting_move(record: Record, rules: Rules) -> Transition:
    return move_to_phase(record, rules, Phase.WAITING, "wait")


def refused_move(record: Record, rules: Rules, verb: str) -> Refused:
    """`HD-000001 is 'closed', and resolve does not lead on from there; it can go to: 'open' (helpdesk reopen 1)`."""
    offers = [f"{way.end!r} (helpdesk {_typed(way, record, rules)})" for way in legal(record, rules)]
    onward = f"it can go to: {', '.join(offers)}" if offers else "nothing does"
    return Refused(f"{record.reference} is {record.ticket.status!r}, and {verb} does not lead on from there", onward)


def _typed(way: Transition, record: Record, rules: Rules) -> str:
    """What to type for a transition."""
    states, stands = lifecycle_of(record, rules).states, phase(record, rules)
    to = states[way.end].phase if way.end in states else Phase.NEW
    if to is Phase.ACTIVE and stands in (Phase.RESOLVED, Phase.CLOSED):
        return f"reopen {record.number}"
    if (stands, to) == (Phase.NEW, Phase.ACTIVE):
        return f"take {record.number}"
    if to is Phase.WAITING and states[way.end].waits_for not in ("", "requester"):
        return f"set {record.number} status={way.end}"
    return _VERB_OF_PHASE.get(to, "set {number} status={end}").format(number=record.number, end=way.end)


def require(
    record: Record,
    rules: Rules,
    way: Transition,
    person: Person,
    given: Iterable[str] = (),
    *,
    resolution: Resolution | None = None,
) -> None:
    """Refuse a transition whose needs are not met or that is not this person's to make. `given` are needs that the
    same command meets ("resolution", "public_reply", "assignee"), `resolution` how it says that the ticket ends: that
    it is not done needs nobody's approval."""
    denied = not_allowed(way, person, record.ticket, rules)
    if denied is not None:
        raise Refused(
            f"only {' or '.join(denied.who)} may bring {record.reference} to {way.end!r}",
            f"you are {person.role.value} ({denied.rule})",
        )
    now = datetime.now(UTC)
    after = replace(record.ticket, resolution=resolution) if resolution else record.ticket
    closed_to = barred(after, record.request, record.timeline, rules, {}, now)
    standing = Standing(record.ticket, record.conversation, record.timeline, closed_to)
    for need in unmet(way, standing, set(given)):
        raise Refused(
            f"{record.reference} cannot become {way.end!r} yet: it has no {need.replace('_', ' ')}",
            _remedy(need, record),
        )
    if way.end in closed_to:
        raise Refused(
            f"{record.reference} cannot become {way.end!r} yet: {closed_to[way.end]}", _remedy("approval", record)
        )


def _remedy(need: str, record: Record) -> str:
    return {
        "resolution": f'helpdesk resolve {record.number} --code fixed -m "what was done"',
        "assignee": f"helpdesk take {record.number}",
        "public_reply": f"helpdesk reply {record.number}",
        "approval": f"an approver says: helpdesk approve {record.number}",
    }.get(need, "")
