"""A look at few things of a checkout reads them, and asks git what is edited only where they are not as committed."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from git_desks import bare_desk, clone, commit_files, git, new_ticket, plan
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.model.ids import TicketNumber
from helpdesk.store import work_tree
from helpdesk.store.carry_out import carry_out
from helpdesk.store.git_ids import Reader, Unusual, blob_id
from helpdesk.store.plumbing import Done, Git
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.work_tree import WorkTreeSnapshot

ONE = "tickets/000/HD-000001"
TICKET, ARTICLE, ASSET = f"{ONE}/ticket.md", "kb/network/vpn.md", "assets/laptops/l-1.yml"
FILES: dict[str, bytes | None] = {
    ARTICLE: b"---\ntitle: VPN\n---\n\nConnect.\n",
    "kb/network-b.md": b"---\ntitle: Sorts before the folder\n---\n\nText.\n",
    ASSET: b"kind: device\nname: Laptop\n",
    "kb/.gitignore": b"*.swp\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of a desk with two tickets, an article and an asset."""
    folder = tmp_path_factory.mktemp("made")
    repository = Repository.open(bare_desk(folder / "desk.git", FILES))
    carry_out(repository, plan(repository.head(), new_ticket(1), new_ticket(2)))
    here = clone(folder / "desk.git", folder / "here")
    WorkTreeSnapshot.of(Repository.open(here)).close()
    return here


