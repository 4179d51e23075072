"""A new desk works at once, also where git was never told who sits there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpdesk.commands import main

HELPDESK = [sys.executable, "-m", "helpdesk.commands"]


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where git has no name and no mail address."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return tmp_path


def helpdesk(where: Path, *words: str) -> str:
    done = subprocess.run([*HELPDESK, *words], cwd=where, capture_output=True, text=True, env=dict(os.environ))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_ticket_of_a_new_desk_has_an_owner_and_an_answer(stranger: Path) -> None:
    said = helpdesk(stranger, "init", "desk", "--name", 'The "best" desk', "--address", "support@example.org")
    assert "git was never told who you are" in said
    desk = stranger / "desk"
    helpdesk(desk, "new", "The printer jams", "--from", "Ana <ana@example.org>", "-m", "Paper everywhere.")
    said = helpdesk(desk, "run", "--mail-out", f"folder:{stranger / 'sent'}")
    assert "HD-000001: routed to first-line / first" in said
    assert len(list((stranger / "sent").iterdir())) == 2
    assert "HD-000001" in helpdesk(desk, "list")
    assert "no findings" in helpdesk(desk, "check")
    assert "in sync" in helpdesk(desk, "plan", "--mail-out", f"folder:{stranger / 'sent'}")
    helpdesk(desk, "build")
    assert "The printer jams" in (desk / "public/tickets/000/HD-000001.html").read_text()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/thesis.txt").write_text("mine")
    result = CliRunner().invoke(main, ["init", str(tmp_path / "desk")])
    assert (result.exit_code, "not empty" in result.output) == (1, True)
    assert [path.name for path in (tmp_path / "desk").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--address", "nobody", "support@example.org"),
        ("--timezone", "Berlin", "Europe/Berlin"),
        ("--name", " ", "like Support"),
    ],
)
def test_an_option_that_cannot_be_says_how_to_write_it(tmp_path: Path, option: str, value: str, hint: str) -> None:
    result = CliRunner().invoke(main, ["init", str(tmp_path / "desk"), option, value])
    assert (result.exit_code, hint in result.output) == (2, True)
    assert not (tmp_path / "desk").exists()
