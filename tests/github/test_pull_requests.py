"""Pull requests on a GitHub: one comment each that is edited in place, and what git cannot merge landed by the desk."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))  # the desk in git of the pass's own tests

from desks import NOON, git, new_place
from front import Answer
from hub import BOT, Hub

from helpdesk.commands import main

TICKET = "tickets/000/HD-000001/ticket.md"
COMMENTS = r"/issues/\d+/comments"


class Proposals:
    """A desk whose remote is also a repository on GitHub: heads go to the one, pull requests are opened at the other.

    GitHub keeps a pull request's head as refs/pull/N/head; the emulator has no git, so the remote is given that ref.
    """

    def __init__(self, hub: Hub, folder: Path, kim: int) -> None:
        person = f"name: Kim\nemail: kim@example.org\nrole: technician\ngithub: {kim}\n".encode()
        self.hub, self.place = hub, new_place(folder, **{"people/kim": person})
        self.place.drop("vpn")
        self.place.run()
        git(self.place.desk, "config", "user.name", "Kim")
        git(self.place.desk, "config", "user.email", "kim@example.org")
        self.branches = 0
        self.pulls: list[dict[str, Any]] = []

    def edit(self, *changes: tuple[str, str], path: str = TICKET) -> str:
        file = self.place.desk / path
        text = file.read_text("utf-8")
        for old, new in changes:
            assert old in text, text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")
        git(self.place.desk, "add", "-A")
        git(self.place.desk, "commit", "-qm", "Propose")
        return git(self.place.desk, "rev-parse", "HEAD")

    def propose(self, who: str, *changes: tuple[str, str], path: str = TICKET) -> int:
        """An edit on a branch from where main is, as a pull request of `who`."""
        self.branches += 1
        git(self.place.desk, "checkout", "-q", "-B", f"proposal-{self.branches}", "main")
        head = self.edit(*changes, path=path)
        number = self.hub.opens(who, "Propose", repo=self.hub.repo)
        pull = {
            "number": number,
            "title": "Propose",
            "user": {"id": self.hub.id_of(who), "login": who},
            "head": {"ref": f"proposal-{self.branches}", "sha": head},
            "base": {"ref": "main", "sha": git(self.place.desk, "rev-parse", "main")},
            "state": "open",
        }
        self.pulls.append(pull)
        git(self.place.desk, "push", "-q", "origin", f"HEAD:refs/pull/{number}/head")
        git(self.place.desk, "checkout", "-q", "main")
        self._listed()
        return number

    def push_more(self, number: int, *changes: tuple[str, str]) -> None:
        """Another commit on the same pull request."""
        pull = next(pull for pull in self.pulls if pull["number"] == number)
        git(self.place.desk, "checkout", "-q", pull["head"]["ref"])
        pull["head"]["sha"] = self.edit(*changes)
        git(self.place.desk, "push", "-q", "origin", f"HEAD:refs/pull/{number}/head")
        git(self.place.desk, "checkout", "-q", "main")
        self._listed()

    def _listed(self) -> None:
        """GitHub's answers about pull requests, whose heads the emulator cannot know."""
        path = f"/repos/{self.hub.repo}/pulls"
        self.hub.front.instead["GET", path] = Answer.of(self.pulls)
        for pull in self.pulls:
            self.hub.front.instead["GET", f"{path}/{pull['number']}"] = Answer.of(pull)

    def main_moves(self, *changes: tuple[str, str]) -> None:
        git(self.place.desk, "checkout", "-q", "main")
        self.edit(*changes)
        git(self.place.desk, "push", "-q", "origin", "main")

    def review(self, *more: str) -> Result:
        words = ["review", "-C", str(self.place.desk), "--repository", self.hub.repo, *(more or ("--pulls",))]
        result = CliRunner().invoke(main, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    def said(self, number: int) -> list[str]:
        return [comment["body"] for comment in self.hub.comments(number)]


@pytest.fixture
def proposals(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proposals:
    monkeypatch.setenv("HELPDESK_GITHUB_TOKEN", BOT)
    monkeypatch.setenv("GITHUB_API_URL", hub.front.url)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setattr("helpdesk.commands.proposals.review.utc_now", lambda: NOON)
    return Proposals(hub, tmp_path, hub.id_of("kim"))


def test_a_pull_request_has_one_comment_that_is_edited_as_it_changes(proposals: Proposals) -> None:
    number = proposals.propose("kim", ("status: new", "status: open"))
    assert proposals.review().output.startswith(f"#{number} allowed")
    (first,) = proposals.said(number)
    assert "What merging would do" in first
    assert "told already" in proposals.review().output
    proposals.push_more(number, ("status: open", "status: closed"))
    assert f"#{number} refused" in proposals.review().output
    (second,) = proposals.said(number)
    assert "Refused by the desk's rules" in second


def test_what_a_stranger_proposes_is_judged_by_the_number_that_github_vouches_for(proposals: Proposals) -> None:
    number = proposals.propose("ben", ("status: new", "status: open"))
    assert "refused" in proposals.review().output
    assert "G0" in proposals.said(number)[0]


def test_a_comment_with_our_mark_by_somebody_else_is_not_ours(proposals: Proposals) -> None:
    number = proposals.propose("kim", ("status: new", "status: open"))
    head = proposals.pulls[0]["head"]["sha"]
    proposals.hub.says("ben", number, f"All fine.\n\n<!-- helpdesk:review head={head} -->")
    assert "allowed" in proposals.review().output
    assert len(proposals.said(number)) == 2


def test_a_conflict_in_tickets_is_landed_field_by_field(proposals: Proposals) -> None:
    number = proposals.propose("kim", ("status: new", "status: open"))
    proposals.main_moves(("title: ", "title: The "))
    assert "landed as" in proposals.review("--pulls", "--land").output
    text = git(proposals.place.remote, "show", f"main:{TICKET}")
    assert "status: open" in text
    assert "title: The " in text
    parents = git(proposals.place.remote, "show", "-s", "--format=%P", "main").split()
    assert proposals.pulls[0]["head"]["sha"] in parents
    assert "Landed as" in proposals.said(number)[0]


def test_a_conflict_that_only_a_person_can_settle_is_said_and_nothing_lands(proposals: Proposals) -> None:
    number = proposals.propose("kim", ("status: new", "status: open"))
    proposals.main_moves(("status: new", "status: on-hold"))
    before = git(proposals.place.remote, "rev-parse", "main")
    proposals.review("--pulls", "--land")
    assert git(proposals.place.remote, "rev-parse", "main") == before
    assert "status was set to 'on-hold' by others, and to 'open' by you" in proposals.said(number)[0]


def test_the_verdict_stands_beside_the_commit(proposals: Proposals) -> None:
    number = proposals.propose("ben", ("status: new", "status: open"))
    proposals.review()
    path = f"/repos/{proposals.hub.repo}/check-runs"
    assert ("POST", path) in [(method, at.removeprefix("/api/v3")) for method, at in proposals.hub.front.writes()]
    assert number


def test_a_verdict_that_github_did_not_take_is_put_again(proposals: Proposals) -> None:
    number = proposals.propose("kim", ("status: new", "status: open"))
    checks = ("POST", f"/repos/{proposals.hub.repo}/check-runs")
    proposals.hub.front.instead[checks] = Answer.of({"message": "Server Error"}, 500)
    assert "could not be looked at" in proposals.review().output
    proposals.hub.front.instead[checks] = Answer.of({}, 201)
    assert f"#{number} allowed" in proposals.review().output
    assert len(proposals.said(number)) == 1


def test_one_whose_author_is_gone_is_refused_and_keeps_no_other_waiting(proposals: Proposals) -> None:
    gone = proposals.propose("kim", ("status: new", "status: open"))
    other = proposals.propose("kim", ("status: new", "status: on-hold"))
    proposals.pulls[0]["user"] = None
    proposals._listed()
    output = proposals.review().output
    assert f"#{gone} refused" in output
    assert f"#{other} allowed" in output


def test_what_was_told_and_merges_is_not_judged_again(proposals: Proposals, monkeypatch: pytest.MonkeyPatch) -> None:
    proposals.propose("kim", ("status: new", "status: open"))
    proposals.review("--pulls", "--land")
    monkeypatch.setattr("helpdesk.commands.proposals.pulls.review_change", None)
    assert "told already" in proposals.review("--pulls", "--land").output


def test_a_head_that_moved_meanwhile_is_left_to_the_next_run(proposals: Proposals) -> None:
    number = proposals.propose("kim", ("status: new", "status: open"))
    proposals.pulls[0]["head"]["sha"] = "0" * 40
    proposals._listed()
    result = proposals.review()
    assert (result.exit_code, "its head moved" in result.output) == (1, True)
    assert proposals.said(number) == []


def test_commits_become_a_pull_request(proposals: Proposals, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/repos/{proposals.hub.repo}/pulls"
    made = {"number": 7, "html_url": "https://github.test/7", "user": {"id": 1}}
    sides = {"head": {"ref": "propose/propose", "sha": "0" * 40}, "base": {"ref": "main", "sha": "1" * 40}}
    proposals.hub.front.instead["GET", path] = Answer.of([])
    proposals.hub.front.instead["POST", path] = Answer.of({**made, **sides}, 201)
    proposals.edit(("status: new", "status: open"))
    words = ["propose", "-C", str(proposals.place.desk), "--repository", proposals.hub.repo, "--json"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert json.loads(result.output) == {"number": 7, "url": "https://github.test/7", "branch": "propose/propose"}
    monkeypatch.setenv("GITHUB_REPOSITORY", proposals.hub.repo)
    words = ["set", "1", "impact=high", "--pr", "-C", str(proposals.place.desk)]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert "(proposed: https://github.test/7)" in result.output
    assert git(proposals.place.remote, "branch", "--list", "propose/*").count("propose/") == 2
    first = git(proposals.place.remote, "rev-parse", "propose/propose")
    assert first == git(proposals.place.desk, "rev-parse", "HEAD~1")
