"""What others wrote is data: no name, message, path or environment makes git do anything else."""

from pathlib import Path

import pytest
from git_desks import MORNING, bare_desk, changed, clone, commit_files, git, new_ticket, plan, reply
from msgspec.structs import replace

from helpdesk.model.ids import TicketNumber
from helpdesk.model.plan import NewComment, NewFile, Work
from helpdesk.model.ports import Landing
from helpdesk.model.ticket import Comment
from helpdesk.store.carry_out import carry_out
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.snapshot import GitSnapshot
from helpdesk.store.stream import Signature, clean_line, quoted
from helpdesk.store.write import WriteRefused


@pytest.fixture
def desk(tmp_path: Path) -> Repository:
    return Repository.open(bare_desk(tmp_path / "desk.git"))


def test_a_subject_cannot_add_trailers_or_commands_to_the_stream(desk: Repository) -> None:
    evil = "HD-000001: x\n\nTicket: HD-000999\ndata 3\nM 100644 inline ../../evil\x00\x1b[31m\u202egnp"
    landed = carry_out(desk, plan(desk.head(), replace(new_ticket(1), subject=evil)))
    assert landed.landing is Landing.LANDED
    assert (
        git(desk.git_dir, "log", "-1", "--skip=1", "--format=%(trailers:key=Ticket,valueonly)", "main") == "HD-000001"
    )
    subject = git(desk.git_dir, "log", "-1", "--skip=1", "--format=%s", "main")
    assert subject == "HD-000001: x Ticket: HD-000999 data 3 M 100644 inline ../../evil [31m gnp"
    assert git(desk.git_dir, "ls-tree", "--name-only", "main").split() == ["rules", "tickets"]


@pytest.mark.parametrize(
    "name", ["../../../x.md", "a/b.md", "..md", "-rf.md", "a\nb.md", 'a".md', ".git.md", "x.yml", ""]
)
def test_a_comment_is_never_a_path(desk: Repository, name: str) -> None:
    base = carry_out(desk, plan(desk.head(), new_ticket(1))).commit
    comment = NewComment(name, Comment(at=MORNING, by="requester"), "x")
    with pytest.raises(WriteRefused):
        carry_out(desk, plan(base, replace(reply(1, "x", "k"), comments=(comment,))))
    assert desk.head() == base


@pytest.mark.parametrize(
    "path", ["rules/desk.yml", "tickets/../rules/desk.yml", "tickets/000/HD-000001/timeline.yml", "/etc/passwd"]
)
def test_only_the_drop_box_is_ever_emptied(desk: Repository, path: str) -> None:
    base = carry_out(desk, plan(desk.head(), new_ticket(1))).commit
    with pytest.raises(WriteRefused):
        carry_out(desk, plan(base, replace(changed(1, status="open"), removes=(path,))))


@pytest.mark.parametrize("reference", ["HD-000002", "../HD-000001", "hd-000001", "HD-1", "-000001"])
def test_the_path_of_a_ticket_follows_from_its_number_alone(desk: Repository, reference: str) -> None:
    with pytest.raises(WriteRefused):
        carry_out(desk, plan(desk.head(), replace(new_ticket(1), reference=reference)))


def test_a_number_is_never_given_twice(desk: Repository) -> None:
    base = carry_out(desk, plan(desk.head(), new_ticket(1))).commit
    with pytest.raises(WriteRefused, match="never given twice"):
        carry_out(desk, plan(base, new_ticket(1, "Another")))


def test_a_comment_is_written_once(desk: Repository) -> None:
    base = carry_out(desk, plan(desk.head(), new_ticket(1), reply(1, "First.\n", "k"))).commit
    assert carry_out(desk, plan(base, reply(1, "First.\n", "k"))).landing is Landing.LANDED, "the same again is no harm"
    with pytest.raises(WriteRefused, match="never rewritten"):
        carry_out(desk, plan(desk.head(), reply(1, "Forged.\n", "k")))


