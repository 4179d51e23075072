"""What merging a branch would make the desk do is shown before anybody merges it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import NOON, Place, git, new_place

from helpdesk.commands import main

TICKET = "tickets/000/HD-000001/ticket.md"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A desk with one ticket, a branch checked out, and time standing still at noon."""
    monkeypatch.setattr("helpdesk.commands.present.utc_now", lambda: NOON)
    monkeypatch.setattr("helpdesk.commands.proposals.review.utc_now", lambda: NOON)
    place = new_place(tmp_path, **{"people/kim": b"name: Kim\nemail: kim@example.org\nrole: maintainer\n"})
    place.drop("vpn")
    place.run()
    git(place.desk, "config", "user.name", "Kim")
    git(place.desk, "config", "user.email", "kim@example.org")
    git(place.desk, "checkout", "-q", "-b", "proposal")
    return place


def propose(place: Place, path: str, *changes: tuple[str, str]) -> str:
    """Edit and commit a file, and what the review of it says."""
    file = place.desk / path
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    git(place.desk, "commit", "-qam", "Propose")
    result = CliRunner().invoke(main, ["review", "-C", str(place.desk), "--base", "main"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_an_edit_shows_what_the_next_pass_would_write_and_whom_it_would_tell(place: Place) -> None:
    said = propose(place, TICKET, ("status: new", "status: open"))
    assert "#### What merging would do" in said
    assert "HD-000001" in said
    assert "status" in said


def test_what_a_pass_would_do_anyway_is_not_the_proposals(place: Place) -> None:
    assert "Nothing to do: the desk is in sync." in propose(place, "rules/teams/first.yml", ("First", "First line"))


def test_changed_rules_show_what_they_would_have_changed(place: Place) -> None:
    said = propose(place, "rules/desk.yml", ("default_team: first", "default_team: first\nclose_after: 1d"))
    assert "#### What the changed rules would have done" in said
