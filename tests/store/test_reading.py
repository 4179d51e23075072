"""Reading a desk: bad records stay alone, bad rules don't rule, a damaged cache is made anew, cost follows change."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from git_desks import MORNING, bare_desk, clone, commit_files, git, new_ticket, plan

from helpdesk.load.timeline import write_entries
from helpdesk.model.ids import TicketNumber
from helpdesk.model.snapshot import Edit
from helpdesk.model.timeline import Changed, Closed
from helpdesk.store import cache, side_by_side, tickets
from helpdesk.store.carry_out import carry_out
from helpdesk.store.earlier import NoRules
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.snapshot import GitSnapshot
from helpdesk.store.work_tree import WorkTreeSnapshot

ONE = "tickets/000/HD-000001"
LATE = MORNING + timedelta(days=400)


@pytest.fixture
def desk(tmp_path: Path) -> Repository:
    """Three tickets in two shards."""
    repository = Repository.open(bare_desk(tmp_path / "desk.git"))
    carry_out(repository, plan(repository.head(), new_ticket(1), new_ticket(2), new_ticket(1001)))
    return repository


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the tickets that are parsed, as they are."""
    parsed: list[int] = []
    assembled = tickets.assembled

    def counting(place: tickets.Place, files: dict[str, bytes]) -> object:
        parsed.append(place.number)
        return assembled(place, files)

    monkeypatch.setattr(tickets, "assembled", counting)
    return parsed


def content(desk: Repository, path: str) -> bytes:
    return desk.git.run("show", f"main:{path}").out


def test_only_what_changed_is_read_again(desk: Repository, counted: list[int]) -> None:
    GitSnapshot.at(desk).close()
    assert sorted(counted) == [1, 2, 1001]
    counted.clear()
    GitSnapshot.at(desk).close()
    assert counted == []
    title = content(desk, f"{ONE}/ticket.md").replace(b"The VPN drops", b"The VPN is slow")
    commit_files(desk.git_dir, {f"{ONE}/ticket.md": title}, "Edit")
    with GitSnapshot.at(desk) as snapshot:
        assert counted == [1]
        record = snapshot.ticket(TicketNumber(1))
        assert record is not None and record.ticket.title == "The VPN is slow"
        assert [awake.number for awake in snapshot.awake(MORNING)] == [1], "a person's edit wakes the ticket"


