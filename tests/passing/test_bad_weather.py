"""A full disk, a clock that jumps, a remote that was rewritten: it is said, and the next good pass goes on."""

from datetime import timedelta
from pathlib import Path

import pytest
from desks import NOON, Place, git, new_place

from helpdesk.model.timeline import Opened
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
