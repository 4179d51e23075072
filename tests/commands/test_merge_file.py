"""`helpdesk merge-file` as git's merge driver."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import helpdesk
from helpdesk.commands import main

TICKET = "---\nid: HD-000007\ntitle: VPN\nstatus: open\npriority: P3\n---\n\nIt drops.\n"
PATH = "tickets/000/HD-000007/ticket.md"


@pytest.fixture
def clone(tmp_path: Path):
    """A repository that merges tickets by the desk's driver."""
    environment = {**os.environ, "PYTHONPATH": str(Path(helpdesk.__file__).resolve().parents[1]), "HOME": str(tmp_path)}

    def git(*arguments: str, check: bool = True) -> str:
        settings = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
        command = ["git", "-C", str(tmp_path), *settings, *arguments]
        return subprocess.run(command, check=check, capture_output=True, text=True, env=environment, timeout=60).stdout

    git("init", "-q", "-b", "main")
    driver = f"{sys.executable} -m helpdesk.commands merge-file %O %A %B --path %P"
    git("config", "merge.helpdesk.driver", driver)
    (tmp_path / ".git" / "info").mkdir(exist_ok=True)
    (tmp_path / ".git" / "info" / "attributes").write_text("tickets/**/ticket.md merge=helpdesk\n", "utf-8")
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(TICKET, "utf-8")
    git("add", "."), git("commit", "-qm", "a")
    return git, tmp_path / PATH


def edited(git, file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    git("commit", "-qam", new)


def test_git_merges_neighbouring_fields_that_it_could_not_merge_by_lines(clone):
    git, file = clone
    git("switch", "-qc", "theirs")
    edited(git, file, "open", "waiting")
    git("switch", "-q", "main")
    edited(git, file, "P3", "P1")
    git("merge", "-q", "--no-edit", "theirs")
    assert file.read_text("utf-8") == TICKET.replace("open", "waiting").replace("P3", "P1")


def test_only_a_field_that_both_set_stands_between_marks(tmp_path):
    versions = {
        "base": TICKET,
        "ours": TICKET.replace("P3", "P1"),
        "theirs": TICKET.replace("P3", "P2").replace("open", "waiting"),
    }
    for name, text in versions.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["merge-file", *(str(tmp_path / name) for name in versions), "--path", PATH])
    assert done.exit_code == 1
    assert "priority was set to 'P1' by us, and to 'P2' by them" in done.output
    assert (tmp_path / "ours").read_text("utf-8") == TICKET.replace("open", "waiting").replace(
        "priority: P3\n", "<<<<<<< ours\npriority: P1\n=======\npriority: P2\n>>>>>>> theirs\n"
    )


def test_a_link_that_both_set_stands_between_marks_though_others_beside_it_are_agreed(tmp_path):
    old = TICKET.replace("priority: P3\n", "links: {parent: HD-000001}\n")
    versions = {
        "base": old,
        "ours": old.replace("HD-000001", "HD-000002"),
        "theirs": old.replace("parent: HD-000001", "problem: HD-000003"),
    }
    for name, text in versions.items():
        (tmp_path / name).write_text(text, "utf-8")
    done = CliRunner().invoke(main, ["merge-file", *(str(tmp_path / name) for name in versions), "--path", PATH])
    assert done.exit_code == 1
    ours, theirs = (tmp_path / "ours").read_text("utf-8").split("<<<<<<< ours\n")[1].split("=======\n")
    assert "HD-000002" in ours and "HD-000003" in ours
    assert "HD-000002" not in theirs and "HD-000003" in theirs


def test_a_task_that_one_side_moved_and_changed_and_the_other_took_away_stands_between_marks(tmp_path):
    head, first, other = "---\nid: HD-000007\ntasks:\n", "  - id: b\n    title: Ask\n", "  - id: a\n    title: Look\n"
    moved = "  - id: b\n    title: Ask them\n"
    sides = {"base": first + other, "ours": other, "theirs": other + moved}
    for name, tasks in sides.items():
        (tmp_path / name).write_text(f"{head}{tasks}---\n\nIt drops.\n", "utf-8")
    done = CliRunner().invoke(main, ["merge-file", *(str(tmp_path / name) for name in sides)])
    assert done.exit_code == 1 and "tasks.b was set to" in done.output
    assert (tmp_path / "ours").read_text("utf-8") == (
        f"{head}{other}<<<<<<< ours\n=======\n{moved}>>>>>>> theirs\n---\n\nIt drops.\n"
    )


def test_what_is_no_text_is_left_as_it_was_and_in_conflict(tmp_path):
    versions = {name: TICKET.replace("P3", name).encode() + b"\0" for name in ("base", "ours", "theirs")}
    for name, data in versions.items():
        (tmp_path / name).write_bytes(data)
    done = CliRunner().invoke(main, ["merge-file", *(str(tmp_path / name) for name in versions), "--path", PATH])
    assert done.exit_code == 1
    assert (tmp_path / "ours").read_bytes() == versions["ours"]
