"""How a promise reads on a page."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from northwind import HOUR, NOW

from helpdesk.model.record import Promise, TicketState
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Target
from helpdesk.publish.clocks import clock, clocks, next_clock

PROMISE = Promise(
    target=Target.RESOLVE, due=NOW, sla="standard", calendar="berlin", allowed=3600, promised_at=NOW - HOUR
)  # fmt: skip
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("news", "now", "stands"),
    [
        ({}, NOW - SECOND, "due"),
        ({}, NOW, "due"),
        ({}, NOW + SECOND, "late"),
        ({"breached_at": NOW}, NOW, "late"),
        ({"left": 600}, NOW + HOUR, "paused"),
        ({"left": 0, "breached_at": NOW}, NOW + HOUR, "late"),
        ({"met_at": NOW}, NOW + HOUR, "met"),
        ({"met_at": NOW + SECOND}, NOW + HOUR, "missed"),
        ({"met_at": NOW, "breached_at": NOW}, NOW + HOUR, "missed"),
    ],
)
def test_a_promise_stands(news, now, stands):
    assert clock(replace(PROMISE, **news), now).stands == stands


def test_nothing_runs_on_a_resolved_ticket():
    state = TicketState(promises={Target.UPDATE: replace(PROMISE, target=Target.UPDATE)}, resolved=NOW + HOUR)
    assert [each.stands for each in clocks(state, Phase.RESOLVED, NOW + 2 * HOUR)] == ["missed"]
    early = replace(state, resolved=NOW - HOUR)
    assert clocks(early, Phase.RESOLVED, NOW + 2 * HOUR) == ()


def test_the_promise_that_presses_most_is_the_one_due_first():
    later = replace(PROMISE, target=Target.RESPONSE, due=NOW + HOUR)
    state = TicketState(promises={Target.RESOLVE: PROMISE, Target.RESPONSE: later})
    pressing = next_clock(clocks(state, Phase.ACTIVE, NOW - HOUR))
    assert pressing is not None and pressing.due == NOW
