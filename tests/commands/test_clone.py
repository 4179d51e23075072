"""The verbs in a real clone: the smallest edit, the person's own name on the commit, nothing else swept along."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from paper_desk import a_record

import helpdesk
from helpdesk.commands import main
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries

FILES = {
    "rules/desk.yml": "name: Example desk\nprefix: HD\n",
    "rules/people/kim.yml": "name: Kim Lee\nemail: kim@example.org\nrole: technician\n",
    "rules/people/lou.yml": "name: Lou Ito\nemail: lou@example.org\nrole: lead\n",
    "rules/teams/network.yml": "name: Network\nmembers: [kim, lou]\nlead: lou\n",
    "kb/network/vpn.md": "---\ntitle: The VPN drops\nkeywords: [vpn, tunnel]\n---\n\nRestart the VPN client.\n",
    "assets/service/vpn.yml": "name: Remote access\n",
}
Typed = Callable[..., Result]


def git(*arguments: str, cwd: Path) -> str:
    return subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of a desk with the tickets HD-000001 (new) and HD-000002 (in progress), beside its bare remote."""
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n name = Kim Lee\n email = kim@example.org\n[init]\n defaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git("init", "--quiet", "--bare", "remote.git", cwd=tmp_path)
    git("clone", "--quiet", "remote.git", "desk", cwd=tmp_path)
    desk = tmp_path / "desk"
    for path, text in FILES.items():
        (desk / path).parent.mkdir(parents=True, exist_ok=True)
        (desk / path).write_text(text)
    tickets = (a_record(1, "VPN drops", due_in=4), a_record(2, "Slow", status="open", assignee="kim"))
    for record in tickets:
        folder = desk / "tickets" / "000" / record.reference
        (folder / "comments").mkdir(parents=True)
        head = write_ticket(record.ticket, record.request)
        (folder / "ticket.md").write_bytes(head.replace(b"title:", b"# a person's remark\ntitle:"))
        (folder / "timeline.yml").write_bytes(write_entries(record.timeline))
    git("add", "-A", cwd=desk)
    git("commit", "--quiet", "-m", "The desk", cwd=desk)
    git("push", "--quiet", "origin", "main", cwd=desk)
    monkeypatch.chdir(desk)
    return desk


