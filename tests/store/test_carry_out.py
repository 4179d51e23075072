"""What a pass decides becomes commits on the remote's branch: all of it or nothing, and never over anybody's work."""

import os
import time
from pathlib import Path

import pytest
from git_desks import MORNING, bare_desk, clone, commit_files, git, new_ticket, plan, reply

from helpdesk.model.ports import Landing
from helpdesk.store.carry_out import carry_out
from helpdesk.store.patience import DEAD_REF
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare_desk(tmp_path / "remote.git")


@pytest.fixture
def desk(remote: Path, tmp_path: Path) -> Repository:
    return Repository.open(clone(remote, tmp_path / "clone"))


def test_each_ticket_touched_is_one_commit_with_its_own_subject(remote: Path, desk: Repository) -> None:
    outcome = carry_out(desk, plan(desk.head(), new_ticket(1), new_ticket(2), channels={"mail:support": "7"}))
    assert outcome.landing is Landing.LANDED
    assert git(remote, "rev-parse", "main") == outcome.commit
    assert git(remote, "log", "-3", "--format=%s").splitlines() == [
        "Note how far everything has been read",
        "HD-000002: opened",
        "HD-000001: opened",
    ]
    assert git(remote, "log", "-1", "--skip=1", "--format=%(trailers:key=Ticket,valueonly)") == "HD-000002"
    assert git(remote, "log", "-1", "--format=%an <%ae> %aI") == f"Helpdesk <helpdesk@localhost> {MORNING.isoformat()}"
    with GitSnapshot.at(desk) as snapshot:
        assert [record.reference for record in snapshot.all_tickets()] == ["HD-000001", "HD-000002"]
        assert snapshot.cursors.highest == 2
        assert snapshot.cursors.channels == {"mail:support": "7"}
        assert snapshot.findings == ()


def test_the_work_tree_follows_a_pass(desk: Repository) -> None:
    outcome = carry_out(desk, plan(desk.head(), new_ticket(1)))
    assert outcome.why == ""
    assert desk.root and (desk.root / "tickets/000/HD-000001/ticket.md").exists()
    assert git(desk.root, "status", "--porcelain") == ""


def test_a_reply_appends_to_the_ledger_and_leaves_the_ticket_byte_for_byte(remote: Path, desk: Repository) -> None:
    first = carry_out(desk, plan(desk.head(), new_ticket(1)))
    before = git(remote, "show", "main:tickets/000/HD-000001/timeline.yml")
    outcome = carry_out(desk, plan(first.commit, reply(1, "Still.\n", "k1")))
    assert outcome.landing is Landing.LANDED
    after = git(remote, "show", "main:tickets/000/HD-000001/timeline.yml")
    assert after.startswith(before) and len(after.splitlines()) == len(before.splitlines()) + 1
    changed = git(remote, "diff", "--name-status", first.commit, outcome.commit).split()
    assert ["M", "tickets/000/HD-000001/timeline.yml"][1] in changed
    assert "tickets/000/HD-000001/ticket.md" not in changed


PUSHES = {
    "rules/teams/net.yml": b"name: Net\nmembers: [kim]\nlead: kim\n",
    "tickets/cursors.yml": b"highest: 7\n",
    "tickets/000/HD-000001/notes.md": b"In the way.\n",
    "tickets/000/HD-000009/timeline.yml": b"",
    "assets/laptops/l1.yml": b"name: Laptop\n",
}


@pytest.mark.parametrize("path", PUSHES)
def test_a_plan_is_void_where_what_it_was_decided_on_has_changed(remote: Path, desk: Repository, path: str) -> None:
    old = desk.head()
    newer = commit_files(remote, {path: PUSHES[path]}, "Change what decisions rest on")
    outcome = carry_out(desk, plan(old, new_ticket(1)))
    assert outcome.landing is Landing.LOST_RACE
    assert git(remote, "rev-parse", "main") == newer
    assert git(desk.git_dir, "for-each-ref", "refs/helpdesk") == ""


def test_a_plan_lands_on_top_of_what_people_pushed_beside_it(remote: Path, desk: Repository) -> None:
    """An article, another ticket: it is as if they had been pushed a moment later."""
    first = carry_out(desk, plan(desk.head(), new_ticket(1), new_ticket(2)))
    old = desk.head()
    files: dict[str, bytes | None] = {"kb/vpn/drops.md": b"---\ntitle: VPN drops\n---\n\nText.\n"}
    files["tickets/000/HD-000002/comments/20260302T090000Z-kim-1.md"] = b"---\nby: kim\n---\nI look.\n"
    newer = commit_files(remote, files, "Write an article")
    outcome = carry_out(desk, plan(old, reply(1, "Still.\n", "k1"), stamped=old))
    assert outcome.landing is Landing.LANDED
    assert git(remote, "rev-parse", "main", "main~2").splitlines() == [outcome.commit, newer]
    changed = git(remote, "diff", "--name-only", newer, "main").splitlines()
    changed.remove("tickets/cursors.yml")
    assert changed and all(path.startswith("tickets/000/HD-000001/") for path in changed)
    assert first.commit == old


def test_a_lock_that_a_dead_writer_left_on_a_remote_of_this_machine_stops_nobody_for_long(
    remote: Path, desk: Repository
) -> None:
    lock = remote / "refs/heads/main.lock"
    lock.touch()
    assert carry_out(desk, plan(desk.head(), new_ticket(1))).landing is Landing.LOST_RACE
    assert lock.exists(), "somebody may be writing"
    long_ago = time.time() - 2 * DEAD_REF
    os.utime(lock, (long_ago, long_ago))
    carry_out(desk, plan(desk.head(), new_ticket(1)))
    assert not lock.exists()
    assert carry_out(desk, plan(desk.head(), new_ticket(1))).landing is Landing.LANDED
