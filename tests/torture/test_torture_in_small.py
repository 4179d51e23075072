"""The tortures in small: `make torture` does the same by hundreds and millions."""

from pathlib import Path

import pytest
from alert_storm import storm
from crash_sweep import cramp, kill, sweep
from fuzz import at_random
from race import race, wrongs
from readers import READERS


@pytest.mark.slow
def test_whatever_call_of_a_pass_fails_or_is_the_last_the_next_pass_makes_it_good(tmp_path: Path) -> None:
    found = sweep(tmp_path, 5)
    assert found.runs == 5
    assert found.failures == []


@pytest.mark.slow
def test_a_pass_killed_at_any_moment_is_made_good_by_the_next_one(tmp_path: Path) -> None:
    found = kill(tmp_path, 3)
    assert found.runs >= 3
    assert found.failures == []


@pytest.mark.parametrize("room", [0, 200, 3000, 20_000])
def test_a_disk_that_is_full_stops_a_pass_and_harms_nothing(tmp_path: Path, room: int) -> None:
    assert cramp(tmp_path, (room,)).failures == []


@pytest.mark.slow
def test_passes_on_three_clones_and_a_person_lose_and_double_nothing(tmp_path: Path) -> None:
    found = race(tmp_path, 20, passes=3, people=1, rest=0.05)
    assert wrongs(found, 20) == []


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_raises_whatever_it_is_given(reader: str) -> None:
    found = at_random(reader, 60)
    assert found.failures == {}


@pytest.mark.slow
def test_alerts_accepted_by_a_gateway_that_is_killed_are_known_to_the_desk(tmp_path: Path) -> None:
    found = storm(tmp_path, rate=10, seconds=2)
    assert found["accepted kinds"] == 1
    assert found["of them unknown to the desk"] == 0
