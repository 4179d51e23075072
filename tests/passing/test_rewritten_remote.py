"""Somebody forces an older state of the desk onto the remote: it is said, no number is given twice, nothing is lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from desks import NOON, Place, git, new_place

LATER = NOON + timedelta(hours=1)
KIM = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A desk with three tickets, of which the last two are gone from the remote."""
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    before = git(place.remote, "rev-parse", "main")
    place.drop("b")
    place.drop("c")
    place.run(NOON + timedelta(minutes=5))
    other = place.clone("other").desk
    git(other, "push", "-q", "--force", "origin", f"{before}:main")
    return place


def test_tickets_that_are_gone_are_named_with_what_to_do(place: Place) -> None:
    said = " ".join(place.run(LATER).broken)
    assert "T062" in said and "HD-000002, HD-000003" in said
    assert "git merge refs/helpdesk/lost/" in said and "git update-ref -d" in said
    assert " ".join(place.run(LATER).broken) == said, "it is said until somebody does something about it"
    titles = [record.ticket.title for record in place.store().snapshot().all_tickets()]
    assert titles.count("Tickets are gone from the remote") == 1, "and is somebody's work, once"


def test_their_numbers_are_never_given_again(place: Place) -> None:
    place.drop("d")
    assert place.run(LATER).trouble == []
    assert place.references() == ["HD-000001", "HD-000004", "HD-000005"]


def test_numbers_are_known_though_the_cache_is_gone(place: Place) -> None:
    for path in (place.desk / ".git" / "helpdesk").glob("cache.sqlite*"):
        path.unlink()
    place.drop("d")
    place.run(LATER)
    assert place.references() == ["HD-000001", "HD-000004", "HD-000005"]


@pytest.mark.parametrize("content", ["", "nonsense\n", "3", "-5\n", "999999999999999999\n"])
def test_a_note_of_the_highest_number_that_makes_no_sense_is_written_anew(tmp_path: Path, content: str) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    note = place.desk / ".git" / "helpdesk" / "highest"
    note.write_text(content)
    place.drop("b")
    place.run(LATER)
    assert place.references() == ["HD-000001", "HD-000002"]
    assert note.read_text() == "2\n"


def test_what_is_said_does_as_it_says(place: Place) -> None:
    """Merged and pushed, the tickets are back beside those that came since, and nothing more is said."""
    place.drop("d")
    (said,) = place.run(LATER).broken
    ref = said.partition("git merge ")[2].partition("`")[0]
    other = place.clone("mending").desk
    git(other, "fetch", "-q", str(place.desk), f"{ref}:{ref}")
    # The cursors of both sides collide, and the newer ones hold.
    git(other, *KIM, "merge", "-q", "-X", "ours", "-m", "Bring them back", ref)
    git(other, "push", "-q", "origin", "HEAD:main")
    report = place.run(LATER + timedelta(minutes=20))
    assert report.broken == [] and report.trouble == []
    assert place.references() == [f"HD-00000{number}" for number in range(1, 6)]
    assert git(place.desk, "for-each-ref", "refs/helpdesk/lost") == ""
    assert place.in_sync(LATER + timedelta(minutes=20))


def test_a_history_that_only_became_shorter_is_not_kept(tmp_path: Path) -> None:
    """What was joined into one commit was joined for a reason: a person's right to be forgotten."""
    place = new_place(tmp_path)
    place.drop("a")
    place.run()
    other = place.clone("other").desk
    git(other, *KIM, "checkout", "-q", "--orphan", "anew")
    git(other, *KIM, "commit", "-qm", "Everything so far")
    git(other, "push", "-q", "--force", "origin", "anew:main")
    assert place.run(LATER).broken == []
    assert git(place.desk, "for-each-ref", "refs/helpdesk/lost") == ""