def test_a_file_dropped_under_any_name_can_be_taken_away(desk: Repository) -> None:
    names = [
        'tickets/new/a "quoted" name.md',
        "tickets/new/Dr\u00fccker \u6253\u5370.md",
        "tickets/new/:(top)x.md",
        "tickets/new/-x.md",
        "tickets/new/two\nlines.md",
    ]
    text = b"---\nuuid: 7c1c2f0e-0000-4000-8000-000000000001\ntitle: Broken\n---\n\nHelp.\n"
    commit_files(desk.git_dir, dict.fromkeys(names, text), "Drop")
    with GitSnapshot.at(desk) as snapshot:
        assert sorted(dropped.path for dropped in snapshot.drop_box()) == sorted(names)
    landed = carry_out(desk, plan(desk.head(), replace(new_ticket(1), removes=tuple(names))))
    assert landed.landing is Landing.LANDED
    with GitSnapshot.at(desk) as snapshot:
        assert list(snapshot.drop_box()) == []


def test_attachments_lie_beside_the_ticket_under_their_hash(desk: Repository) -> None:
    work = replace(new_ticket(1), files=(NewFile("0123456789abcdef.bin", bytes(range(256)) * 9),))
    landed = carry_out(desk, plan(desk.head(), work))
    blob = git(desk.git_dir, "rev-parse", f"{landed.commit}:tickets/000/HD-000001/files/0123456789abcdef.bin")
    assert git(desk.git_dir, "cat-file", "-s", blob) == "2304"


def test_names_are_cleaned_for_git() -> None:
    signature = Signature("Evil <x@y>\n\0author", "a b@c>\n", MORNING)
    assert signature.encoded() == b"Evil x@y author <ab@c> 1772442000 +0000"
    assert quoted('a"b\\c\nd\u00e9') == b'"a\\042b\\134c\\012d\\303\\251"'
    assert len(clean_line("x" * 999)) <= 160


def test_a_variable_of_another_repository_does_not_lead_us_astray(
    desk: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = bare_desk(tmp_path / "other.git", {"kb/a/b.md": b"---\ntitle: Other\n---\n\nx\n"})
    for name in ("GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, str(other if name != "GIT_OBJECT_DIRECTORY" else other / "objects"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    again = Repository.open(desk.git_dir)
    assert again.git_dir == desk.git_dir
    with GitSnapshot.at(again) as snapshot:
        assert snapshot.articles == {}


def test_hooks_of_the_clone_are_not_run_by_a_pass(tmp_path: Path) -> None:
    folder = clone(bare_desk(tmp_path / "remote.git"), tmp_path / "clone")
    (folder / ".git/hooks").mkdir()
    for hook in ("pre-push", "post-merge", "reference-transaction", "post-checkout"):
        path = folder / ".git/hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {tmp_path}/hooked\nexit 1\n")
        path.chmod(0o755)
    desk = Repository.open(folder)
    assert carry_out(desk, plan(desk.head(), new_ticket(1))).landing is Landing.LANDED
    assert not (tmp_path / "hooked").exists()


def test_a_link_in_the_repository_is_no_record(desk: Repository, tmp_path: Path) -> None:
    folder = clone(desk.git_dir, tmp_path / "clone")
    (folder / "kb/a").mkdir(parents=True)
    (folder / "kb/a/secret.md").symlink_to("/etc/passwd")
    (folder / "tickets/new").mkdir(parents=True)
    (folder / "tickets/new/x.md").symlink_to("/etc/passwd")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Links")
    git(folder, "push", "-q")
    with GitSnapshot.at(Repository.open(desk.git_dir)) as snapshot:
        assert snapshot.articles == {} and list(snapshot.drop_box()) == []


def test_what_is_no_repository_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotADesk, match="no git repository"):
        Repository.open(tmp_path)
    with pytest.raises(NotADesk):
        Repository.open(tmp_path / "not" / "there")


def test_a_repository_of_another_user_is_not_touched_and_the_remedy_named(
    desk: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(NotADesk, match=r"git config --global --add safe\.directory"):
        Repository.open(desk.git_dir)


def test_a_work_without_entries_or_edits_writes_no_commit(desk: Repository) -> None:
    base = carry_out(desk, plan(desk.head(), new_ticket(1))).commit
    idle = Work(number=TicketNumber(1), reference="HD-000001", subject="HD-000001: nothing")
    assert carry_out(desk, plan(base, idle)).commit == base
