"""A full disk, a clock that jumps, a damaged cache, broken rules: it is said, and the next good pass goes on."""

import contextlib
import gc
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from desks import NOON, Place, git, new_place

from helpdesk.commands.clone.desk import work_tree_snapshot
from helpdesk.model.timeline import Breached, Escalated, Opened, Owed, Told
from helpdesk.publish import Audience, publish
from helpdesk.store.plumbing import Git, GitError

LATER = NOON + timedelta(hours=1)


def filled(place: Place, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on git finds no room when it runs this verb."""
    real = Git.run

    def run(self: Git, name: str, *arguments: str, **options: object) -> object:
        if name == verb:
            raise GitError(name, 128, "fatal: write error: No space left on device")
        return real(self, name, *arguments, **options)

    monkeypatch.setattr(Git, "run", run)


@pytest.mark.parametrize("verb", ["push", "fetch"])
def test_a_disk_that_is_full_is_said_and_no_message_pays_for_it(
    tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = new_place(tmp_path)
    for name in ("a", "b", "c"):
        place.drop(name)
    doors = place.doors()
    with monkeypatch.context() as full:
        filled(place, verb, full)
        report = place.run(doors=doors)
    assert "No space left" in " ".join(report.trouble) and "nothing is lost" in " ".join(report.trouble)
    assert report.withheld == []
    assert len(list(place.inbox.glob("*.eml"))) == 3
    assert place.run(LATER).trouble == []
    assert len(place.references()) == 3 and place.in_sync(LATER)


def test_a_disk_that_fills_while_commits_are_written_withholds_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpdesk.store import write

    place = new_place(tmp_path)
    place.drop("a")
    place.drop("b")

    def full(*_given: object) -> str:
        raise GitError("fast-import", 128, "fatal: cannot store index file: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(write, "import_commits", full)
        report = place.run()
    assert report.withheld == [] and "No space left" in report.trouble[0]
    assert place.run(LATER).trouble == []
    assert len(place.references()) == 2


def test_a_remote_whose_own_disk_is_full_withholds_no_message(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    hook = place.remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'fatal: write error: No space left on device' >&2\nexit 1\n")
    hook.chmod(0o755)
    report = place.run()
    assert report.withheld == [] and "No space left" in report.trouble[0]
    hook.unlink()
    assert place.run(LATER).trouble == [] and place.references() == ["HD-000001"]


def test_notices_that_find_no_room_are_sent_when_there_is_some(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.sent.write_text("a file where the folder should be")
    report = place.run()
    assert any("tried again" in trouble for trouble in report.trouble)
    place.sent.unlink()
    assert place.run(NOON + timedelta(days=1)).trouble == []
    assert len(place.mails()) >= 1


def test_a_clock_that_was_years_ahead_harms_nothing_once_it_is_right_again(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    ahead = NOON + timedelta(days=3650)
    place.drop("b")
    place.run(ahead)
    place.drop("c")
    assert place.run(LATER).trouble == []
    records = list(place.store().snapshot().all_tickets())
    keys = [entry.key for record in records for entry in record.timeline if isinstance(entry, Opened)]
    assert sorted(keys) == [f"mail:<{name}@example.org>" for name in ("a", "b", "c")]
    assert [record.number for record in records] == [1, 2, 3]


def test_a_clock_that_goes_back_gives_no_number_twice_and_loses_nothing(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    place.drop("b")
    assert place.run(NOON - timedelta(days=400)).trouble == []
    assert place.references() == ["HD-000001", "HD-000002"]
    assert place.run(LATER).trouble == [] and place.in_sync(LATER)


def test_a_remote_whose_history_was_joined_into_one_commit_goes_on_as_if_nothing_had_been(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    other = place.clone("other").desk
    git(other, "-c", "user.name=K", "-c", "user.email=k@example.org", "checkout", "-q", "--orphan", "anew")
    git(other, "-c", "user.name=K", "-c", "user.email=k@example.org", "commit", "-qm", "Everything so far")
    git(other, "push", "-q", "--force", "origin", "anew:main")
    place.drop("b")
    assert place.run(LATER).trouble == []
    assert place.references() == ["HD-000001", "HD-000002"] and place.in_sync(LATER)


def test_a_clock_that_was_a_year_ahead_for_one_pass_breaks_each_promise_once(tmp_path: Path) -> None:
    """What the desk said a year too early stands, once; back in the present nothing is said again."""
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    ahead = NOON + timedelta(days=365)
    place.run(ahead)
    place.run(ahead + timedelta(minutes=20))
    before = list(place.store().snapshot().all_tickets())
    for minutes in (60, 90, 60 * 24):
        assert place.run(NOON + timedelta(minutes=minutes)).trouble == []
    after = list(place.store().snapshot().all_tickets())
    for kind in (Breached, Escalated, Told):
        counts = Counter(repr(e) for record in after for e in record.timeline if isinstance(e, kind))
        assert set(counts.values()) <= {1}
    assert [one.timeline for one in after] == [one.timeline for one in before]
    assert all(not record.state.owed for record in after)
    assert place.in_sync(NOON + timedelta(days=1))


@pytest.mark.parametrize("days", [-365, 365])
def test_what_comes_while_the_clock_is_a_year_off_is_answered_then_and_not_again(tmp_path: Path, days: int) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    place.drop("b")
    assert place.run(NOON + timedelta(days=days)).trouble == []
    place.drop("c")
    for minutes in (60, 80):
        assert place.run(NOON + timedelta(minutes=minutes)).trouble == []
    records = list(place.store().snapshot().all_tickets())
    assert [record.number for record in records] == [1, 2, 3]
    owed = [f"{record.reference}/{e.notice}" for record in records for e in record.timeline if isinstance(e, Owed)]
    told = [f"{record.reference}/{e.notice}" for record in records for e in record.timeline if isinstance(e, Told)]
    assert sorted(owed) == sorted(told) and len(place.mails()) == len(set(owed))


def scrambled(cache: Path) -> None:
    data = bytearray(cache.read_bytes())
    data[2048:] = bytes(byte ^ 0x5A for byte in data[2048:])
    cache.write_bytes(data)


def cut_short(cache: Path) -> None:
    cache.write_bytes(cache.read_bytes()[:7000])


def from_the_future(cache: Path) -> None:
    """A version that is not out yet has other tables, and other columns in those of the same name."""
    with contextlib.closing(sqlite3.connect(cache)) as connection, connection:
        connection.execute("UPDATE meta SET value = 'a later version' WHERE name = 'format'")
        connection.execute("ALTER TABLE ticket RENAME COLUMN wake TO next_look")
        connection.execute("CREATE TABLE later (what TEXT)")


def a_folder(cache: Path) -> None:
    cache.unlink()
    cache.mkdir()


@pytest.mark.parametrize("damage", [scrambled, cut_short, from_the_future, a_folder])
def test_a_cache_that_is_damaged_or_not_ours_costs_time_and_nothing_else(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    cache = place.desk / ".git" / "helpdesk" / "cache.sqlite"
    gc.collect()  # the pass's own connections
    with contextlib.closing(sqlite3.connect(cache)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damage(cache)
    place.drop("b")
    place.drop("a-again", head="In-Reply-To: <a@example.org>")
    assert place.run(LATER).trouble == []
    assert place.references() == ["HD-000001", "HD-000002"]
    assert place.in_sync(LATER)


def test_rules_broken_on_main_are_said_and_the_last_good_ones_rule_until_they_are_mended(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    other = place.clone("other").desk
    who = ("-c", "user.name=K", "-c", "user.email=k@example.org")
    good = (other / "rules" / "desk.yml").read_text()
    (other / "rules" / "desk.yml").write_text("name: [Desk\nnonsense: {{{\n")
    git(other, *who, "commit", "-qam", "Break it")
    git(other, "push", "-q")
    place.drop("b")
    report = place.run(LATER)
    assert any("rules/desk.yml" in line for line in report.broken)
    assert any("R090" in line and "hold on" in line and "mend" in line for line in report.broken)
    assert place.run(LATER).broken == report.broken
    records = list(place.store().snapshot().all_tickets())
    assert [record.ticket.title for record in records[1:]] == ["Request b", "The desk's rules cannot be read"]
    assert "rules/desk.yml:" in records[2].request and records[2].ticket.team == "first"
    assert any("The desk's rules cannot be read" in mail and "kim@example.org" in mail for mail in place.mails())
    git(place.desk, "pull", "-q")
    publish(place.desk, work_tree_snapshot(place.desk), tmp_path / "site", LATER, Audience.STAFF)
    assert "R090" in (tmp_path / "site" / "health" / "index.html").read_text()
    git(other, "pull", "-q")
    (other / "rules" / "desk.yml").write_text(good)
    git(other, *who, "commit", "-qam", "Mend it")
    git(other, "push", "-q")
    assert place.run(LATER + timedelta(minutes=20)).broken == []
    assert place.in_sync(LATER + timedelta(minutes=20))
