"""rules/lifecycle/<type>.yml: the states of a ticket type and the ways between them."""

from enum import StrEnum

import msgspec

# How the ledger says that somebody changed a status past the lifecycle; see `Lifecycle.leap`.
LEAP = "not a transition of"


class Phase(StrEnum):
    """What a state means to everybody but the desk that named it."""

    NEW = "new"
    ACTIVE = "active"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Clock(StrEnum):
    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A status. `next` says what a requester reads as the next step."""

    name: str
    phase: Phase
    clock: Clock = Clock.RUN
    waits_for: str = ""
    next: str = ""


class Transition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One way on. `verb` is the command's word; `needs` any of resolution, public_reply, assignee, approval,
    standard_change; `who` roles that may (empty: staff); YAML keys `from`, `to`; `origin` is file:line."""

    start: str
    end: str
    verb: str = ""
    needs: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    origin: str = ""


class Lifecycle(msgspec.Struct, frozen=True, kw_only=True):
    initial: str
    states: dict[str, State]
    transitions: tuple[Transition, ...]
    origin: str = ""

    def first(self, phase: Phase) -> str:
        """The first state of a phase: where a verb like resolve or reopen leads to. KeyError when there is none."""
        for name, state in self.states.items():
            if state.phase is phase:
                return name
        raise KeyError(phase)

    def onward(self, status: str) -> tuple[Transition, ...]:
        """The transitions that start at a status, in the order of the file."""
        return tuple(way for way in self.transitions if way.start == status)

    def way(self, start: str, end: str) -> Transition | None:
        """The transition from one status to another, None where there is none."""
        return next((way for way in self.onward(start) if way.end == end), None)

    def leap(self, start: str, end: str) -> str:
        """`not a transition of rules/lifecycle/incident.yml: new -> closed`; empty where it is one."""
        if start == end or self.way(start, end) is not None:
            return ""
        return f"{LEAP} {self.origin or 'the lifecycle'}: {start} -> {end}"