@pytest.fixture
def here(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "here", symlinks=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of git, by its verbs."""
    verbs: list[str] = []
    run = Git.run

    def watched(self: Git, verb: str, *arguments: str, **options: object) -> Done:
        verbs.append(verb)
        return run(self, verb, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", watched)
    return verbs


def nothing(here: Path) -> None:
    pass


def written_again(here: Path) -> None:
    (here / ARTICLE).write_bytes((here / ARTICLE).read_bytes())


def empty_folder(here: Path) -> None:
    (here / "kb/drafts").mkdir()


def another_ticket_edited(here: Path) -> None:
    (here / "tickets/000/HD-000002/ticket.md").write_text("mine")


def staged_and_undone(here: Path) -> None:
    before = (here / ARTICLE).read_bytes()
    (here / ARTICLE).write_text("mine")
    git(here, "add", ARTICLE)
    (here / ARTICLE).write_bytes(before)


def index_gone(here: Path) -> None:
    (here / ".git/index").unlink()


def article_edited(here: Path) -> None:
    (here / ARTICLE).write_text("---\ntitle: Mine\n---\n\nText.\n")


def same_size_and_time(here: Path) -> None:
    found = (here / ARTICLE).stat()
    (here / ARTICLE).write_bytes((here / ARTICLE).read_bytes().replace(b"VPN", b"LAN"))
    os.utime(here / ARTICLE, ns=(found.st_atime_ns, found.st_mtime_ns))


def article_staged(here: Path) -> None:
    article_edited(here)
    git(here, "add", ARTICLE)


def article_said_to_be_unchanged(here: Path) -> None:
    git(here, "update-index", "--assume-unchanged", ARTICLE)
    article_edited(here)


def article_executable(here: Path) -> None:
    (here / ARTICLE).chmod(0o755)


def article_of_another_name(here: Path) -> None:
    (here / ARTICLE).rename(here / "kb/network/wan.md")


def article_of_odd_name(here: Path) -> None:
    Path(os.fsdecode(os.fsencode(here / "kb") + b"/\xff.md")).write_text("mine")


def article_ignored(here: Path) -> None:
    (here / "kb/vpn.swp").write_text("mine")


def article_a_link(here: Path) -> None:
    (here / ARTICLE).rename(here.parent / "vpn.md")
    (here / ARTICLE).symlink_to(here.parent / "vpn.md")


def lines_that_end_as_on_windows(here: Path) -> None:
    git(here, "config", "core.autocrlf", "true")
    (here / ARTICLE).write_bytes((here / ARTICLE).read_bytes().replace(b"\n", b"\r\n"))


def folder_a_link(here: Path) -> None:
    (here / "assets").rename(here.parent / "assets")
    (here / "assets").symlink_to(here.parent / "assets")


def folder_a_file(here: Path) -> None:
    shutil.rmtree(here / "assets")
    (here / "assets").write_text("mine")


def folder_a_pipe_stands_in(here: Path) -> None:
    os.mkfifo(here / "kb/pipe.md")


def folder_a_repository(here: Path) -> None:
    git(here, "init", "-q", "--template=", str(here / "kb/other"))


def folder_sparse(here: Path) -> None:
    git(here, "update-index", "-q", "--refresh")
    git(here, "sparse-checkout", "set", "--no-cone", "/*", "!/kb/")


def folder_emptied(here: Path) -> None:
    shutil.rmtree(here / "assets")


def ticket_edited(here: Path) -> None:
    (here / TICKET).write_bytes((here / TICKET).read_bytes().replace(b"The VPN drops", b"Edited"))


def ticket_gone(here: Path) -> None:
    shutil.rmtree(here / ONE)


def ticket_twice(here: Path) -> None:
    shutil.copytree(here / ONE, here / "tickets/000/XX-000001")


def shard_a_link(here: Path) -> None:
    (here / "tickets/000").rename(here.parent / "shard")
    (here / "tickets/000").symlink_to(here.parent / "shard")


def rules_edited(here: Path) -> None:
    (here / "rules/desk.yml").write_text("name: Renamed\nprefix: HD\n")


def cursors_edited(here: Path) -> None:
    (here / "tickets/cursors.yml").write_text("highest: 9\n")


def readers_begun(here: Path) -> None:
    (here / "readers").mkdir()
    (here / "readers/2026-03.yml").write_text("{}\n")


Edit = Callable[[Path], None]
AS_COMMITTED: tuple[Edit, ...] = (
    *(nothing, written_again, empty_folder, another_ticket_edited, staged_and_undone, index_gone),
)
OTHERWISE: tuple[Edit, ...] = (
    *(article_edited, same_size_and_time, article_staged, article_said_to_be_unchanged, article_executable),
    *(article_of_another_name, article_of_odd_name, article_ignored, article_a_link, lines_that_end_as_on_windows),
    *(folder_a_link, folder_a_file, folder_a_pipe_stands_in, folder_a_repository, folder_sparse, folder_emptied),
    *(ticket_edited, ticket_gone, ticket_twice, shard_a_link, rules_edited, cursors_edited, readers_begun),
)


@pytest.mark.parametrize("edit", AS_COMMITTED[:-1], ids=lambda edit: edit.__name__)
def test_git_is_not_asked_where_what_is_looked_at_lies_as_committed(here: Path, asked: list[str], edit: Edit) -> None:
    edit(here)
    repository = Repository.open(here)
    asked.clear()
    with WorkTreeSnapshot.of(repository, only=[1], at=repository.opened_at) as near:
        assert (near.edited, asked) == ((), []) and near.ticket(TicketNumber(1)) is not None


@pytest.mark.parametrize("edit", (AS_COMMITTED[-1], *OTHERWISE), ids=lambda edit: edit.__name__)
def test_git_is_asked_what_differs_where_anything_does(here: Path, asked: list[str], edit: Edit) -> None:
    edit(here)
    with WorkTreeSnapshot.of(Repository.open(here), only=[1]):
        assert "status" in asked


@settings(max_examples=25, deadline=None)
@given(edits=st.lists(st.sampled_from((*AS_COMMITTED, *OTHERWISE)), max_size=4, unique=True))
def test_whatever_was_edited_it_is_read_as_git_tells_it(made: Path, edits: list[Edit]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = shutil.copytree(made, Path(folder) / "here", symlinks=True)
        for edit in edits:
            try:
                edit(here)
            except (OSError, AssertionError):
                continue  # what it would edit is gone by another of them
        repository = Repository.open(here)
        with WorkTreeSnapshot.of(repository, only=[1]) as near:
            seen = view(near)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(work_tree, "as_committed", lambda *_: False)
            with WorkTreeSnapshot.of(repository, only=[1]) as by_git:
                assert view(by_git) == seen
        differing = {path for path in by_git.edited if content(here / path) != content(made / path)}
        assert differing <= set(near.edited) <= set(by_git.edited)


def content(path: Path) -> bytes | None:
    """What a file holds; nothing where there is none, or a link."""
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def view(near: WorkTreeSnapshot) -> object:
    one = near.ticket(TicketNumber(1))
    return one, near.articles, near.assets, near.readers, near.rules, near.cursors, near.findings


def test_a_commit_that_is_checked_out_meanwhile_is_the_one_that_is_read(here: Path, made: Path) -> None:
    repository = Repository.open(here)
    (here / "rules/desk.yml").write_text("name: Renamed\nprefix: HD\n")
    git(here, "commit", "-qam", "Rename")
    with WorkTreeSnapshot.of(repository, only=(), at=repository.opened_at) as near:
        assert (near.rules.desk.name, near.edited) == ("Renamed", ())
        assert near.commit == git(here, "rev-parse", "HEAD")


def test_a_commit_is_read_where_no_branch_is_checked_out(here: Path, asked: list[str]) -> None:
    git(here, "checkout", "-q", "--detach")
    repository = Repository.open(here)
    with WorkTreeSnapshot.of(repository, only=(1,), at=repository.opened_at) as near:
        assert near.commit == git(here, "rev-parse", "HEAD") and "status" not in asked


def test_where_nothing_is_committed_yet_it_is_said_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "new")
    repository = Repository.open(tmp_path / "new")
    assert (repository.branch, repository.opened_at) == ("main", "")
    with pytest.raises(NotADesk, match="nothing is committed here yet"):
        WorkTreeSnapshot.of(repository, only=(1,), at=repository.opened_at)


@pytest.mark.parametrize("width", [40, 64])
def test_ids_are_git_s_own(tmp_path: Path, width: int) -> None:
    git(tmp_path, "init", "-q", "-b", "main", f"--object-format={'sha1' if width == 40 else 'sha256'}", "desk")
    desk = tmp_path / "desk"
    for name in ("a.b/x", "a/x", "a0", "ab/y/z", os.fsdecode(b"\xfe/\xff")):
        (desk / "kb" / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / "kb" / name).write_text(name, "utf-8", "surrogateescape")
    (desk / "kb/a0").chmod(0o755)
    git(desk, "add", "kb")
    git(desk, "commit", "-qm", "Files")
    reader = Reader(width, 0)
    assert reader.folder(str(desk / "kb")) == git(desk, "rev-parse", "HEAD:kb")
    assert reader.file(str(desk / "kb/a0")) == git(desk, "rev-parse", "HEAD:kb/a0") == blob_id(b"a0", width)


def test_more_is_not_read_than_git_could_tell_sooner(tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / str(number)).write_text("")
    assert Reader(40, 10_000_000).folder(str(tmp_path))
    with pytest.raises(Unusual):
        Reader(40, 0).folder(str(tmp_path))
    (tmp_path / "0").write_bytes(bytes(20_000_000))
    with pytest.raises(Unusual):
        Reader(40, 0).file(str(tmp_path / "0"))


def test_a_look_at_a_commit_behind_everybody_s_back_is_of_that_commit(here: Path, made: Path) -> None:
    commit_files(made.parent / "desk.git", {"kb/new.md": b"---\ntitle: New\n---\n\nText.\n"}, "Article")
    git(here, "pull", "-q")
    with WorkTreeSnapshot.of(Repository.open(here), only=(1,)) as near:
        assert "new" in near.articles and near.edited == ()


def test_of_two_edited_folders_with_one_number_the_desk_s_own_counts(here: Path) -> None:
    ticket_edited(here)
    ticket_twice(here)
    with WorkTreeSnapshot.of(Repository.open(here), only=[1]) as near:
        record = near.ticket(TicketNumber(1))
        assert record is not None and (record.reference, record.ticket.title) == ("HD-000001", "Edited")
        assert [(found.path, found.code) for found in near.findings if found.path.startswith("tickets")] == [
            ("tickets/000/XX-000001", "T061")
        ]
