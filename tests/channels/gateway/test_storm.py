"""A real gateway on a real desk, killed with -9 under load: every 2xx is a ticket, and none is two."""

from pathlib import Path

import pytest
from storm import weather


@pytest.mark.slow
@pytest.mark.parametrize("group", [False, True], ids=["the gateway alone", "the pass with it"])
def test_every_2xx_is_a_ticket_whatever_is_killed(tmp_path: Path, group: bool) -> None:
    found = weather(tmp_path, rate=40, seconds=4, kills=1, group=group)
    assert found["connections that broke"], "nothing was under way when it was killed"
    assert found["posted"] == found["answered 2xx"] == found["tickets"] == 160
    assert found["2xx without a ticket"] == 0
    assert found["requests with two tickets"] == 0
    assert found["receipts that name another ticket or none"] == 0
    assert found["exit status"] == 0, "TERM ends it as it should"
