"""A checkout of some of the files, as large desks use it, is checked as a whole one: what git left out is read from the
commit."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, timeout=60)


def run(desk: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [words[0], "-C", str(desk), *words[1:]], catch_exceptions=False)


def checked(desk: Path) -> Any:
    return json.loads(run(desk, "check", "--json").stdout)


def diagnosed(desk: Path) -> list[Any]:
    """What the doctor says of the records."""
    found = json.loads(run(desk, "doctor", "--json").output)["diagnoses"]
    return [one for one in found if one["subject"] == "records"]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A desk with a ticket whose category is written twice."""
    made = CliRunner().invoke(main, ["init", str(tmp_path / "whole"), "--address", "support@example.org"])
    assert made.exit_code == 0, made.output
    desk = tmp_path / "whole"
    git(desk, "config", "user.email", "ana@example.org")
    git(desk, "config", "user.name", "Ana")
    mails = tmp_path / "mails"
    mails.mkdir()
    (mails / "1.eml").write_text("From: Ana <ana@example.org>\nSubject: VPN drops\n\nEach morning.\n", "ascii")
    assert run(desk, "run", "--mail-in", f"folder:{mails}").exit_code == 0
    (ticket,) = desk.glob("tickets/000/*/ticket.md")
    ticket.write_text(ticket.read_text("utf-8").replace("---\n", "---\ncategory: no/such\n", 1), "utf-8")
    git(desk, "commit", "--quiet", "--all", "-m", "A category twice")
    return desk


@pytest.fixture
def sparse(whole: Path, tmp_path: Path) -> Path:
    """A clone that has the rules as files and no ticket."""
    git(tmp_path, "clone", "--quiet", "--sparse", str(whole), "sparse")
    git(tmp_path / "sparse", "sparse-checkout", "set", "rules")
    assert not list((tmp_path / "sparse").glob("tickets/000/*"))
    return tmp_path / "sparse"


def test_what_a_sparse_checkout_left_out_is_checked_too(whole: Path, sparse: Path) -> None:
    assert "key given twice" in str(checked(whole)["findings"])
    assert checked(sparse) == checked(whole)
    assert run(sparse, "check").exit_code == run(whole, "check").exit_code


def test_what_lies_in_the_folder_counts_before_what_is_committed(sparse: Path) -> None:
    assert "rules/desk.yml" not in str(checked(sparse)["findings"])
    (sparse / "rules" / "desk.yml").write_text("name: [\n", "utf-8")
    assert "rules/desk.yml" in str(checked(sparse)["findings"])


def test_the_doctor_looks_at_them_too(whole: Path, sparse: Path) -> None:
    assert diagnosed(sparse) == diagnosed(whole)


def test_a_file_that_is_nowhere_in_this_clone_is_named(sparse: Path) -> None:
    blob = subprocess.run(
        ["git", "ls-files", "--stage", "*/ticket.md"], cwd=sparse, check=True, capture_output=True, text=True
    ).stdout.split()[1]
    (sparse / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    result = CliRunner().invoke(main, ["check", "-C", str(sparse)])
    assert result.exit_code == 1
    assert "ticket.md is neither a file here nor in this clone's objects; git fetch brings it" in result.output
