"""Machines that do to a desk what people, clocks and merges do, in any order: `make torture` lets them run longer."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from life_cycle import LifeCycle
from merging import Ledgers, Merging

# Examples and steps in each; the first number is taken times HELPDESK_TORTURE_DEPTH.
SIZES = {LifeCycle: (4, 12), Merging: (5, 12), Ledgers: (10, 15)}
DEPTH = int(os.environ.get("HELPDESK_TORTURE_DEPTH", "1"))


@pytest.mark.parametrize("machine", SIZES, ids=lambda machine: machine.__name__)
def test_whatever_people_clocks_and_merges_do_nothing_is_lost(machine: type[RuleBasedStateMachine]) -> None:
    examples, steps = SIZES[machine]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples * DEPTH,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
