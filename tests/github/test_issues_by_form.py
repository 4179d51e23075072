"""An issue that was opened by a form of the catalogue is the request for that item, with its answers."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))  # the desk in git of the pass's own tests

from desks import Place, new_place, nobody_knows
from hub import BOT, Hub

from helpdesk.commands.passes.github_doors import github_doors
from helpdesk.passing.doors import Doors
from helpdesk.passing.round import run_once

LAPTOP = b"""\
name: A laptop
fields:
  - {id: size, label: Which size?, type: select, options: [14 inch, 16 inch], required: true}
  - {id: extras, label: What goes with it?, type: multiselect, options: [Dock, "Mouse, wireless"]}
  - {id: reason, label: What for?, type: textarea}
"""
BODY = """\
### Which size?

14 inch

### What goes with it?

Dock, Mouse, wireless

### What for?

Travelling.

### By the way

it is urgent
"""


@pytest.fixture
def place(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A desk that offers a laptop and takes in the issues of `hub.repo`."""
    monkeypatch.setenv("HELPDESK_GITHUB_TOKEN", BOT)
    monkeypatch.setenv("GITHUB_API_URL", hub.front.url)
    desk = f"name: Desk\ndefault_team: first\ngithub: {{repositories: [{hub.repo}]}}\n".encode()
    return new_place(tmp_path, **{"desk": desk, "catalog/laptop": LAPTOP})


def taken_in(place: Place):
    store = place.store()
    github = github_doors(store, (), store.snapshot())
    report = run_once(store, Doors(github.inboxes, {}, ()), nobody_knows)
    assert report.trouble == []
    (record,) = place.store().snapshot().all_tickets()
    return record


@pytest.mark.parametrize("labels", [["form:laptop"], []], ids=["by its label", "by its headings"])
def test_the_ticket_has_the_item_and_the_answers_and_the_words_are_kept(
    place: Place, hub: Hub, labels: list[str]
) -> None:
    hub.opens("ana", "A laptop: for Ana", BODY.replace("\n", "\r\n"), labels=labels)
    record = taken_in(place)
    assert record.ticket.form is not None
    assert record.ticket.form.item == "laptop"
    assert dict(record.ticket.form.answers) == {
        "size": "14 inch",
        "extras": "Dock, Mouse, wireless",
        "reason": "Travelling.\n\n### By the way\n\nit is urgent",
    }
    assert record.ticket.type == "request"
    assert "it is urgent" in record.request


def test_an_answer_that_cannot_be_right_makes_the_ticket_wait_for_its_requester(place: Place, hub: Hub) -> None:
    hub.opens("ana", "A laptop", BODY.replace("14 inch", "15 inch"), labels=["form:laptop"])
    record = taken_in(place)
    assert record.ticket.status == "waiting"
    assert any("15 inch" in str(entry) for entry in record.timeline), os.linesep.join(map(str, record.timeline))
