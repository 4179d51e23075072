"""One contract for every `DeskHandle`: the desk on paper that these tests work on, and a clone on disk."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from paper_desk import NOW, PaperDesk, a_record

from helpdesk.commands.clone.clone import open_clone
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import DeskHandle, FieldEdit, NewMessage
from helpdesk.learn.search import search_tickets
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record
from helpdesk.model.ticket import Level, Visibility

ONE = TicketNumber(1)
Reopened = Callable[[], DeskHandle]


@pytest.fixture(params=["paper", "clone"])
def handle(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reopened:
    """The handle, opened anew at every call as the next verb would; HD-000001 is in it."""
    record = a_record(1, "VPN drops", due_in=4)
    if request.param == "paper":
        paper = PaperDesk(record)
        return lambda: paper
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n name = Kim Lee\n email = kim@example.org\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    folder = tmp_path / "desk/tickets/000/HD-000001"
    folder.mkdir(parents=True)
    (folder / "ticket.md").write_bytes(write_ticket(record.ticket, record.request))
    (folder / "timeline.yml").write_bytes(write_entries(record.timeline))
    for words in (["init", "--quiet", "-b", "main"], ["add", "-A"], ["commit", "--quiet", "-m", "The desk"]):
        subprocess.run(["git", *words], cwd=tmp_path / "desk", check=True)
    return lambda: open_clone(str(tmp_path / "desk"))


def ticket(handle: Reopened) -> Record:
    record = handle().snapshot.ticket(ONE)
    assert record is not None
    return record


def test_it_knows_git_s_address(handle: Reopened):
    assert handle().user() == "kim@example.org"


@pytest.mark.parametrize("commit", [True, False])
def test_a_field_set_is_read_back_and_one_taken_away_is_gone(handle: Reopened, commit: bool):
    handle().write([FieldEdit(ONE, {"impact": "high", "tags": ["vip"]})], "Set", "kim", NOW, commit=commit)
    assert (ticket(handle).ticket.impact, ticket(handle).ticket.tags) == (Level.HIGH, ("vip",))
    handle().write([FieldEdit(ONE, {"tags": None})], "Take away", "kim", NOW, commit=commit)
    assert ticket(handle).ticket.tags == ()


def test_only_what_was_committed_has_a_commit(handle: Reopened):
    edit = FieldEdit(ONE, {"impact": "high"})
    assert handle().write([edit], "Set", "kim", NOW, commit=False).commit == ""
    assert handle().write([edit], "Set", "kim", NOW).commit


def test_messages_are_read_back_word_for_word(handle: Reopened):
    texts = ["--- \n# not: yaml", "ends in blanks  \n\n\nand more", "ünïcode 💡 'quotes' \"both\""]
    for text in texts:
        handle().write([NewMessage(ONE, text, Visibility.INTERNAL)], "Note", "kim", NOW)
    said = ticket(handle).conversation
    assert sorted(each.text.strip() for each in said) == sorted(texts)
    assert {(each.comment.by, each.comment.visibility) for each in said} == {("kim", Visibility.INTERNAL)}


def test_the_index_finds_what_was_just_written(handle: Reopened):
    handle().write([FieldEdit(ONE, {"title": "Wifi is gone"})], "Set", "kim", NOW, commit=False)
    assert search_tickets(handle().search_index(), "wifi", 5) == [1]


def test_a_ticket_that_is_not_there_is_refused_or_unknown(handle: Reopened):
    with pytest.raises((Refused, KeyError)):
        handle().write([FieldEdit(TicketNumber(99), {"impact": "high"})], "Set", "kim", NOW)
