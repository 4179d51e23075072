"""Machines that do to a desk what people, clocks and merges do, in any order: `make torture` lets them run longer."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from life_cycle import LifeCycle
from merging import Ledgers, Merging

# Lives, and steps in each.
MACHINES = {LifeCycle: (6, 12), Merging: (5, 12), Ledgers: (10, 15)}


def live(machine: type[RuleBasedStateMachine], lives: int, steps: int) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def longer(machine: type[RuleBasedStateMachine], depth: int) -> tuple[list[str], int]:
    """What went wrong in so many times as many lives, of twice as many steps where it is deep; how many there were."""
    lives, steps = MACHINES[machine]
    try:
        live(machine, lives * depth, steps * (2 if depth > 1 else 1))
    except Exception as broken:  # whatever a machine finds, the notes say how to come there
        notes = "\n".join(getattr(broken, "__notes__", []))
        return [f"{broken!r}\n{notes}"], lives * depth
    return [], lives * depth


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.__name__)
def test_whatever_people_clocks_and_merges_do_nothing_is_lost(machine: type[RuleBasedStateMachine]) -> None:
    live(machine, *MACHINES[machine])
