"""`helpdesk read mail` shows what the desk would read, and does nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpdesk.commands.reading.read import read

RAW = (
    b"From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\nTo: help@example.org\nSubject: Drucker\nMessage-ID: <1@x>\n"
    b"Date: Tue, 3 Mar 2026 10:00:00 +0100\nX-Spam-Flag: YES\n\nEs brennt.\n\n> alt\n"
)


@pytest.fixture
def mail(tmp_path: Path) -> str:
    file = tmp_path / "1.eml"
    file.write_bytes(RAW)
    return str(file)


def test_json_is_one_object_a_line(mail: str) -> None:
    done = CliRunner().invoke(read, ["mail", mail, mail, "--json"])
    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == second
    assert first == {
        "from": {"name": "Jürgen", "email": "j@example.org"},
        "to": [{"name": "", "email": "help@example.org"}],
        "cc": [],
        "reply_to": [],
        "subject": "Drucker",
        "date": "2026-03-03T09:00:00Z",
        "message_id": "<1@x>",
        "in_reply_to": "",
        "references": [],
        "text": "Es brennt.\n\n> alt",
        "visible_reply": "Es brennt.",
        "attachments": [],
        "automatic": False,
        "bounce": False,
        "spam": True,
        "defects": [],
    }


def test_a_mail_can_come_from_standard_input() -> None:
    done = CliRunner().invoke(read, ["mail", "-", "--json"], input=RAW)
    assert json.loads(done.stdout)["subject"] == "Drucker"


def test_people_get_a_summary(mail: str) -> None:
    done = CliRunner().invoke(read, ["mail", mail])
    assert "from     Jürgen <j@example.org>" in done.stdout
    assert "marks    spam" in done.stdout
    assert "    Es brennt." in done.stdout


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    done = CliRunner().invoke(read, ["mail", str(tmp_path / "nope.eml")])
    assert done.exit_code == 2
    assert "nope.eml" in done.stderr
    assert "No such file" in done.stderr
