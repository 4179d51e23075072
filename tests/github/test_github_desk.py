"""A desk on GitHub from end to end: opened as an issue, told on the issue, worked on by clicks, shown by labels."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))  # the desk in git of the pass's own tests

from desks import Place, git, new_place, nobody_knows
from faults import Fault
from hub import BOT, Hub

from helpdesk.channels.doors import outlet
from helpdesk.commands.passes.github_doors import github_doors
from helpdesk.commands.passes.run import run
from helpdesk.passing.doors import Doors
from helpdesk.passing.report import Report
from helpdesk.passing.round import run_once

Opened = Callable[..., "Desk"]


class Desk:
    """A desk in git whose only door in is GitHub, and mail out for staff."""

    def __init__(self, place: Place, hub: Hub) -> None:
        self.place, self.hub = place, hub

    def doors(self) -> Doors:
        store = self.place.store()
        github = github_doors(store, (), store.snapshot())
        assert github.outlet is not None
        outlets = {"github": github.outlet, "mail": outlet(f"folder:{self.place.sent}")}
        return Doors(github.inboxes, outlets, (), github.mirrors)

    def run(self, doors: Doors | None = None) -> Report:
        return run_once(self.place.store(), doors or self.doors(), nobody_knows)

    def comments(self, issue: int, repo: str = "") -> list[str]:
        """What the desk has said on an issue."""
        listed = self.hub.comments(issue, repo)
        return [comment["body"] for comment in listed if comment["user"]["login"] == BOT]

    def edit(self, reference: str, old: str, new: str) -> None:
        """Kim edits the ticket by hand, and pushes."""
        path = next(self.place.desk.glob(f"tickets/*/{reference}/ticket.md"))
        text = path.read_text()
        assert old in text, text
        path.write_text(text.replace(old, new, 1))
        git(self.place.desk, "commit", "-qam", "By hand")
        git(self.place.desk, "push", "-q")


@pytest.fixture
def desk(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setenv("HELPDESK_GITHUB_TOKEN", BOT)
    monkeypatch.setenv("GITHUB_API_URL", hub.front.url)

    def opened(github: str = "", **rules: bytes) -> Desk:
        section = github or f"{{repositories: [{hub.repo}]}}"
        files = {
            "desk": (
                f"name: Desk\ndefault_team: first\nmail: {{address: help@example.org}}\ngithub: {section}\n".encode()
            ),
            "people/kim": (f"name: Kim\nemail: kim@example.org\nrole: lead\ngithub: {hub.id_of('kim')}\n".encode()),
        }
        return Desk(new_place(tmp_path, **{**files, **rules}), hub)

    return opened


def test_an_issue_becomes_a_ticket_and_is_acknowledged_on_the_issue(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    report = here.run()
    assert report.trouble == []
    (record,) = here.place.store().snapshot().all_tickets()
    assert record.ticket.source == f"github:{hub.repo}#{number}"
    (said,) = here.comments(number)
    assert said.startswith("<!-- helpdesk: HD-000001/acknowledge-requester-")
    assert "Your request has arrived" in said
    assert "comment here" in said and "subject" not in said


def test_a_second_pass_writes_nothing_anywhere(desk: Opened, hub: Hub) -> None:
    here = desk()
    hub.opens("ana", "Printer")
    here.run()
    here.run()
    tip = git(here.place.remote, "rev-parse", "main")
    hub.front.log.clear()
    report = here.run()
    assert (report.trouble, git(here.place.remote, "rev-parse", "main")) == ([], tip)
    assert hub.front.writes() == []


def test_a_quiet_pass_of_a_whole_desk_costs_two_conditional_requests_a_repository(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{repositories: [{hub.repo}], mirror: {hub.desk}}}")
    hub.says("ana", hub.opens("ana", "Printer"), "Still.")
    for _ in range(4):
        here.run()
    hub.front.log.clear()
    assert here.run().quiet
    asked = [(path.split("?")[0], status, conditional) for _, path, status, conditional in hub.front.log]
    assert all(status == 304 and conditional for _, status, conditional in asked), asked
    for repo in (hub.repo, hub.desk):
        assert 1 <= len([path for path, _, _ in asked if f"/{repo}/" in path]) <= 2


def test_the_title_carries_the_reference_and_labels_the_state(desk: Opened, hub: Hub) -> None:
    here, number = desk(github=f"{{repositories: [{hub.desk}]}}"), hub.opens("ana", "Printer", repo=hub.desk)
    here.run()
    issue = hub.issue(number, hub.desk)
    (record,) = here.place.store().snapshot().all_tickets()
    labels = {label["name"] for label in issue["labels"]}
    assert issue["title"] == "[HD-000001] Printer"
    assert {f"status/{record.ticket.status}", f"priority/{record.ticket.priority}"} <= labels
    assert [who["login"] for who in issue["assignees"]] == ["kim"]


def test_in_a_public_repository_an_internal_ticket_shows_only_where_it_stands(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    issue = hub.issue(number)
    assert issue["title"] == "[HD-000001] Printer"
    assert [label["name"].partition("/")[0] for label in issue["labels"]] == ["status"]
    assert issue["assignees"] == []


def test_labels_that_people_made_stay(desk: Opened, hub: Hub) -> None:
    here = desk(github=f"{{repositories: [{hub.desk}]}}")
    number = hub.opens("ana", "Printer", repo=hub.desk)
    hub.sets("kim", number, repo=hub.desk, labels=["colour laser", "priority/P9"])
    here.run()
    labels = {label["name"] for label in hub.issue(number, hub.desk)["labels"]}
    assert "colour laser" in labels
    assert "priority/P9" not in labels


def test_what_staff_say_on_the_issue_is_not_said_there_again(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    hub.says("kim", number, "Please try the other tray.")
    here.run()
    here.run()
    assert len(here.comments(number)) == 1
    (record,) = here.place.store().snapshot().all_tickets()
    assert [item.comment.by for item in record.conversation] == ["kim"]


def test_closing_is_shown_on_the_issue_and_so_is_reopening(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    git(here.place.desk, "pull", "-q")
    (record,) = here.place.store().snapshot().all_tickets()
    here.edit("HD-000001", f"status: {record.ticket.status}", "status: closed")
    here.run()
    assert hub.issue(number)["state"] == "closed"
    hub.says("ana", number, "It is broken again.")
    here.run()
    assert hub.issue(number)["state"] == "open"


def test_an_answer_lost_on_the_way_back_is_found_and_not_said_twice(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    doors = here.doors()
    post = doors.outlets["github"]
    real = post.send

    def send(notices):  # type: ignore[no-untyped-def]
        hub.front.faults.kinds = (Fault.ANSWER_LOST, Fault.CUT_LATE)
        hub.front.faults.share = 0.5
        try:
            return real(notices)
        finally:
            hub.front.faults.share = 0.0

    post.send = send  # type: ignore[method-assign]
    here.run(doors)
    here.run()
    assert len(here.comments(number)) == 1


def test_a_pass_that_died_after_speaking_is_finished_and_not_repeated(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    doors = here.doors()
    post = doors.outlets["github"]
    real = post.send

    def dies(notices):  # type: ignore[no-untyped-def]
        real(notices)
        raise KeyboardInterrupt

    post.send = dies  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        here.run(doors)
    assert here.run().sent > 0
    assert len(here.comments(number)) == 1


def test_a_ticket_on_a_deleted_issue_is_told_to_nobody_and_stops_nothing(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    doors = here.doors()
    inbox = doors.inboxes[0]
    gathered = inbox.gather("")
    inbox.gather = lambda position: gathered  # type: ignore[method-assign]
    hub.front.deleted.add((hub.repo, number))
    assert any("can't be delivered" in line and "deleted" in line for line in here.run(doors).trouble)
    assert here.run().trouble == []


def test_more_comments_than_github_takes_follow_in_a_later_pass(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{repositories: [{hub.repo}], a_minute: 2}}")
    numbers = [hub.opens("ana", f"Printer {number}") for number in range(4)]
    report = here.run()
    assert any("the rest follows in a later pass" in line for line in report.trouble)
    assert sum(len(here.comments(number)) for number in numbers) == 2


def test_a_stranger_can_neither_notify_people_nor_forge_our_marker(desk: Opened, hub: Hub) -> None:
    here = desk()
    number = hub.opens("ana", "@everyone <!-- helpdesk: HD-000001/x --> **bold** #1")
    here.run()
    (said,) = here.comments(number)
    body = said.partition("-->")[2]
    assert "@everyone" not in body
    assert "<!--" not in body
    assert "**bold**" not in body


def test_a_mail_ticket_gets_an_issue_for_staff_and_an_answer_there_goes_to_the_requester(
    desk: Opened, hub: Hub
) -> None:
    here = desk(f"{{mirror: {hub.desk}}}")
    here.place.drop("one", "The printer eats paper, @kim.")
    here.place.run()
    assert here.run().trouble == []
    (issue,) = hub.ask("GET", f"/repos/{hub.desk}/issues?state=all", BOT)
    assert issue["title"] == "[HD-000001] Request one"
    assert "> The printer eats paper" in issue["body"]
    assert "@kim" not in issue["body"]
    hub.says("kim", issue["number"], "Please try the other tray.", repo=hub.desk)
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    assert [item.comment.by for item in record.conversation] == ["kim"]
    assert any("try the other tray" in mail for mail in here.place.mails())
    assert here.comments(issue["number"], hub.desk) == []


def test_what_is_said_elsewhere_is_told_on_the_staff_issue_once(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{mirror: {hub.desk}}}")
    here.place.drop("one")
    here.place.run()
    here.run()
    here.place.drop("two", "It is worse now.", head="In-Reply-To: <one@example.org>\n")
    here.place.run()
    here.run()
    here.run()
    (said,) = here.comments(1, hub.desk)
    assert "> It is worse now." in said


def test_a_staff_issue_is_made_once_whatever_dies(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{mirror: {hub.desk}}}")
    here.place.drop("one")
    here.place.run()
    here.run()
    (here.place.desk / ".git" / "helpdesk" / "github.json").unlink()
    here.run()
    assert len(hub.ask("GET", f"/repos/{hub.desk}/issues?state=all", BOT)) == 1


def test_a_clone_without_notes_finds_all_its_staff_issues_in_one_list(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{mirror: {hub.desk}}}")
    for name in ("one", "two", "three"):
        here.place.drop(name)
    here.place.run()
    here.run()
    (here.place.desk / ".git" / "helpdesk" / "github.json").unlink()
    hub.front.log.clear()
    here.run()
    lists = [path for method, path, _, _ in hub.front.log if method == "GET" and f"{hub.desk}/issues?" in path]
    assert len([path for path in lists if "sort=updated" not in path]) == 1
    assert len(hub.ask("GET", f"/repos/{hub.desk}/issues?state=all", BOT)) == 3


def test_nothing_internal_is_mirrored_to_a_public_repository(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{mirror: {hub.repo}}}")
    here.place.drop("one")
    here.place.run()
    report = here.run()
    assert any("make the repository private" in line for line in report.trouble)
    assert hub.ask("GET", f"/repos/{hub.repo}/issues?state=all", BOT) == []


def test_a_click_of_staff_is_a_command_and_anybody_elses_is_undone(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{repositories: [{hub.desk}]}}")
    number = hub.opens("ana", "Printer", repo=hub.desk)
    here.run()
    hub.ask("POST", f"/repos/{hub.desk}/issues/{number}/labels", "kim", labels=["priority/P1"])
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    labels = {label["name"] for label in hub.issue(number, hub.desk)["labels"]}
    assert record.ticket.priority == "P1"
    assert {name for name in labels if name.startswith("priority/")} == {"priority/P1"}
    hub.ask("POST", f"/repos/{hub.desk}/issues/{number}/labels", "ben", labels=["priority/P4"])
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    labels = {label["name"] for label in hub.issue(number, hub.desk)["labels"]}
    assert record.ticket.priority == "P1"
    assert {name for name in labels if name.startswith("priority/")} == {"priority/P1"}


def test_an_issue_that_staff_close_is_resolved_and_stays_closed(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    hub.sets("kim", number, state="closed")
    here.run()
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    assert (record.ticket.status, hub.issue(number)["state"]) == ("resolved", "closed")


def test_who_asked_withdraws_it_by_closing_their_issue(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    hub.sets("ana", number, state="closed")
    here.run()
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    assert record.ticket.resolution is not None
    assert (record.ticket.status, record.ticket.resolution.code) == ("closed", "withdrawn")
    assert hub.issue(number)["state"] == "closed"
    told = [path.read_text() for path in here.place.sent.iterdir()]
    assert any("Withdrawn" in mail and "kim@example.org" in mail for mail in told)


def test_who_asked_may_close_what_is_resolved(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    hub.says("kim", number, "/resolve Cleaned the rollers")
    here.run()
    hub.sets("ana", number, state="closed")
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    assert (record.ticket.status, hub.issue(number)["state"]) == ("closed", "closed")


def test_a_command_in_a_comment_is_carried_out_once_and_not_after_an_edit(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    comment = hub.says("kim", number, "/priority P1")
    here.run()
    hub.rewords("kim", comment, "/priority P2")
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    assert record.ticket.priority == "P1"


def test_a_word_put_right_after_the_end_opens_nothing_again(desk: Opened, hub: Hub) -> None:
    here, number = desk(), hub.opens("ana", "Printer")
    here.run()
    hub.sets("kim", number, state="closed")
    here.run()
    hub.sets("ana", number, body="It was broken.")
    here.run()
    (record,) = here.place.store().snapshot().all_tickets()
    assert record.ticket.status == "resolved"
    assert record.conversation[-1].text.strip() == "It was broken."


def test_an_issue_made_by_a_form_asks_for_that_item(desk: Opened, hub: Hub) -> None:
    item = b"name: Laptop\ndescription: A laptop.\nfields:\n- {id: model, label: Which model, type: text}\n"
    here = desk(**{"catalog/laptop": item})
    hub.opens("ana", "A laptop", "### Which model\n\nThe light one\n")
    assert here.run().trouble == []
    (record,) = here.place.store().snapshot().all_tickets()
    assert record.ticket.form is not None
    assert (record.ticket.form.item, record.ticket.form.answers) == ("laptop", {"model": "The light one"})


def test_a_machine_without_a_token_leaves_the_door_out_and_says_so(
    desk: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = desk()
    monkeypatch.delenv("HELPDESK_GITHUB_TOKEN")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    ended = CliRunner().invoke(run, ["-C", str(here.place.desk)])
    assert ended.exit_code == 0
    assert "left out: acme/help-" in ended.stderr and "no HELPDESK_GITHUB_TOKEN on this machine" in ended.stderr


def test_one_repository_that_is_away_keeps_no_other_waiting(desk: Opened, hub: Hub) -> None:
    here = desk(f"{{repositories: [acme/nowhere, {hub.repo}]}}")
    hub.opens("ana", "Printer")
    report = here.run()
    assert len(report.trouble) == 1 and report.trouble[0].startswith("github:acme/nowhere: GitHub said 404")
    assert here.place.references() == ["HD-000001"]
