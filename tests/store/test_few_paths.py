"""After a message only the paths that it changed move in the work tree, and only where nobody has touched them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from git_desks import bare_desk, changed, clone, git, new_ticket, plan, reply
from msgspec.structs import replace

from helpdesk.model.ports import Landed, Landing
from helpdesk.store import few_paths
from helpdesk.store.carry_out import carry_out
from helpdesk.store.plumbing import Done, Git
from helpdesk.store.repository import Repository

TICKET = "tickets/000/HD-000001/ticket.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clone in which ticket 1 lies in the work tree, and something waits in the drop box."""
    drop = {"tickets/new/door.md": b"---\ntitle: Door\n---\n"}
    made = clone(bare_desk(tmp_path / "remote.git", drop), tmp_path / "clone")
    desk = Repository.open(made)
    assert carry_out(desk, plan(desk.head(), new_ticket(1))).landing is Landing.LANDED
    return made


@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often git was left to move all of the work tree."""
    seen: list[str] = []
    run = Git.run

    def watched(self: Git, verb: str, *arguments: str, **options: object) -> Done:
        seen.extend([verb] if verb == "merge" else [])
        return run(self, verb, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", watched)
    return seen


def landed(folder: Path) -> Landed:
    """Ticket 1 changes and hears something, ticket 2 begins, and a file of the drop box goes."""
    desk = Repository.open(folder)
    opened = replace(new_ticket(2), removes=("tickets/new/door.md",))
    return carry_out(desk, plan(desk.head(), changed(1, status="open"), reply(1, "More.\n", "k"), opened))


def test_a_message_moves_the_paths_that_it_changed_and_git_looks_at_no_others(folder: Path, merges: list[str]) -> None:
    done = landed(folder)
    assert (done.landing, done.why, merges) == (Landing.LANDED, "", [])
    assert git(folder, "rev-parse", "main") == done.commit
    assert git(folder, "status", "--porcelain") == "", "index, work tree and commit are the same"
    assert "status: open" in (folder / TICKET).read_text()
    assert not (folder / "tickets/new/door.md").exists()
    git(folder, "fsck", "--strict")


def edited(folder: Path) -> None:
    (folder / TICKET).write_text("mine")


def staged(folder: Path) -> None:
    before = (folder / TICKET).read_bytes()
    (folder / TICKET).write_text("mine")
    git(folder, "add", TICKET)
    (folder / TICKET).write_bytes(before)


def said_to_be_unchanged(folder: Path) -> None:
    git(folder, "update-index", "--assume-unchanged", TICKET)
    (folder / TICKET).write_text("mine")


def same_size_and_time(folder: Path) -> None:
    found = (folder / TICKET).stat()
    (folder / TICKET).write_bytes((folder / TICKET).read_bytes().replace(b"VPN", b"LAN"))
    os.utime(folder / TICKET, ns=(found.st_atime_ns, found.st_mtime_ns))


def removed(folder: Path) -> None:
    (folder / TICKET).unlink()


def executable(folder: Path) -> None:
    (folder / TICKET).chmod(0o755)


def a_file_where_one_will_be(folder: Path) -> None:
    (folder / "tickets/000/HD-000002").mkdir()
    (folder / "tickets/000/HD-000002/ticket.md").write_text("mine")


def a_file_where_a_folder_will_be(folder: Path) -> None:
    (folder / "tickets/000/HD-000002").write_text("mine")


def a_link_where_a_folder_will_be(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (folder / "tickets/000/HD-000002").symlink_to(elsewhere)


def a_merge_begun(folder: Path) -> None:
    (folder / ".git/MERGE_HEAD").write_text(git(folder, "rev-parse", "HEAD") + "\n")


EDITS = (edited, staged, said_to_be_unchanged, same_size_and_time, removed, executable)
OBSTACLES = (a_file_where_one_will_be, a_file_where_a_folder_will_be, a_link_where_a_folder_will_be, a_merge_begun)


@pytest.mark.parametrize("touch", [*EDITS, *OBSTACLES], ids=lambda touch: touch.__name__)
def test_what_somebody_has_touched_is_left_to_git_and_nothing_of_it_is_moved(
    folder: Path, touch: Callable[[Path], None]
) -> None:
    touch(folder)
    desk = Repository.open(folder)
    before, listed = state(folder), git(folder, "ls-files", "-s")
    old = git(folder, "rev-parse", "main")
    git(folder.parent, "clone", "-q", str(folder.parent / "remote.git"), "other")
    new = landed(folder.parent / "other").commit
    git(folder, "fetch", "-q")
    assert not few_paths.moved(desk, old, new)
    assert (state(folder), git(folder, "ls-files", "-s")) == (before, listed)
    assert git(folder, "rev-parse", "main") == old


def state(folder: Path) -> dict[str, object]:
    """Every file and link of the work tree, with its content."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if not name.startswith(".git/") and (path.is_file() or path.is_symlink()):
            found[name] = path.readlink() if path.is_symlink() else path.read_bytes()
    return found


def test_many_paths_are_left_to_git(folder: Path, merges: list[str]) -> None:
    desk = Repository.open(folder)
    many = [new_ticket(number) for number in range(2, few_paths.MOST)]
    done = carry_out(desk, plan(desk.head(), *many))
    assert (done.landing, done.why, merges) == (Landing.LANDED, "", ["merge"])
    assert git(folder, "status", "--porcelain") == ""


def test_a_branch_that_somebody_moved_meanwhile_keeps_its_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Repository.open(folder)
    old, before = git(folder, "rev-parse", "main"), state(folder)
    git(folder.parent, "clone", "-q", str(folder.parent / "remote.git"), "other")
    new = landed(folder.parent / "other").commit
    git(folder, "fetch", "-q")
    run = Git.run

    def late(self: Git, verb: str, *arguments: str, **options: object) -> Done:
        if verb == "update-ref":
            mine = git(folder, "commit-tree", "-p", old, "-m", "Mine", f"{old}^{{tree}}")
            git(folder, "update-ref", "refs/heads/main", mine)
        return run(self, verb, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", late)
    assert not few_paths.moved(desk, old, new)
    assert state(folder) == before and git(folder, "status", "--porcelain") == ""
