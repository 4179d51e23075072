"""How a push can end, and what is local follows without ever running over somebody's edits."""

import subprocess
from pathlib import Path

import pytest
from git_desks import bare_desk, changed, clone, commit_files, git, new_ticket, plan, reply

from helpdesk.model.ports import Landing
from helpdesk.store.carry_out import carry_out
from helpdesk.store.git_store import GitStore
from helpdesk.store.repository import Repository, Unreachable
from helpdesk.store.snapshot import GitSnapshot

TICKET = "tickets/000/HD-000001/ticket.md"


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare_desk(tmp_path / "remote.git")


@pytest.fixture
def folder(remote: Path, tmp_path: Path) -> Path:
    """A clone in which ticket 1 lies in the work tree."""
    made = clone(remote, tmp_path / "clone")
    desk = Repository.open(made)
    assert carry_out(desk, plan(desk.head(), new_ticket(1))).landing is Landing.LANDED
    return made


def status(folder: Path) -> list[str]:
    """What git finds edited, one path a line: staged, not staged, path."""
    return subprocess.run(
        ["git", "-C", str(folder), "status", "--porcelain"], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_a_remote_that_says_no_is_quoted(remote: Path, folder: Path) -> None:
    hook = remote / "hooks/pre-receive"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\necho 'file is 120 MB; the limit is 100 MB' >&2\nexit 1\n")
    hook.chmod(0o755)
    desk = Repository.open(folder)
    landed = carry_out(desk, plan(desk.head(), new_ticket(2)))
    assert landed.landing is Landing.REFUSED
    assert "pre-receive hook declined" in landed.why and "file is 120 MB; the limit is 100 MB" in landed.why
    assert git(folder, "status", "--porcelain", "--branch") == "## main...origin/main"


def test_a_remote_that_does_not_answer_changes_nothing(folder: Path, tmp_path: Path) -> None:
    git(folder, "remote", "set-url", "origin", (tmp_path / "gone.git").as_uri())
    desk = Repository.open(folder)
    before = desk.head()
    assert carry_out(desk, plan(before, new_ticket(2))).landing is Landing.UNREACHABLE
    assert desk.head() == before and git(folder, "for-each-ref", "refs/helpdesk") == ""
    with pytest.raises(Unreachable, match="cannot fetch main from origin"):
        GitStore(desk).snapshot()
    assert issubclass(Unreachable, ConnectionError)


def test_a_branch_that_was_moved_back_is_not_pushed_over(remote: Path, folder: Path) -> None:
    desk = Repository.open(folder)
    based_on = desk.head()
    git(remote, "update-ref", "refs/heads/main", f"{based_on}~1")
    assert carry_out(desk, plan(based_on, new_ticket(2))).landing is Landing.LOST_RACE
    assert git(remote, "rev-parse", "main") == git(folder, "rev-parse", f"{based_on}~1")


def test_a_store_reads_what_others_pushed(remote: Path, folder: Path) -> None:
    newest = commit_files(remote, {"kb/vpn/drops.md": b"---\ntitle: VPN drops\n---\n\nText.\n"}, "Write an article")
    with GitStore(Repository.open(folder)).snapshot() as snapshot:
        assert snapshot.commit == newest and list(snapshot.articles) == ["vpn/drops"]


def test_unrelated_local_edits_stay_while_the_work_tree_follows(folder: Path) -> None:
    (folder / "rules/desk.yml").write_text("name: Mine\nprefix: HD\n")
    (folder / "kb").mkdir()
    (folder / "kb/draft.md").write_text("draft")
    git(folder, "add", "kb/draft.md")
    desk = Repository.open(folder)
    landed = carry_out(desk, plan(desk.head(), new_ticket(2)))
    assert (landed.landing, landed.why) == (Landing.LANDED, "")
    assert sorted(status(folder)) == [" M rules/desk.yml", "A  kb/draft.md"]
    assert (folder / "tickets/000/HD-000002/ticket.md").exists()


def test_a_work_tree_with_edits_in_the_way_stays_behind_and_says_so(remote: Path, folder: Path) -> None:
    mine = (folder / TICKET).read_text().replace("title: The VPN drops", "title: Mine")
    (folder / TICKET).write_text(mine)
    desk = Repository.open(folder)
    landed = carry_out(desk, plan(desk.head(), changed(1, status="open")))
    assert landed.landing is Landing.LANDED and TICKET in landed.why
    assert (folder / TICKET).read_text() == mine
    assert git(remote, "rev-parse", "main") == landed.commit
    assert status(folder) == [f" M {TICKET}"]


@pytest.mark.parametrize("staged", [False, True])
def test_without_a_remote_edits_in_the_way_stay_on_top_of_what_the_desk_wrote(folder: Path, staged: bool) -> None:
    git(folder, "remote", "remove", "origin")
    mine = (folder / TICKET).read_text().replace("title: The VPN drops", "title: Mine")
    (folder / TICKET).write_text(mine)
    if staged:
        git(folder, "add", TICKET)
    desk = Repository.open(folder)
    landed = carry_out(desk, plan(desk.head(), changed(1, status="open"), reply(1, "More.\n", "k"), new_ticket(2)))
    assert landed.landing is Landing.LANDED and TICKET in landed.why
    assert git(folder, "rev-parse", "main") == landed.commit
    assert (folder / TICKET).read_text() == mine
    assert status(folder) == [f"M  {TICKET}" if staged else f" M {TICKET}"]
    assert (folder / "tickets/000/HD-000002/ticket.md").exists()
    assert len(list((folder / "tickets/000/HD-000001/comments").iterdir())) == 1


def test_commits_of_ones_own_keep_the_local_branch_where_it_is(remote: Path, folder: Path) -> None:
    (folder / "note.txt").write_text("mine")
    git(folder, "add", "note.txt")
    git(folder, "commit", "-qm", "Mine")
    mine = git(folder, "rev-parse", "main")
    desk = Repository.open(folder)
    landed = carry_out(desk, plan(desk.head(), new_ticket(2)))
    assert landed.landing is Landing.LANDED and "commits of its own" in landed.why
    assert git(folder, "rev-parse", "main") == mine
    assert git(remote, "rev-parse", "main") == landed.commit == desk.head()


@pytest.mark.parametrize(
    "options", [("--depth=1",), ("--depth=1", "--bare"), ("--bare",), ("--depth=1", "--no-checkout")]
)
def test_a_shallow_or_bare_clone_is_enough(
    remote: Path, folder: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    desk = Repository.open(clone(remote, tmp_path / "ci", *options))
    store = GitStore(desk)
    with store.snapshot() as snapshot:
        assert store.carry_out(plan(snapshot.commit, reply(1, "More.\n", "k"))).landing is Landing.LANDED
    newest = commit_files(remote, {"kb/a/b.md": b"---\ntitle: B\n---\n\nx\n"}, "Write")
    with store.snapshot() as snapshot:
        assert snapshot.commit == newest
        assert [len(record.conversation) for record in snapshot.all_tickets()] == [1]


def test_a_detached_checkout_of_ci_finds_the_desk_s_branch(remote: Path, folder: Path) -> None:
    git(folder, "checkout", "-q", "--detach")
    assert Repository.open(folder).branch == "main"


def test_a_branch_checked_out_in_a_linked_work_tree_follows_there(folder: Path, tmp_path: Path) -> None:
    git(folder, "checkout", "-q", "-b", "mine")
    git(folder, "worktree", "add", "-q", str(tmp_path / "linked"), "main")
    desk = Repository.open(folder, branch="main")
    landed = carry_out(desk, plan(desk.head(), new_ticket(2)))
    assert (landed.landing, landed.why) == (Landing.LANDED, "")
    assert (tmp_path / "linked/tickets/000/HD-000002/ticket.md").exists()
    assert not (folder / "tickets/000/HD-000002").exists()
    with GitSnapshot.at(Repository.open(tmp_path / "linked")) as snapshot:
        assert snapshot.cursors.highest == 2
