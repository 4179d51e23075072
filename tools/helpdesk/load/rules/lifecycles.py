"""rules/lifecycle/<type>.yml: the states of a ticket type and the ways between them."""

from collections.abc import Iterator

from helpdesk.load.rules.source import Source
from helpdesk.load.schema import violations
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.lifecycle import Clock, Lifecycle, Phase, State, Transition
from helpdesk.model.ticket import TicketType

# Phases a ticket must be able to reach, whatever a desk calls its states.
_NEEDED = (Phase.RESOLVED, Phase.CLOSED)


def read_lifecycles(source: Source) -> dict[TicketType, Lifecycle]:
    """The lifecycle of every ticket type."""
    lifecycles: dict[TicketType, Lifecycle] = {}
    for path in source.paths("lifecycle"):
        document = source.document(path)
        if document is None:
            continue
        name = path.rsplit("/", 1)[1].removesuffix(".yml")
        if name not in tuple(TicketType):
            what = f"a lifecycle of no ticket type: {name!r}"
            source.findings.append(Finding(document.path, 0, 0, "R018", what, did_you_mean(name, tuple(TicketType))))
            continue
        wrong = violations(document, "lifecycle")
        source.findings += wrong
        if not wrong:
            lifecycle = _lifecycle(document)
            source.findings += _unsound(document, lifecycle)
            lifecycles[TicketType(name)] = lifecycle
    return lifecycles


def _lifecycle(document: Document) -> Lifecycle:
    value = document.value
    assert isinstance(value, dict)
    states = {
        name: State(
            name=state["name"],
            phase=Phase(state["phase"]),
            clock=Clock(state.get("clock", Clock.RUN)),
            waits_for=state.get("waits_for", ""),
            next=state.get("next", ""),
        )
        for name, state in value["states"].items()
    }
    transitions = tuple(
        Transition(
            start=way["from"],
            end=way["to"],
            verb=way.get("verb", ""),
            needs=tuple(way.get("needs", ())),
            who=tuple(way.get("who", ())),
        )
        for way in value["transitions"]
    )
    return Lifecycle(initial=value["initial"], states=states, transitions=transitions, origin=document.path)


def _unsound(document: Document, lifecycle: Lifecycle) -> Iterator[Finding]:
    """States that nothing defines, and phases that no state is in."""
    named: list[tuple[tuple[str | int, ...], str]] = [(("initial",), lifecycle.initial)]
    for index, way in enumerate(lifecycle.transitions):
        named += [(("transitions", index, "from"), way.start), (("transitions", index, "to"), way.end)]
    for keys, state in named:
        if state not in lifecycle.states:
            yield document.finding(keys, "R015", f"unknown state: {state!r}", did_you_mean(state, lifecycle.states))
    phases = {state.phase for state in lifecycle.states.values()}
    for phase in _NEEDED:
        if phase not in phases:
            what = f"no state in phase {phase.value}"
            yield document.finding(("states",), "R019", what, f"give one state `phase: {phase.value}`", of_key=True)
