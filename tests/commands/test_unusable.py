"""What the disk or the repository does not let a verb do is told in words, with what to do next."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpdesk.channels.mail.account import said
from helpdesk.commands import main


def told(*words: str) -> str:
    """What a verb says that cannot do it; no traceback, and exit status 1."""
    result = CliRunner().invoke(main, list(words))
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    return result.output


@pytest.mark.parametrize("words", [["run"], ["plan"], ["learn", "--report"]])
def test_a_repository_without_a_commit_is_no_desk_yet(tmp_path: Path, words: list[str]) -> None:
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(tmp_path)], check=True)
    assert "no commit yet; `helpdesk init` makes the first" in told(*words, "--desk", str(tmp_path))


def test_a_branch_that_the_remote_has_not_is_told_with_both_ways_out(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "desk")]).exit_code == 0
    git = ["git", "-C", str(tmp_path / "desk")]
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "bare")], check=True)
    subprocess.run([*git, "remote", "add", "origin", "../bare"], check=True)
    subprocess.run([*git, "push", "--quiet", "--set-upstream", "origin", "main"], check=True)
    subprocess.run([*git, "switch", "--quiet", "--create", "proposal"], check=True)
    assert "git push -u origin proposal makes it, git switch leaves it" in told("plan", "-C", str(tmp_path / "desk"))


def test_a_file_where_the_new_desk_should_stand_is_named(tmp_path: Path) -> None:
    (tmp_path / "thesis").write_text("mine")
    for folder in (tmp_path / "thesis", tmp_path / "thesis" / "desk"):
        assert f"{folder}: " in (said := told("init", str(folder))) and "name another place" in said
    assert (tmp_path / "thesis").read_text() == "mine"


def test_a_mistake_of_the_program_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(path: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr("helpdesk.commands.clone.opening.open_handle", broken)
    monkeypatch.setattr("helpdesk.commands.clone.desk.open_handle", broken)
    assert isinstance(CliRunner().invoke(main, ["list"]).exception, KeyError)


def test_a_moment_that_is_none_says_how_to_write_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["run", "--desk", str(tmp_path), "--now", "never"])
    assert (result.exit_code, "'never' is no time; write it like 2026-03-02T09:30:00Z" in result.output) == (2, True)


@pytest.mark.parametrize("problem", [Exception("b'[AUTH] no such user'"), Exception(b"[AUTH] no such user")])
def test_what_a_mail_server_says_is_told_without_pythons_marks(problem: Exception) -> None:
    assert said(problem) == "[AUTH] no such user"