def typed(*words: str, **more: object) -> Result:
    result = CliRunner().invoke(main, list(words), **more)  # type: ignore[arg-type]
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def changed_lines(clone: Path) -> list[str]:
    diff = git("show", "--unified=0", "--format=", "HEAD", cwd=clone).splitlines()
    return [line for line in diff if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def test_taking_a_ticket_changes_two_lines_in_one_commit_of_the_persons_own(clone: Path):
    assert typed("take", "1").exit_code == 0, "taken"
    assert changed_lines(clone) == ["-status: new", "+status: open", "+assignee: kim"]
    assert git("log", "-1", "--format=%an <%ae> %s", cwd=clone) == "Kim Lee <kim@example.org> HD-000001: taken by kim"
    assert "# a person's remark" in (clone / "tickets/000/HD-000001/ticket.md").read_text()


def test_the_timeline_is_left_to_the_desk(clone: Path):
    before = (clone / "tickets/000/HD-000001/timeline.yml").read_bytes()
    typed("take", "1")
    typed("resolve", "1", "--code", "fixed", "-m", "Restarted: it works # now")
    assert (clone / "tickets/000/HD-000001/timeline.yml").read_bytes() == before


def test_what_a_person_did_is_seen_by_the_next_verb_committed_or_not(clone: Path):
    typed("set", "1", "impact=high", "--no-commit")
    assert json.loads(typed("show", "1", "--json").output)["ticket"]["impact"] == "high"
    typed("reply", "2", "-m", "Please restart: 'it' #1", "--wait")
    shown = json.loads(typed("show", "2", "--json").output)
    assert shown["conversation"][0]["text"].strip() == "Please restart: 'it' #1"
    assert (shown["conversation"][0]["by"], shown["status"]) == ("kim", "waiting")


def test_other_edits_in_the_clone_are_not_swept_into_the_commit(clone: Path):
    (clone / "rules/desk.yml").write_text("name: Half-finished\n")
    (clone / "kb/network/vpn.md").write_text("---\ntitle: Staged\n---\nx\n")
    git("add", "kb", cwd=clone)
    typed("note", "1", "-m", "Only this.")
    assert len(git("show", "--name-only", "--format=", "HEAD", cwd=clone).splitlines()) == 1
    assert git("diff", "--name-only", cwd=clone) == "rules/desk.yml"
    assert git("diff", "--cached", "--name-only", cwd=clone) == "kb/network/vpn.md"


def test_push_brings_it_to_the_remote(clone: Path):
    assert "(pushed)" in typed("take", "1", "--push").output
    assert git("rev-parse", "main", cwd=clone.parent / "remote.git") == git("rev-parse", "HEAD", cwd=clone)


def others_set(clone: Path, field: str) -> None:
    """Somebody else adds a field to HD-000001 and pushes first."""
    other = clone.parent / "other"
    git("clone", "--quiet", "remote.git", "other", cwd=clone.parent)
    ticket = other / "tickets/000/HD-000001/ticket.md"
    ticket.write_text(ticket.read_text().replace("status: new", f"status: new\n{field}"))
    git("commit", "--quiet", "--all", "-m", "first", cwd=other)
    git("push", "--quiet", cwd=other)


def test_when_others_pushed_first_both_edits_stand(clone: Path):
    others_set(clone, "service: vpn")
    assert "(pushed)" in typed("take", "1", "--push").output
    landed = git("show", "main:tickets/000/HD-000001/ticket.md", cwd=clone.parent / "remote.git")
    assert "assignee: kim" in landed and "service: vpn" in landed and "status: open" in landed


def test_when_others_set_the_same_field_nothing_is_pushed_and_the_commit_stays(clone: Path):
    others_set(clone, "assignee: lou")
    result = typed("take", "1", "--push")
    assert result.exit_code == 1
    assert "committed here, not pushed" in result.output and "assignee" in result.output
    assert git("log", "-1", "--format=%s", cwd=clone) == "HD-000001: taken by kim"


def test_a_phone_call_logged_offline_waits_in_the_drop_box(clone: Path):
    caller = ["--from", "Ana Reis <ana@example.org>"]
    assert typed("new", "No sound: it's #1", *caller, "-m", "Since Monday.").exit_code == 0
    (path,) = (clone / "tickets/new").iterdir()
    assert "No sound: it's #1" in path.read_text()
    assert git("status", "--porcelain", cwd=clone) == ""


def test_a_record_that_would_become_invalid_is_neither_written_nor_committed(clone: Path):
    result = typed("resolve", "1", "--code", "all good!", "-m", "x")
    assert result.exit_code == 1
    assert "tickets/000/HD-000001/ticket.md" in result.output and "code" in result.output
    assert git("status", "--porcelain", cwd=clone) == ""
    assert git("log", "-1", "--format=%s", cwd=clone) == "The desk"


@pytest.mark.parametrize("place", ["tickets/000/HD-000001/ticket.md", "tickets/000/HD-000001/comments"])
def test_nothing_is_written_through_a_symbolic_link(clone: Path, tmp_path: Path, place: str):
    outside = tmp_path / "outside"
    target = clone / place
    if target.is_dir():
        outside.mkdir()
        for path in target.iterdir():
            path.unlink()
        target.rmdir()
    else:
        outside.write_bytes(target.read_bytes())
        target.unlink()
    kept = outside.read_bytes() if outside.is_file() else sorted(outside.iterdir())
    target.symlink_to(outside)
    assert typed("reply", "1", "-m", "x").exit_code == 1
    assert typed("set", "1", "impact=high").exit_code == (0 if "comments" in place else 1)
    assert (outside.read_bytes() if outside.is_file() else sorted(outside.iterdir())) == kept


def found(*words: str) -> list[str]:
    return [ticket["reference"] for ticket in json.loads(typed("search", *words, "--json").output)["tickets"]]


def test_search_follows_commits_and_uncommitted_edits_and_forgets_edits_taken_back(clone: Path):
    assert found("drops") == ["HD-000001"]
    typed("set", "1", "title=Wifi is gone", "--as", "lou")
    assert (found("drops"), found("wifi")) == ([], ["HD-000001"])
    typed("set", "2", "title=Projector", "--no-commit", "--as", "lou")
    typed("set", "1", "title=Tunnel", "--as", "lou")
    assert [found(word, "--uncommitted") for word in ("projector", "slow")] == [["HD-000002"], []]
    assert [found(word) for word in ("projector", "slow", "tunnel")] == [[], ["HD-000002"], ["HD-000001"]]
    git("checkout", "--", "tickets", cwd=clone)
    assert [found(word, "--uncommitted") for word in ("projector", "slow")] == [[], ["HD-000002"]]


def test_search_works_when_the_index_is_damaged(clone: Path):
    assert found("drops") == ["HD-000001"]
    (index,) = (clone / ".git/helpdesk").glob("search-*.sqlite")
    index.write_bytes(b"not a database" * 100)
    assert found("drops") == ["HD-000001"]
    assert found("drops") == ["HD-000001"]


def in_a_process(code: str, **environment: str) -> str:
    command = [sys.executable, "-c", code]
    settings = {**os.environ, "PYTHONPATH": str(Path(helpdesk.__file__).parents[1].absolute()), **environment}
    return subprocess.run(command, env=settings, check=True, capture_output=True, text=True).stdout


# What reading takes without: terminals and templates, readers of YAML, whatever writes, folds or guesses at words.
HEAVY = (
    "rich",
    "git",
    "jinja2",
    "jsonschema",
    "yaml",
    "ryaml",
    "difflib",
    "helpdesk.model.fold",
    "helpdesk.load.ticket",
)


def test_showing_a_ticket_imports_nothing_it_does_without(clone: Path):
    typed("show", "1")
    code = (
        "import sys\nfrom helpdesk.commands import main\nmain(['show', '1'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert in_a_process(code).splitlines()[-1] == "[]"


def test_an_edit_of_a_ticket_that_is_not_committed_is_searched_when_asked_for(clone: Path):
    typed("set", "1", "title=The gateway hums", "--no-commit", "--as", "lou")
    unasked = typed("search", "hums").output
    assert "nothing found" in unasked and "--uncommitted" in unasked
    assert "The gateway hums" in typed("search", "hums", "--uncommitted").output
    assert "The gateway hums" in typed("show", "1").output


def test_a_pass_with_nothing_to_do_loads_nothing_that_works_on_a_ticket(clone: Path):
    for _ in range(2):
        typed("run", "--now", "2026-03-02T12:00:00Z", "--mail-out", f"folder:{clone.parent}/out")
    code = (
        "import sys\nfrom helpdesk.commands import main\n"
        "try: main(['run', '--now', '2026-03-02T12:00:00Z'], standalone_mode=False)\nexcept SystemExit: pass\n"
        "rooms = ('work', 'draft', 'triage', 'classifying', 'promising', 'spoken', 'incidents', 'alerting')\n"
        "names = (*(f'helpdesk.decide.{room}' for room in rooms), 'helpdesk.store.fill', 're2', 'statistics')\n"
        "print([name for name in names if name in sys.modules])"
    )
    *said, imported = in_a_process(code).splitlines()
    assert said == ["Nothing to do: the desk is in sync."] and imported == "[]"


def test_searching_imports_no_rich(clone: Path):
    typed("search", "vpn")
    code = (
        "import sys\nfrom helpdesk.commands import main\nmain(['search', 'drops'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    *said, imported = in_a_process(code).splitlines()
    assert any("HD-000001" in line for line in said) and imported == "[]"


def test_a_terminal_without_utf_8_gets_escapes_and_no_traceback(clone: Path):
    typed("set", "1", "title=\u30e1\u30fc\u30eb \U0001f4a1", "--as", "lou")
    code = "from helpdesk.commands import main\nmain(['list'])"
    assert "\\u30e1" in in_a_process(code, PYTHONIOENCODING="ascii")


def test_outside_a_desk_every_verb_says_so(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = typed("list")
    assert result.exit_code == 1
    assert "is no git repository" in result.output


def test_another_desk_is_named_with_an_option(clone: Path, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "VPN drops" in typed("list", "--desk", str(clone)).output


def test_the_command_line_asks_what_a_pull_request_is_asked(clone: Path):
    result = typed("set", "1", "title=Mine")
    assert result.exit_code == 1
    assert "title is not for kim, a technician, to write: only lead or maintainer may (built-in rules/perm" in " ".join(
        result.output.split()
    )
    assert git("status", "--porcelain", cwd=clone) == ""
    (clone / "rules/permissions.yml").write_text(
        "- {who: [team], fields: [title]}\n- {who: [lead], files: [comments]}\n"
    )
    assert typed("set", "1", "title=Ours", "--no-commit").exit_code == 0, "kim is of the ticket's team"
    assert typed("note", "1", "-m", "Mine").exit_code == 1
    assert typed("note", "1", "-m", "Mine", "--as", "lou", "--no-commit").exit_code == 0
