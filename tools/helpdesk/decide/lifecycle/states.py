"""What a status means: its phase, what it does to the clock, and the ways on from it."""

from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Clock, Lifecycle, Phase, State
from helpdesk.model.ticket import Ticket, TicketType

# A status that no lifecycle knows is active and its clock runs, so that nobody overlooks the ticket.
UNKNOWN = State(name="", phase=Phase.ACTIVE)


def lifecycle_of(rules: Rules, kind: TicketType) -> Lifecycle | None:
    return rules.lifecycles.get(kind) or next(iter(rules.lifecycles.values()), None)


def state_of(ticket: Ticket, rules: Rules, status: str | None = None) -> State:
    """The state the ticket is in, or would be in with another `status`."""
    lifecycle = lifecycle_of(rules, ticket.type)
    return lifecycle.states.get(ticket.status if status is None else status, UNKNOWN) if lifecycle else UNKNOWN


def initial(rules: Rules, kind: TicketType) -> str:
    lifecycle = lifecycle_of(rules, kind)
    return lifecycle.initial if lifecycle else "new"


def way_to(ticket: Ticket, rules: Rules, *phases: Phase) -> str:
    """The status to go to from here: a transition's own end, else the first state of the first of these phases that
    there is, else where every ticket begins."""
    lifecycle = lifecycle_of(rules, ticket.type)
    if lifecycle is None:
        return ticket.status
    for phase in phases:
        for step in lifecycle.transitions:
            end = lifecycle.states.get(step.end)
            if step.start == ticket.status and end is not None and end.phase is phase:
                return step.end
        for name, state in lifecycle.states.items():
            if state.phase is phase:
                return name
    return lifecycle.initial


def may_go(ticket: Ticket, rules: Rules, phase: Phase, *roles: str) -> bool:
    """Whether the lifecycle lets one of `roles` go from here to a state of `phase`. A transition that names nobody is
    for staff; a lifecycle that knows no way on from here is silent, and forbids nothing."""
    lifecycle = lifecycle_of(rules, ticket.type)
    if lifecycle is None:
        return True
    ways = [step for step in lifecycle.transitions if step.start == ticket.status]
    ends = [step for step in ways if (end := lifecycle.states.get(step.end)) is not None and end.phase is phase]
    return not ways or any(role in step.who for step in ends for role in roles)


def finished(state: State) -> bool:
    return state.phase in (Phase.RESOLVED, Phase.CLOSED)


def stands_still(state: State) -> bool:
    """Whether the clock stops in this state although the ticket is not finished."""
    return not finished(state) and state.clock is not Clock.RUN
