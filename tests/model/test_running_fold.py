"""A fold that goes on is the fold of it all."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import alert, utc
from helpdesk.model.alert import AlertStatus
from helpdesk.model.fold import fold
from helpdesk.model.order import in_order
from helpdesk.model.running import RunningFold
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import (
    Alerted,
    AnyEntry,
    Breached,
    Changed,
    Closed,
    Commented,
    Corrected,
    Escalated,
    Helped,
    Merged,
    Opened,
    Owed,
    Paused,
    Promised,
    Rated,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Step,
    Target,
    Told,
    Warned,
)

NINE = utc("2026-03-02T09:00")
moments = st.integers(0, 3).map(lambda minutes: NINE + timedelta(minutes=minutes))
names = st.sampled_from(["a", "b", "c"])
targets = st.sampled_from(list(Target))
steps = st.lists(st.builds(Step, at=moments, do=st.sampled_from(["warn", "breach", "remind"])), max_size=2).map(tuple)


def _alarm(at: Any, key: str, status: AlertStatus) -> Alerted:
    said = alert(key, status.value, at=at).alert
    assert said is not None
    return Alerted(at=at, alert=said, key=f"alert:{key}{at}{status}")


entries: st.SearchStrategy[AnyEntry] = st.one_of(
    st.builds(Opened, at=moments, by=names, key=names, set=st.fixed_dictionaries({"status": names})),
    st.builds(Changed, at=moments, by=names, set=st.dictionaries(names, names, max_size=2)),
    st.builds(Routed, at=moments, team=names, assignee=names, leftover=st.booleans()),
    st.builds(Promised, at=moments, target=targets, due=moments, sla=st.sampled_from(["", "gold"]), steps=steps),
    st.builds(Paused, at=moments, steps=steps),
    st.builds(Resumed, at=moments),
    st.builds(
        Commented,
        at=moments,
        by=st.sampled_from(["requester", "kim", "desk"]),
        comment=names,
        key=names,
        visibility=st.sampled_from(list(Visibility)),
    ),
    st.builds(Resolved, at=moments, steps=steps),
    st.builds(Reopened, at=moments, status=names),
    st.builds(Closed, at=moments),
    st.builds(Merged, at=moments, into=names),
    st.builds(Rated, at=moments, score=st.integers(1, 5)),
    st.builds(Owed, at=moments, notice=names, template=names),
    st.builds(Told, at=moments, notice=names),
    st.builds(Helped, at=moments, article=names, helpful=st.booleans()),
    st.builds(Corrected, at=moments, what=names, rating=st.none() | st.integers(1, 5)),
    st.builds(Warned, at=moments, target=targets, due=moments),
    st.builds(Breached, at=moments, target=targets, due=moments),
    st.builds(Escalated, at=moments, target=targets, to=names),
    st.builds(_alarm, moments, names, st.sampled_from(list(AlertStatus))),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(entries, max_size=4), st.lists(entries, max_size=14), st.booleans())
def test_whatever_comes_in_whatever_order_it_is_the_fold_of_it_all(
    before: list[AnyEntry], after: list[AnyEntry], looked: bool
) -> None:
    running, whole = RunningFold(before), list(before)
    for entry in after:
        if looked:
            assert running.state() == fold(whole)
        running.add(entry)
        whole.append(entry)
    assert running.state() == fold(whole)


@given(st.lists(entries, min_size=1, max_size=8))
def test_a_state_that_was_handed_out_stays_as_it_was(after: list[AnyEntry]) -> None:
    after = in_order(after)  # as they happened, so that each goes on where the one before ended
    running = RunningFold(after[:1])
    early, same = running.state(), fold(after[:1])
    for entry in after[1:]:
        running.add(entry)
        running.state()
    assert early == same


@pytest.mark.parametrize("spread", [0, 1])
def test_a_storm_is_folded_once_whether_its_alerts_come_at_one_moment_or_after_another(
    spread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpdesk.model import running as module

    orders = 0
    real = module.in_order

    def counted(entries: Any) -> list[AnyEntry]:
        nonlocal orders
        orders += 1
        return real(entries)

    monkeypatch.setattr(module, "in_order", counted)
    fold_on = RunningFold([])
    for number in range(200):
        fold_on.add(_alarm(NINE + timedelta(seconds=spread * number), f"disk-{number}", AlertStatus.FIRING))
        assert len(fold_on.state().alerts) == number + 1
    assert orders == 1
