"""A pass that finds nothing to do leaves a note, and the next one believes it for as long as all stands as it did."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desks import NOON, Place, git, new_place

from helpdesk.commands.passes import quiet
from helpdesk.commands.passes import run as verb
from helpdesk.publish.passes import FILE as LOG
from helpdesk.store import quiet_note

LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Grows when a pass reads the desk."""
    times: list[str] = []
    inner = verb._read
    monkeypatch.setattr(verb, "_read", lambda *words: times.append("read") or inner(*words))
    yield times


def a_pass(place: Place, now=NOON, *options: str) -> Result:
    return CliRunner().invoke(verb.run, ["-C", str(place.desk), "--now", now.isoformat(), "--json", *options])


def noted(place: Place) -> Path:
    return place.desk / ".git" / "helpdesk" / quiet_note.FILE


def commit(place: Place, path: str, text: str) -> None:
    (place.desk / path).write_text(text)
    git(place.desk, "add", path)
    git(place.desk, "-c", "user.name=Kim", "-c", "user.email=kim@example.org", "commit", "-qm", "Change")
    git(place.desk, "push", "-q")


def test_the_pass_after_a_quiet_one_says_the_same_without_reading_the_desk(place, read) -> None:
    first = a_pass(place)
    second = a_pass(place, LATER)
    assert read == ["read"]
    assert (first.output, first.exit_code) == (second.output, second.exit_code) and first.exit_code == 0
    assert json.loads(second.output)["commit"] == git(place.desk, "rev-parse", "HEAD")
    assert len((place.desk / ".git" / LOG).read_text().splitlines()) == 2


def test_a_quiet_pass_loads_neither_rules_nor_records_nor_what_decides(place) -> None:
    a_pass(place)
    heavy = [
        "sqlite3",
        "msgspec",
        "helpdesk.decide",
        "helpdesk.model.rules",
        "helpdesk.store.snapshot",
        "helpdesk.load",
    ]
    code = (
        "import sys\nfrom helpdesk.commands import main\n"
        f"main(['run', '-C', {str(place.desk)!r}, '--now', {LATER.isoformat()!r}], standalone_mode=False)\n"
    )
    code = f"try:\n    {code.replace(chr(10), chr(10) + '    ').strip()}\nexcept SystemExit: pass\n"
    code += f"print('HEAVY', [name for name in {heavy} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == ["Nothing to do: the desk is in sync.", "HEAVY []"]


def test_the_note_holds_for_its_commit_its_time_its_options_and_its_tool_alone(place, read, monkeypatch) -> None:
    a_pass(place)
    note = noted(place).read_bytes()
    until = json.loads(note)["until"]
    for why, now, options, changed in (
        ("before", NOON - timedelta(seconds=1), (), ""),
        ("over", NOON + timedelta(days=1), (), ""),
        ("other options", LATER, ("--mail-out", f"folder:{place.sent}"), ""),
        ("other environment", LATER, (), "HELPDESK_PAGE_KEYS"),
    ):
        noted(place).write_bytes(note)
        with monkeypatch.context() as other:
            if changed:
                other.setenv(changed, "k1:" + "s" * 40)
            read.clear()
            a_pass(place, now, *options)
        assert read == ["read"], (why, until)
    noted(place).write_bytes(note)
    monkeypatch.setattr(quiet_note, "made", lambda: "another version")
    a_pass(place, LATER)
    assert read == ["read", "read"]
    monkeypatch.undo()


def test_what_anybody_pushes_ends_the_note(place, read) -> None:
    a_pass(place)
    commit(place, "README.md", "Another line.\n")
    a_pass(place, LATER)
    assert read == ["read", "read"]
    a_pass(place, LATER + timedelta(minutes=1))
    assert read == ["read", "read"], "and the pass that found nothing in it leaves the next one"


def test_somebody_who_stands_in_line_at_the_remote_is_looked_at(place, read) -> None:
    a_pass(place)
    blob = git(place.remote, "hash-object", "-w", "/dev/null")
    git(place.remote, "update-ref", "refs/helpdesk/waiting/1-0000000000001-ab-cd", blob)
    a_pass(place, LATER)
    assert read == ["read", "read"]


def test_a_history_that_was_kept_of_a_rewritten_remote_is_looked_at(place, read) -> None:
    a_pass(place)
    git(place.desk, "update-ref", "refs/helpdesk/lost/0123456789abcdef", "HEAD")
    a_pass(place, LATER)
    assert read == ["read", "read"]


def test_a_branch_that_is_gone_from_the_remote_is_said_though_there_is_a_note(place, read) -> None:
    a_pass(place)
    git(place.remote, "update-ref", "-d", "refs/heads/main")
    said = a_pass(place, LATER)
    assert read == ["read", "read"] and "has no branch main" in said.output


def test_a_branch_that_follows_another_remote_now_is_looked_at(place, read) -> None:
    a_pass(place)
    git(place.desk, "remote", "rename", "origin", "elsewhere")
    a_pass(place, LATER)
    assert read == ["read", "read"]


def test_a_remote_that_does_not_answer_is_trouble_with_a_note_as_without(place, read) -> None:
    a_pass(place)
    note = noted(place).read_bytes()
    place.remote.rename(place.remote.with_suffix(".away"))
    believed = a_pass(place, LATER)
    assert read == ["read"]
    noted(place).unlink()
    unread = a_pass(place, LATER)
    assert (believed.output, believed.exit_code) == (unread.output, unread.exit_code) and unread.exit_code == 1
    assert not noted(place).exists()
    noted(place).write_bytes(note)
    place.remote.with_suffix(".away").rename(place.remote)
    assert a_pass(place, LATER).exit_code == 0


def test_files_that_are_wrong_are_said_by_each_pass(place, read) -> None:
    (place.desk / "kb").mkdir(exist_ok=True)
    commit(place, "kb/wrong.md", "no front matter\n")
    first = a_pass(place)
    second = a_pass(place, LATER)
    assert read == ["read"] and "kb/wrong.md" in second.output
    assert (first.output, first.exit_code) == (second.output, second.exit_code) and second.exit_code == 1


def test_a_pass_that_did_something_or_owes_something_leaves_no_note(place, read) -> None:
    place.drop("one")
    a_pass(place, NOON, "--mail-in", f"folder:{place.inbox}")
    assert not noted(place).exists(), "it took a mail in"
    a_pass(place)
    assert not noted(place).exists(), "a notice waits for a door out"


def test_a_note_that_is_damaged_or_cannot_be_written_is_no_trouble(place, read) -> None:
    a_pass(place)
    noted(place).write_text("{")
    assert a_pass(place, LATER).exit_code == 0
    noted(place).unlink()
    noted(place).mkdir()
    assert a_pass(place, LATER).exit_code == 0 and len(read) == 3


def test_a_note_gives_no_secret_away(monkeypatch) -> None:
    monkeypatch.setenv("HELPDESK_SMTP_PASSWORD", "winter-2026")
    assert len(quiet.asked("smtp://desk@example.org")) == 4
