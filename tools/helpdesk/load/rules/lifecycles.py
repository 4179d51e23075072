"""rules/lifecycle/<type>.yml: the states of a ticket type and the ways between them."""

from collections.abc import Iterator

from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.load.schema import violations
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding, Severity
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
    value, root = document.value, compose(document.data)
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
            origin=f"{document.path}:{place(root, ('transitions', index))[0]}",
        )
        for index, way in enumerate(value["transitions"])
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
    yield from _stranded(document, lifecycle)


def _stranded(document: Document, lifecycle: Lifecycle) -> Iterator[Finding]:
    """States that no ticket can get to, or cannot get to its end from. Those that nothing defines are told already."""
    ways = [(way.start, way.end) for way in lifecycle.transitions]
    closed = {name for name, state in lifecycle.states.items() if state.phase is Phase.CLOSED}
    entered = _reached({lifecycle.initial}, ways)
    ending = _reached(closed, [(end, start) for start, end in ways])
    for name in lifecycle.states:
        keys = ("states", name)
        if name not in entered:
            what = f"no way leads to state {name!r} from {lifecycle.initial!r}"
            found = document.finding(keys, "R028", what, f"add a transition `to: {name}`, or remove it", of_key=True)
            yield replace(found, severity=Severity.WARNING)
        if closed and name not in ending:
            what = f"no way leads on from state {name!r} to a closed one"
            yield document.finding(keys, "R029", what, f"add a transition `from: {name}`", of_key=True)


def _reached(start: set[str], ways: list[tuple[str, str]]) -> set[str]:
    """Everything that these ways lead to from `start`, itself included."""
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {end for begin, end in ways if begin in fresh} - reached
        reached |= fresh
    return reached
