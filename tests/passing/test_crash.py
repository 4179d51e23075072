"""A pass may die at any moment: the next one finishes what it began, once."""

from pathlib import Path

import pytest
from crash import expected, torment


@pytest.mark.slow
def test_killed_passes_lose_nothing_double_nothing_and_leave_no_gap(tmp_path: Path) -> None:
    found = torment(tmp_path, mails=60, kills=6, seed=7, longest=2.0)
    assert found.pop("killed"), "every pass ended before it could be killed: the moments are too late"
    assert found == expected(60)
