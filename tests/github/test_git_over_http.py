"""The desk's remote is GitHub itself: fetched and pushed over HTTP with a token, through trouble of every kind."""

import base64
import json
import sys
from collections import Counter
from pathlib import Path

import pytest
from faults import Fault
from git_http import create
from hub import BOT, Hub

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))  # the desk in git of the pass's own tests

from desks import git, new_place, nobody_knows

from helpdesk.channels.doors import outlet
from helpdesk.commands.passes.github_doors import github_doors
from helpdesk.passing.doors import Doors
from helpdesk.passing.report import Report
from helpdesk.passing.round import run_once

ON_THE_WAY = (Fault.BAD_GATEWAY, Fault.CUT, Fault.WAIT, Fault.ANSWER_LOST, Fault.CUT_LATE)


class Desk:
    """A clone whose remote is the front, with a token as GitHub's own checkout leaves it."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.hub, self.folder = hub, folder
        hub.front.repositories = folder / "github"
        self.bare = create(hub.front.repositories, hub.desk)
        rules = f"name: Desk\ndefault_team: first\ngithub: {{repositories: [{hub.repo}]}}\n"
        self.place = new_place(folder, desk=rules.encode())
        secret = base64.b64encode(f"x-access-token:{BOT}".encode()).decode()
        git(self.place.desk, "config", self.secret, f"Authorization: Basic {secret}")
        git(self.place.desk, "remote", "set-url", "origin", hub.front.clone_url(hub.desk))
        git(self.place.desk, "push", "-q", "origin", "main")

    @property
    def secret(self) -> str:
        return f"http.http://127.0.0.1:{self.hub.front.port}/.extraheader"

    def run(self) -> Report:
        store = self.place.store()
        try:
            github = github_doors(store, (), store.snapshot())
        except ConnectionError as problem:
            return Report(trouble=[str(problem)])
        assert github.outlet is not None
        outlets = {"github": github.outlet, "mail": outlet(f"folder:{self.place.sent}")}
        return run_once(store, Doors(github.inboxes, outlets, (), github.mirrors), nobody_knows)

    def entries(self) -> list[dict[str, str]]:
        paths = git(self.bare, "ls-tree", "-r", "--name-only", "main", "tickets/").splitlines()
        ledgers = (
            git(self.bare, "cat-file", "blob", f"main:{path}") for path in paths if path.endswith("/timeline.yml")
        )
        return [json.loads(line.removeprefix("- ")) for text in ledgers for line in text.splitlines()]


@pytest.fixture
def desk(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("HELPDESK_GITHUB_TOKEN", BOT)
    monkeypatch.setenv("GITHUB_API_URL", hub.front.url)
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    return Desk(tmp_path, hub)


def test_a_pass_fetches_and_pushes_over_http(desk: Desk, hub: Hub) -> None:
    number = hub.opens("ana", "Printer")
    assert desk.run().trouble == []
    assert [entry["key"] for entry in desk.entries() if entry["event"] == "opened"] == [f"github:{hub.repo}#{number}"]
    assert any("git-receive-pack" in path and status == 200 for _, path, status, _ in hub.front.log)


def test_a_desk_without_a_token_is_told_so_and_pushes_nothing(desk: Desk, hub: Hub) -> None:
    hub.opens("ana", "Printer")
    before = git(desk.bare, "rev-parse", "main")
    git(desk.place.desk, "config", "--unset-all", desk.secret)
    (said,) = desk.run().trouble
    assert "did not answer" in said or "terminal prompts disabled" in said or "Authentication failed" in said
    assert git(desk.bare, "rev-parse", "main") == before


@pytest.mark.parametrize("fault", ON_THE_WAY)
def test_a_push_that_goes_wrong_on_the_way_withholds_nothing_and_doubles_nothing(
    desk: Desk, hub: Hub, fault: Fault
) -> None:
    hub.opens("ana", "Printer")
    desk.run()
    number = hub.opens("ben", "Screen")

    def only_pushes(method: str, target: str, headers: dict[str, str], body: bytes):
        if method == "POST" and "git-receive-pack" in target and not hub.front.faults.met[fault]:
            hub.front.faults.then(fault)
        return handle(method, target, headers, body)

    handle = hub.front.handle
    hub.front.handle = only_pushes  # type: ignore[method-assign]
    report = desk.run()
    assert hub.front.faults.met[fault] == 1, "nothing failed: the test proves nothing"
    assert report.withheld == []
    assert not [line for line in report.trouble if "refused" in line], report.trouble
    assert desk.run().trouble == []
    opened = Counter(entry["key"] for entry in desk.entries() if entry["event"] == "opened")
    assert opened == {f"github:{hub.repo}#1": 1, f"github:{hub.repo}#{number}": 1}
    assert [len(hub.comments(each)) for each in (1, number)] == [1, 1]


def test_with_every_fifth_request_failing_git_and_api_alike_all_is_taken_in_once(desk: Desk, hub: Hub) -> None:
    for number in range(8):
        hub.says("ana", hub.opens("ana", f"Laptop {number} is slow"), f"In room {number}.")
    hub.front.faults.share = 0.2
    for _ in range(30):
        if desk.run().quiet:
            break
    hub.front.faults.share = 0.0
    desk.run()
    events = Counter(entry["event"] for entry in desk.entries())
    assert (events["opened"], events["commented"]) == (8, 8)
    assert [len(hub.comments(number)) for number in range(1, 9)] == [2] * 8
    assert hub.front.faults.met, "nothing failed: the test proves nothing"


def test_an_event_from_outside_wakes_a_workflow_and_says_nothing_to_the_desk(desk: Desk, hub: Hub) -> None:
    hub.opens("ana", "Printer")
    path = f"/repos/{hub.desk}/dispatches"
    for payload, status in (({"why": "an issue"}, 204), ({str(n): n for n in range(11)}, 422)):
        body = json.dumps({"event_type": "helpdesk", "client_payload": payload}).encode()
        answer = hub.front.handle("POST", f"/api/v3{path}", {"authorization": f"token {BOT}"}, body)
        assert answer is not None and answer.status == status
    assert hub.front.dispatched == [(hub.desk, "helpdesk", {"why": "an issue"})]
    desk.run()
    assert len([entry for entry in desk.entries() if entry["event"] == "opened"]) == 1
