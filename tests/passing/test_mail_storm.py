"""Mail through real servers, in small; `mail_storm.py` does it with thousands."""

import tempfile
from pathlib import Path

import pytest
from mail_storm import expected, storm

MAILS = 40


@pytest.mark.slow
def test_every_mail_is_one_ticket_and_one_acknowledgement_though_both_servers_restart() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = storm(Path(folder), MAILS, restarts=1)
    assert found["restarts"] == (1, 1)
    assert {name: found[name] for name in expected(MAILS)} == expected(MAILS)
