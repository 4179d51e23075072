"""What a technician does on the command line: their own edits, under their own name, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
from git_desks import MORNING, bare_desk, changed, clone, git, new_ticket, plan

from hand_edits import drop, say, set_fields
from helpdesk.model.ids import TicketNumber
from helpdesk.model.ports import Landing
from helpdesk.model.ticket import Comment, DropBoxItem, Visibility
from helpdesk.store.carry_out import carry_out
from helpdesk.store.people_edit import NotEdited
from helpdesk.store.people_push import Collision, push_edits
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.snapshot import GitSnapshot

ONE = TicketNumber(1)
TICKET = "tickets/000/HD-000001/ticket.md"
ITEM = DropBoxItem(uuid="7c1c2f0e-0000-4000-8000-000000000001", title="The printer jams")


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare_desk(tmp_path / "remote.git")


@pytest.fixture
def kims(remote: Path, tmp_path: Path) -> Repository:
    """Kim's clone, with two tickets in it."""
    desk = Repository.open(clone(remote, tmp_path / "kim"))
    carry_out(desk, plan(desk.head(), new_ticket(1), new_ticket(2)))
    return desk


@pytest.fixture
def bot(kims: Repository, remote: Path, tmp_path: Path) -> Repository:
    """The desk's own clone."""
    return Repository.open(clone(remote, tmp_path / "bot.git", "--bare"))


def root(desk: Repository) -> Path:
    assert desk.root
    return desk.root


def test_an_edit_changes_one_line_and_is_committed_under_ones_own_name(kims: Repository) -> None:
    before = (root(kims) / TICKET).read_text().splitlines()
    edited = set_fields(kims, ONE, status="open")
    after = (root(kims) / TICKET).read_text().splitlines()
    assert edited.paths == (TICKET,)
    assert [line for line in after if line not in before] == ["status: open"] and len(after) == len(before)
    assert git(root(kims), "log", "-1", "--format=%an|%s") == "Kim Lee|Set status"
    assert git(root(kims), "diff", "--name-only", "HEAD~1") == TICKET


def test_what_else_is_staged_or_edited_stays_as_it_is(kims: Repository) -> None:
    (root(kims) / "rules/desk.yml").write_text("name: Mine\n")
    (root(kims) / "staged.md").write_text("staged")
    (root(kims) / "untracked.md").write_text("untracked")
    git(root(kims), "add", "staged.md")
    before = git(root(kims), "status", "--porcelain")
    set_fields(kims, ONE, assignee="kim", tags=["vpn"])
    say(kims, ONE, Comment(at=MORNING, by="kim", key="cli:1"), "On it.\n")
    drop(kims, ITEM, "It jams.\n", MORNING)
    assert git(root(kims), "status", "--porcelain") == before


def test_an_edit_can_be_left_uncommitted(kims: Repository) -> None:
    head = kims.checked_out()
    assert set_fields(kims, ONE, status="open", commit=False).commit == ""
    assert kims.checked_out() == head and "status: open" in (root(kims) / TICKET).read_text()


def test_without_a_name_in_git_nothing_is_changed_and_the_remedy_named(
    kims: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("user.name", "user.email"):
        git(root(kims), "config", "--unset", name)
    git(root(kims), "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    for edit in (
        lambda: set_fields(kims, ONE, status="open"),
        lambda: drop(kims, ITEM, "It jams.\n", MORNING),
    ):
        with pytest.raises(NotEdited, match=r"git config --global user\.name"):
            edit()
    assert git(root(kims), "status", "--porcelain") == ""


def test_a_link_does_not_lead_an_edit_elsewhere(kims: Repository, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.md"
    target.write_bytes((root(kims) / TICKET).read_bytes())
    (root(kims) / TICKET).unlink()
    (root(kims) / TICKET).symlink_to(target)
    before = target.read_bytes()
    with pytest.raises(NotEdited, match="symbolic link"):
        set_fields(kims, ONE, status="open")
    assert target.read_bytes() == before


def test_a_bare_clone_is_refused(bot: Repository) -> None:
    with pytest.raises(NotADesk, match="clone it and work there"):
        drop(bot, ITEM, "x", MORNING)


def test_edits_are_pushed_beside_what_the_desk_pushed_meanwhile(
    kims: Repository, bot: Repository, remote: Path
) -> None:
    set_fields(kims, ONE, status="open")
    comment = Comment(at=MORNING, by="kim", key="cli:1", visibility=Visibility.INTERNAL)
    say(kims, ONE, comment, "On it.\n")
    carry_out(bot, plan(bot.head(), changed(1, priority="P1"), changed(1, tags=["vpn"]), new_ticket(3)))
    desk_s = git(remote, "rev-parse", "main")
    (root(kims) / "draft.txt").write_text("mine")
    assert push_edits(kims).landing is Landing.LANDED
    assert git(remote, "rev-parse", "main^1") == desk_s, "the main line is the desk's"
    with GitSnapshot.at(bot, bot.fetch()) as snapshot:
        record = snapshot.ticket(ONE)
        assert record is not None
        ticket = record.ticket
        assert (ticket.status, ticket.priority, ticket.tags) == ("open", "P1", ("vpn",))
        assert [spoken.text for spoken in record.conversation] == ["On it.\n"]
        assert [awake.number for awake in snapshot.awake(MORNING)] == [1]
    assert git(root(kims), "rev-parse", "main") == git(remote, "rev-parse", "main")
    assert git(root(kims), "status", "--porcelain") == "?? draft.txt"


def test_a_field_set_in_two_ways_is_for_people_to_decide(kims: Repository, bot: Repository, remote: Path) -> None:
    set_fields(kims, ONE, priority="P2")
    carry_out(bot, plan(bot.head(), changed(1, priority="P1")))
    before = git(remote, "rev-parse", "main")
    with pytest.raises(Collision, match="priority was set to 'P1' by others, and to 'P2' by you"):
        push_edits(kims)
    assert git(remote, "rev-parse", "main") == before
    assert "priority: P2" in (root(kims) / TICKET).read_text()
    assert git(root(kims), "for-each-ref", "refs/helpdesk") == ""


def test_the_same_field_set_alike_by_both_is_no_quarrel(kims: Repository, bot: Repository) -> None:
    set_fields(kims, ONE, priority="P1", status="open")
    carry_out(bot, plan(bot.head(), changed(1, priority="P1")))
    assert push_edits(kims).landing is Landing.LANDED


def test_pushing_with_nothing_to_push_is_fine(kims: Repository) -> None:
    assert push_edits(kims).landing is Landing.LANDED


def test_working_offline_keeps_the_edits_for_later(kims: Repository, remote: Path, tmp_path: Path) -> None:
    drop(kims, ITEM, "It jams.\n", MORNING + timedelta(hours=3))
    remote.rename(tmp_path / "away")
    assert push_edits(kims).landing is Landing.UNREACHABLE
    (tmp_path / "away").rename(remote)
    assert push_edits(kims).landing is Landing.LANDED
    with GitSnapshot.at(kims) as snapshot:
        assert [dropped.item.title for dropped in snapshot.drop_box()] == ["The printer jams"]