def test_two_processes_read_the_same_as_one(desk: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    with GitSnapshot.at(desk) as snapshot:
        alone = list(snapshot.all_tickets())
    cache.rebuilt(desk.git_dir / "helpdesk").close()
    monkeypatch.setattr(side_by_side, "_MANY", 2)
    with GitSnapshot.at(desk) as snapshot:
        assert list(snapshot.all_tickets()) == alone and len(alone) == 3


def test_where_nothing_changed_no_object_of_git_is_read(desk: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    GitSnapshot.at(desk).close()
    monkeypatch.setattr("helpdesk.store.plumbing.Objects.__enter__", lambda self: pytest.fail("git was asked"))
    with GitSnapshot.at(desk) as snapshot:
        assert list(snapshot.awake(MORNING)) == []


def test_a_ticket_that_left_is_forgotten(desk: Repository) -> None:
    GitSnapshot.at(desk).close()
    commit_files(
        desk.git_dir,
        dict.fromkeys(
            [
                f"{ONE}/ticket.md",
                f"{ONE}/timeline.yml",
                "tickets/001/HD-001001/ticket.md",
                "tickets/001/HD-001001/timeline.yml",
            ]
        ),
        "Forget",
    )
    with GitSnapshot.at(desk) as snapshot:
        assert [record.number for record in snapshot.all_tickets()] == [2]
        assert snapshot.number_of_key("mail:1@example.org") is None
        assert snapshot.cursors.highest == 1001, "a number once given stays given"


def test_a_comment_that_came_by_git_wakes_its_ticket(desk: Repository) -> None:
    text = b"---\nat: 2026-03-02T10:00:00Z\nby: kim\nvisibility: public\n---\n\nTry again.\n"
    commit_files(desk.git_dir, {f"{ONE}/comments/20260302T100000Z-kim-0a0a0a0a0a0a.md": text}, "Comment")
    with GitSnapshot.at(desk) as snapshot:
        assert [record.number for record in snapshot.awake(MORNING)] == [1]


def test_a_bad_ticket_is_quarantined_and_every_other_untouched(desk: Repository) -> None:
    bad = content(desk, f"{ONE}/ticket.md").replace(b"status: new", b"status: [")
    commit_files(desk.git_dir, {f"{ONE}/ticket.md": bad, "tickets/000/HD-000002/timeline.yml": b"garbage\n"}, "Break")
    with GitSnapshot.at(desk) as snapshot:
        record = snapshot.ticket(TicketNumber(1))
        assert record is not None and record.quarantined and record.ticket.status == "new"
        assert snapshot.ticket(TicketNumber(2)) is None
        assert [record.number for record in snapshot.all_tickets()] == [1, 1001]
        assert {finding.path for finding in snapshot.findings} == {
            f"{ONE}/ticket.md",
            "tickets/000/HD-000002/timeline.yml",
        }


def test_folders_that_are_no_ticket_s_are_found(desk: Repository) -> None:
    strays = [
        "tickets/000/HD-001002/ticket.md",
        "tickets/000/notes.txt",
        "tickets/readme.md",
        "tickets/0001/HD-000001/ticket.md",
    ]
    commit_files(desk.git_dir, dict.fromkeys(strays, b"x"), "Stray")
    expected = {"tickets/000/HD-001002", "tickets/000/notes.txt", "tickets/readme.md", "tickets/0001"}
    with GitSnapshot.at(desk) as snapshot:
        assert {finding.path for finding in snapshot.findings} == expected
        assert [record.number for record in snapshot.all_tickets()] == [1, 2, 1001]
    commit_files(desk.git_dir, dict.fromkeys(strays), "Tidy")
    with GitSnapshot.at(desk) as snapshot:
        assert snapshot.findings == ()


BAD_RULES = b"name: [broken\n"


def test_bad_rules_do_not_rule_the_last_good_ones_do(desk: Repository, tmp_path: Path) -> None:
    commit_files(desk.git_dir, {"rules/desk.yml": b"name: Good\nprefix: HD\n"}, "Good rules")
    good = desk.head()
    commit_files(desk.git_dir, {"rules/desk.yml": BAD_RULES}, "Bad rules")
    commit_files(desk.git_dir, {"rules/desk.yml": BAD_RULES + b"\n"}, "Worse rules")
    for _ in ("read", "remembered"):
        with GitSnapshot.at(desk) as snapshot:
            assert snapshot.rules.desk.name == "Good"
            assert any(finding.path == "rules/desk.yml" for finding in snapshot.findings)
            assert any(f"the rules of commit {good[:12]} hold on" in finding.what for finding in snapshot.findings)
    commit_files(desk.git_dir, {"rules/desk.yml": b"name: Mended\nprefix: HD\n"}, "Mend")
    with GitSnapshot.at(desk) as snapshot:
        assert snapshot.rules.desk.name == "Mended" and snapshot.findings == ()


def test_a_shallow_clone_remembers_the_rules_it_could_read(desk: Repository, tmp_path: Path) -> None:
    shallow = Repository.open(clone(desk.git_dir, tmp_path / "ci.git", "--bare", "--depth=1"))
    GitSnapshot.at(shallow).close()
    commit_files(desk.git_dir, {"rules/desk.yml": BAD_RULES}, "Bad rules")
    git(shallow.git_dir, "fetch", "-q", "--depth=1", "origin", "+main:main")
    with GitSnapshot.at(shallow) as snapshot:
        assert snapshot.rules.desk.name == "Test desk"
    fresh = Repository.open(clone(desk.git_dir, tmp_path / "fresh.git", "--bare", "--depth=1"))
    with pytest.raises(NoRules, match=r"rules/desk\.yml:2:1: Y010"):
        GitSnapshot.at(fresh)


def test_bad_cursors_are_read_from_the_last_good_version(desk: Repository) -> None:
    commit_files(desk.git_dir, {"tickets/cursors.yml": b'highest: 1500\nchannels: {"mail:a": "9"}\n'}, "Cursors")
    commit_files(desk.git_dir, {"tickets/cursors.yml": b"highest: [\n"}, "Break")
    with GitSnapshot.at(desk) as snapshot:
        assert (snapshot.cursors.highest, snapshot.cursors.channels) == (1500, {"mail:a": "9"})
        assert [finding.path for finding in snapshot.findings] == ["tickets/cursors.yml"]
        carry_out(desk, plan(snapshot.commit, new_ticket(1501)))
    with GitSnapshot.at(desk) as snapshot:
        assert (snapshot.cursors.highest, snapshot.cursors.channels) == (1501, {"mail:a": "9"})
        assert snapshot.findings == ()


def overwrite(path: Path) -> None:
    path.write_bytes(b"this is no database, but long enough to be one" * 200)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def scramble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(byte ^ 0x5A for byte in data[4096:])
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [overwrite, cut, scramble, Path.unlink])
def test_a_damaged_cache_is_made_anew(desk: Repository, damage: Callable[[Path], None]) -> None:
    GitSnapshot.at(desk).close()
    damage(desk.git_dir / "helpdesk/cache.sqlite")
    with GitSnapshot.at(desk) as snapshot:
        assert [record.number for record in snapshot.all_tickets()] == [1, 2, 1001]
        assert snapshot.number_of_key("mail:2@example.org") == 2


def test_a_cache_of_another_version_is_made_anew(
    desk: Repository, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    GitSnapshot.at(desk).close()
    counted.clear()
    monkeypatch.setattr("helpdesk.store.cache.looks", lambda: "other files")
    monkeypatch.setattr("helpdesk.store.cache.fingerprint", lambda: "another tool")
    GitSnapshot.at(desk).close()
    assert sorted(counted) == [1, 2, 1001]


def test_the_same_tool_installed_again_reads_nothing_anew(
    desk: Repository, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    GitSnapshot.at(desk).close()
    counted.clear()
    monkeypatch.setattr("helpdesk.store.cache.looks", lambda: "the same files, written later")
    GitSnapshot.at(desk).close()
    assert counted == []


def test_public_holidays_are_kept_with_the_cache(desk: Repository) -> None:
    berlin = (
        b"timezone: Europe/Berlin\nweekly: {mon: [['09:00', '17:00']]}\nholidays: [{country: DE, subdivision: BE}]\n"
    )
    commit_files(desk.git_dir, {"rules/calendars/berlin.yml": berlin}, "Hours")
    GitSnapshot.at(desk).close()
    ask = """if True:
        import sys
        from datetime import date
        from helpdesk.decide.calendars.public_days import public_days
        from helpdesk.model.calendar import HolidaySource
        from helpdesk.store.repository import Repository
        from helpdesk.store.snapshot import GitSnapshot
        GitSnapshot.at(Repository.open(sys.argv[1])).close()
        year = date.today().year
        days = public_days(HolidaySource(country="DE", subdivision="BE"), year)
        print(date(year, 10, 3) in days, "holidays" in sys.modules)
    """
    said = subprocess.run(
        [sys.executable, "-c", ask, str(desk.root or desk.git_dir)], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["True", "False"]


def test_a_desk_whose_cache_cannot_be_written_is_read_all_the_same(desk: Repository, tmp_path: Path) -> None:
    (desk.git_dir / "helpdesk").rename(tmp_path / "aside")
    (desk.git_dir / "helpdesk").write_text("a file where the folder should be")
    with GitSnapshot.at(desk) as snapshot:
        assert [record.number for record in snapshot.all_tickets()] == [1, 2, 1001]


def test_a_commit_that_is_not_here_is_said_so(desk: Repository) -> None:
    with pytest.raises(NotADesk, match="fetch it first"):
        GitSnapshot.at(desk, "0123456789" * 4)


def test_an_edit_is_its_author_s_at_the_main_line_s_time(desk: Repository) -> None:
    path, other = f"{ONE}/ticket.md", "tickets/000/HD-000002/ticket.md"
    first = commit_files(desk.git_dir, {path: b"x"}, "Edit", at=MORNING + timedelta(hours=1))
    second = commit_files(desk.git_dir, {other: b"y"}, "Edit", who="Evil \u202e Name", at=MORNING + timedelta(hours=2))
    mailmap = b"Kim Lee <kim@desk.example> <someone@else.example>\n"
    commit_files(desk.git_dir, {"kb/a/b.md": b"z", ".mailmap": mailmap}, "Article", at=MORNING + timedelta(hours=3))
    with GitSnapshot.at(desk) as snapshot:
        edits = snapshot.edits([path, other, "tickets/000/HD-000003/ticket.md", ":(top)", "--all"])
    assert edits == {
        path: Edit(path, "kim", MORNING + timedelta(hours=1), first),
        other: Edit(other, "Evil Name <someone@else.example>", MORNING + timedelta(hours=2), second),
    }


def test_a_pull_request_s_edits_are_dated_by_the_merge_that_brought_them(desk: Repository, tmp_path: Path) -> None:
    folder = clone(desk.git_dir, tmp_path / "clone")
    git(folder, "checkout", "-q", "-b", "topic")
    (folder / ONE / "ticket.md").write_text("edited")
    git(folder, "commit", "-qam", "On a branch", GIT_AUTHOR_DATE="2026-03-03T00:00:00Z")
    git(folder, "checkout", "-q", "main")
    dated = {"GIT_AUTHOR_DATE": "2026-03-05T08:00:00+02:00", "GIT_COMMITTER_DATE": "2026-03-06T00:00:00Z"}
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge topic", "topic", **dated)
    git(folder, "push", "-q")
    with GitSnapshot.at(desk) as snapshot:
        edit = snapshot.edits([f"{ONE}/ticket.md"])[f"{ONE}/ticket.md"]
    assert (edit.by, edit.at, edit.commit) == ("kim", datetime(2026, 3, 5, 6, tzinfo=UTC), desk.head())


def test_what_a_shallow_clone_cannot_know_has_nobody_s_name(desk: Repository, tmp_path: Path) -> None:
    commit_files(desk.git_dir, {"kb/a/b.md": b"z"}, "Article", at=MORNING + timedelta(hours=3))
    shallow = Repository.open(clone(desk.git_dir, tmp_path / "ci.git", "--bare", "--depth=1"))
    path = f"{ONE}/ticket.md"
    with GitSnapshot.at(shallow) as snapshot:
        assert snapshot.edits([path]) == {path: Edit(path, "", MORNING + timedelta(hours=3), "")}
    assert shallow.deepen(git(desk.git_dir, "rev-list", "--max-parents=0", "main"))
    with GitSnapshot.at(shallow) as snapshot:
        assert snapshot.edits([path])[path].by == "Helpdesk <helpdesk@localhost>"


def test_the_work_tree_is_read_with_edits_that_nobody_committed(desk: Repository, tmp_path: Path) -> None:
    folder = clone(desk.git_dir, tmp_path / "clone")
    ticket = folder / ONE / "ticket.md"
    ticket.write_bytes(ticket.read_bytes().replace(b"The VPN drops", b"Edited"))
    (folder / "tickets/000/HD-000002/ticket.md").write_text("broken")
    for path in sorted((folder / "tickets/001/HD-001001").rglob("*"), reverse=True):
        path.unlink()
    (folder / "kb/vpn").mkdir(parents=True)
    (folder / "kb/vpn/drops.md").write_text("---\ntitle: Draft\n---\n\nText.\n")
    (folder / "kb/vpn/link.md").symlink_to("/etc/passwd")
    (folder / "rules/desk.yml").write_text("name: Renamed\nprefix: HD\n")
    (folder / "tickets/new").mkdir()
    (folder / "tickets/new/printer.md").write_text(
        "---\nuuid: 7c1c2f0e-0000-4000-8000-000000000001\ntitle: Jam\n---\n\nHelp.\n"
    )
    with WorkTreeSnapshot.of(Repository.open(folder)) as snapshot:
        record = snapshot.ticket(TicketNumber(1))
        assert record is not None and record.ticket.title == "Edited"
        assert [record.number for record in snapshot.all_tickets()] == [1, 2]
        assert [record.number for record in snapshot.awake(MORNING)] == [1]
        assert snapshot.rules.desk.name == "Renamed"
        assert [article.title for article in snapshot.articles.values()] == ["Draft"]
        assert [dropped.path for dropped in snapshot.drop_box()] == ["tickets/new/printer.md"]
        assert {finding.path for finding in snapshot.findings} == {"tickets/000/HD-000002/ticket.md"}
        assert f"{ONE}/ticket.md" in snapshot.edited
    with GitSnapshot.at(Repository.open(folder)) as committed:
        assert [record.number for record in committed.all_tickets()] == [1, 2, 1001]
        assert committed.rules.desk.name == "Test desk" and committed.findings == ()


def test_each_edit_of_a_ticket_is_another_state_of_it(desk: Repository, tmp_path: Path) -> None:
    folder = clone(desk.git_dir, tmp_path / "clone")
    path = folder / ONE / "ticket.md"
    committed, states = path.read_text(), list[str]()
    with GitSnapshot.at(desk) as snapshot:
        git_says = snapshot.states()
    for line in ("", "\nOne line more.\n", "\nAnother line.\n", ""):
        path.write_text(committed + line)
        with WorkTreeSnapshot.of(Repository.open(folder)) as snapshot:
            states.append(snapshot.states()[TicketNumber(1)])
            assert snapshot.states()[TicketNumber(2)] == git_says[TicketNumber(2)]
    assert len(set(states)) == 3 and states[0] == states[3]


def test_a_bare_repository_has_no_work_tree_to_read(desk: Repository) -> None:
    with pytest.raises(NotADesk, match="clone it"):
        WorkTreeSnapshot.of(desk)


def closed(desk: Repository) -> None:
    """Ticket 2 is over: closed by its desk, and nobody is owed anything."""
    path = "tickets/000/HD-000002"
    ledger = content(desk, f"{path}/timeline.yml")
    ledger += write_entries([Changed(at=MORNING, set={"status": "closed"}), Closed(at=MORNING, reason="solved")])
    ticket = content(desk, f"{path}/ticket.md").replace(b"status: new", b"status: closed")
    commit_files(desk.git_dir, {f"{path}/timeline.yml": ledger, f"{path}/ticket.md": ticket}, "Close")


def test_a_ticket_that_is_over_is_found_without_its_record(desk: Repository, counted: list[int]) -> None:
    closed(desk)
    with GitSnapshot.at(desk) as snapshot:
        assert sorted(counted) == [1, 1001], "a fresh clone reads no more of it than where it stands"
        assert snapshot.number_of_key("mail:2@example.org") == 2 and list(snapshot.awake(LATE)) == []
        assert counted == [1, 1001] and not (desk.git_dir / "helpdesk/ended.sqlite").exists()


def test_the_record_of_a_ticket_that_is_over_is_read_once(desk: Repository, counted: list[int]) -> None:
    closed(desk)
    with GitSnapshot.at(desk) as snapshot:
        counted.clear()
        record = snapshot.ticket(TicketNumber(2))
        assert record is not None and record.ticket.status == "closed" and record.request
        assert [one.number for one in snapshot.all_tickets()] == [1, 2, 1001] and counted == [2]
    for damage in (overwrite, scramble, Path.unlink):
        damage(desk.git_dir / "helpdesk/ended.sqlite")
        with GitSnapshot.at(desk) as snapshot:
            assert snapshot.ticket(TicketNumber(2)) == record


def test_what_is_said_on_a_ticket_that_is_over_wakes_it(desk: Repository) -> None:
    closed(desk)
    GitSnapshot.at(desk).close()
    text = b"---\nat: 2026-03-02T10:00:00Z\nby: kim\nvisibility: public\n---\n\nAnd another thing.\n"
    folder = "tickets/000/HD-000002/comments"
    commit_files(desk.git_dir, {f"{folder}/20260302T100000Z-kim-0a0a0a0a0a0a.md": text}, "Comment")
    with GitSnapshot.at(desk) as snapshot:
        assert [record.number for record in snapshot.awake(LATE)] == [2]
        assert [record.conversation[0].comment.by for record in snapshot.awake(LATE)] == ["kim"]


def test_where_one_ticket_is_looked_at_the_folders_of_others_are_left_alone(desk: Repository, tmp_path: Path) -> None:
    here = Repository.open(clone(desk.git_dir, tmp_path / "here"))
    assert here.root is not None
    other = "tickets/001/HD-001001"
    for ticket in (ONE, other):
        path = here.root / ticket / "ticket.md"
        path.write_bytes(path.read_bytes().replace(b"The VPN drops", b"The VPN is slow"))
    near = WorkTreeSnapshot.of(here, only=[1])
    titles = [ticket.ticket.title for number in (1, 1001) if (ticket := near.ticket(TicketNumber(number)))]
    assert near.edited == (f"{ONE}/ticket.md",) and titles == ["The VPN is slow", "The VPN drops"]
    assert len(WorkTreeSnapshot.of(here).edited) == 2
    with WorkTreeSnapshot.of(here, only=()) as committed:
        assert committed.edited == ()


def test_a_ticket_looked_at_whose_folder_was_removed_or_renamed_by_hand_is_as_it_lies_there(
    desk: Repository, tmp_path: Path
) -> None:
    here = Repository.open(clone(desk.git_dir, tmp_path / "here"))
    assert here.root is not None
    folder = here.root / ONE
    folder.rename(folder.with_name("XX-000001"))
    with WorkTreeSnapshot.of(here, only=[1]) as renamed:
        assert [path.split("/")[2] for path in renamed.edited] == ["XX-000001"] * len(renamed.edited) != []
    shutil.rmtree(folder.with_name("XX-000001"))
    with WorkTreeSnapshot.of(here, only=[1]) as gone:
        assert gone.ticket(TicketNumber(1)) is None
