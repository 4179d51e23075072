"""What is opened, said, edited and clicked on GitHub comes in: each once, by whoever it was, wherever it stood."""

from pathlib import Path

import pytest
from faults import Fault
from hub import BOT, Hub

from helpdesk.channels.github.clicks import Names
from helpdesk.channels.github.inbox import GitHubInbox, Intake
from helpdesk.channels.github.messages import FormReader
from helpdesk.channels.github.words import marker
from helpdesk.model.message import Message, Proof


def taken(inbox: GitHubInbox, known: set[str], position: str = "") -> tuple[list[Message], str]:
    """One pass: what came, and the position after it; from now on the desk has it."""
    gathered = inbox.gather(position)
    for message in gathered.messages:
        known.update({message.key, message.content_hash})
    inbox.settle(gathered.messages)
    return list(gathered.messages), gathered.position


def test_an_issue_is_a_message_from_the_numeric_id_of_whoever_opened_it(hub: Hub) -> None:
    number = hub.opens("ana", "Printer", "It eats paper.\n\n<!-- a hint of the template -->")
    (message,) = hub.inbox().gather("").messages
    assert message.key == message.source == f"github:{hub.repo}#{number}"
    assert (message.subject, message.text) == ("Printer", "It eats paper.")
    assert (message.sender.github, message.sender.name, message.proof) == (hub.id_of("ana"), "ana", Proof.GITHUB_ID)
    assert not message.edited


def test_a_comment_answers_its_issue(hub: Hub) -> None:
    number = hub.opens("ana", "Printer")
    comment = hub.says("ben", number, "Mine too.")
    issue, said = hub.inbox().gather("").messages
    assert said.key == f"{issue.key}/comment/{comment}"
    assert (said.in_reply_to, said.sender.name, said.text) == (issue.key, "ben", "Mine too.")


def test_what_the_desk_has_does_not_come_again_and_what_is_new_does(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    first, position = taken(inbox, known)
    hub.says("ana", number, "Any news?")
    second, _ = taken(inbox, known, position)
    assert [message.subject for message in first] == ["Printer"]
    assert [message.text for message in second] == ["Any news?"]


def test_a_quiet_pass_costs_two_conditional_requests_a_repository(hub: Hub, tmp_path: Path) -> None:
    known: set[str] = set()
    number = hub.opens("ana", "Printer")
    hub.says("ana", number, "Still.")
    _, position = taken(hub.inbox(known, folder=tmp_path), known)
    taken(hub.inbox(known, folder=tmp_path), known, position)
    hub.front.log.clear()
    nothing, _ = taken(hub.inbox(known, folder=tmp_path), known, position)
    assert nothing == []
    assert [(status, conditional) for _, _, status, conditional in hub.front.log] == [(304, True), (304, True)]


def test_an_empty_repository_is_quiet_too(hub: Hub, tmp_path: Path) -> None:
    hub.inbox(folder=tmp_path).gather("")
    hub.front.log.clear()
    assert hub.inbox(folder=tmp_path).gather("").messages == ()
    assert [(status, conditional) for _, _, status, conditional in hub.front.log] == [(304, True)]


def test_what_was_gathered_and_never_settled_is_gathered_again(hub: Hub, tmp_path: Path) -> None:
    hub.opens("ana", "Printer")
    hub.inbox(folder=tmp_path).gather("")
    assert len(hub.inbox(folder=tmp_path).gather("").messages) == 1


def test_without_its_notes_a_pass_asks_more_and_takes_in_the_same(hub: Hub, tmp_path: Path) -> None:
    known: set[str] = set()
    hub.opens("ana", "Printer")
    _, position = taken(hub.inbox(known, folder=tmp_path), known)
    (tmp_path / "github.json").write_text("{ damaged")
    hub.opens("ben", "Mouse")
    again, _ = taken(hub.inbox(known, folder=tmp_path), known, position)
    assert [message.subject for message in again] == ["Mouse"]


def test_an_edited_issue_says_its_new_words_once_and_gives_no_commands(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer", "It eats paper.")
    (opened,), position = taken(inbox, known)
    hub.sets("ana", number, body="It eats paper. Room 12.")
    (edit,), position = taken(inbox, known, position)
    assert edit.key.startswith(f"{opened.key}/edit/")
    assert (edit.text, edit.edited, edit.in_reply_to) == ("It eats paper. Room 12.", True, opened.key)
    assert taken(inbox, known, position)[0] == []


def test_an_edited_comment_says_its_new_words_once_and_gives_no_commands(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    comment = hub.says("ana", number, "Room 11.")
    _, position = taken(inbox, known)
    hub.rewords("ana", comment, "Room 12.")
    (edit,), position = taken(inbox, known, position)
    assert (edit.text, edit.edited) == ("Room 12.", True)
    assert taken(inbox, known, position)[0] == []


def test_our_reference_in_a_title_is_no_edit(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    _, position = taken(inbox, known)
    hub.sets(BOT, number, title="[HD-000001] Printer")
    assert taken(inbox, known, position)[0] == []


def test_our_own_comments_are_known_by_our_id_and_our_marker_together(hub: Hub) -> None:
    number = hub.opens("ana", "Printer")
    ours = marker("HD-000001/acknowledge-requester-1f2e3d4c")
    hub.says(BOT, number, f"{ours}\nWe have it.")
    hub.says("ana", number, f"{ours}\nI am the desk.")
    hub.says(BOT, number, "Said by hand with the desk's account.")
    said = [message.text for message in hub.inbox().gather("").messages[1:]]
    assert said == ["I am the desk.", "Said by hand with the desk's account."]


def test_a_label_of_the_desk_an_assignee_and_a_closing_are_commands_of_who_clicked(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    _, position = taken(inbox, known)
    hub.sets("kim", number, labels=["priority/P1", "good first issue"])
    hub.sets("ben", number, assignees=["kim"])
    hub.sets("kim", number, state="closed")
    clicks, position = taken(inbox, known, position)
    said = [(message.commands, message.sender.name, message.text, message.source) for message in clicks]
    source = f"github:{hub.repo}#{number}"
    assert said == [
        (("/priority P1",), "kim", "", source),
        (("/assign kim",), "ben", "", source),
        (("/close",), "kim", "", source),
    ]
    assert taken(inbox, known, position)[0] == []


def test_what_is_taken_away_in_the_sidebar_is_a_command_too(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer", labels=["priority/P1", "status/new", "category/network"], assignees=["kim"])
    _, position = taken(inbox, known)
    hub.sets("ben", number, labels=[], assignees=[])
    clicks, _ = taken(inbox, known, position)
    assert sorted(message.commands for message in clicks) == [
        ("/category -network",),
        ("/priority -P1",),
        ("/unassign kim",),
    ]
    assert {message.sender.name for message in clicks} == {"ben"}


def test_what_makes_room_for_something_else_is_one_command(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer", labels=["priority/P1"])
    _, position = taken(inbox, known)
    hub.sets("ben", number, labels=["priority/P3"])
    clicks, _ = taken(inbox, known, position)
    assert [message.commands for message in clicks] == [("/priority P3",)]


def test_a_login_in_a_command_of_staff_is_whoever_has_it_on_github(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    _, position = taken(inbox, known)
    hub.says("kim", number, "Thanks @ana.\n/assign @ben\n/watch @nobody-there me@example.org")
    hub.says("ana", number, "/assign @ben")
    by_staff, by_a_stranger = taken(inbox, known, position)[0]
    assert [(party.name, party.github) for party in by_staff.mentions] == [("ben", hub.id_of("ben"))]
    assert by_a_stranger.mentions == (), "nobody is looked up for strangers"


def test_what_is_said_within_one_second_stays_in_its_order(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    _, position = taken(inbox, known)
    words = [f"Line {line}" for line in range(12)]  # numbers of comments get one digit more somewhere
    for line in words:
        hub.says("ana", number, line)
    assert [message.text for message in taken(inbox, known, position)[0]] == words


def test_our_own_clicks_command_nobody(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    _, position = taken(inbox, known)
    hub.sets(BOT, number, labels=["priority/P2"], state="closed")
    assert taken(inbox, known, position)[0] == []


def test_pull_requests_and_what_is_said_on_them_are_left_alone(hub: Hub) -> None:
    number = hub.opens("ana", "Printer")
    issue = hub.issue(number)
    pull = {**issue, "number": 77, "title": "A pull request", "pull_request": {"url": "..."}}
    hub.front.pulls[hub.repo] = [pull]
    assert [message.subject for message in hub.inbox().gather("").messages] == ["Printer"]


def test_a_comment_that_comes_before_its_issue_brings_the_issue_along(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    hub.opens("ana", "Mouse")
    _, position = taken(inbox, known)
    number = hub.opens("ana", "Printer")
    hub.says("ana", number, "Hurry.")
    hub.front.faults.then(Fault.STALE)
    said, _ = taken(inbox, known, position)
    assert [message.text for message in said] == ["It is broken.", "Hurry."]


def test_a_sweep_brings_what_the_lists_left_out_for_days(hub: Hub) -> None:
    known: set[str] = set()
    number = hub.opens("ana", "Printer")
    hub.front.late.add((hub.repo, number))
    hub.opens("ana", "Mouse")
    inbox = hub.inbox(known)
    _, position = taken(inbox, known)
    hub.front.late.clear()
    # A position as it is days later: the issue lies far behind it.
    later = position.replace(position[:4], str(int(position[:4]) + 1), 1)
    assert taken(hub.inbox(known), known, later.replace("swept=20", "swept=19"))[0][0].subject == "Printer"


def test_a_deleted_issue_stops_nothing(hub: Hub) -> None:
    known: set[str] = set()
    inbox = hub.inbox(known)
    number = hub.opens("ana", "Printer")
    hub.says("ana", number, "Hurry.")
    hub.opens("ben", "Mouse")
    hub.front.deleted.add((hub.repo, number))
    assert [message.subject for message in taken(inbox, known)[0]] == ["Mouse"]


def test_an_issue_that_moved_is_the_same_one_where_it_is_now(hub: Hub) -> None:
    number = hub.opens("ana", "Printer")
    (there,) = hub.inbox().gather("").messages
    other = hub.new_repository(f"{hub.repo.partition('/')[2]}-other")
    moved = hub.opens("ana", "Printer", repo=other)
    created = hub.issue(number)["created_at"]
    here = hub.inbox(repo=other).gather("").messages[0]
    # The emulator stamps a new issue with the time it is made; GitHub keeps that of a transferred one.
    assert here.message_id.partition(".")[2] == there.message_id.partition(".")[2]
    assert moved and created


@pytest.mark.parametrize("body", ["x" * 65_536, "", None, "é" * 10_000, "<!-- never closed"])
def test_any_body_comes_in(hub: Hub, body: str | None) -> None:
    hub.ask("POST", f"/repos/{hub.repo}/issues", "ana", title="t", body=body)
    (message,) = hub.inbox().gather("").messages
    assert len(message.text) <= 65_536


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.STALE])
def test_one_fault_on_the_way_is_nothing_to_speak_of(hub: Hub, fault: Fault) -> None:
    hub.opens("ana", "Printer")
    inbox = hub.inbox()
    hub.front.faults.then(fault)
    assert [message.subject for message in inbox.gather("").messages] == ["Printer"]


def test_a_github_that_stays_away_is_said_in_words(hub: Hub) -> None:
    hub.front.faults.share, hub.front.faults.kinds = 1.0, (Fault.BAD_GATEWAY,)
    with pytest.raises(ConnectionError, match="GitHub answered 502"):
        hub.inbox().gather("")


def test_a_long_wait_is_left_to_a_later_pass_and_nobody_asks_meanwhile(hub: Hub) -> None:
    inbox = hub.inbox()
    hub.front.retry_after = "600"
    hub.front.faults.then(Fault.WAIT)
    with pytest.raises(ConnectionError, match="asked us to wait"):
        inbox.gather("")
    hub.front.log.clear()
    with pytest.raises(ConnectionError, match="asked us to wait until"):
        inbox.gather("")
    assert hub.front.log == []


def test_a_wrong_token_says_what_to_mend(hub: Hub) -> None:
    account = hub.account(token="wrong")
    with pytest.raises(ConnectionError, match="mend HELPDESK_GITHUB_TOKEN"):
        account.me()


def test_the_forms_are_asked_for_once_however_many_issues_there_are(hub: Hub) -> None:
    asked: list[int] = []

    def forms() -> FormReader:
        asked.append(1)
        return lambda body, _labels: {"form": "laptop", "size": body}

    for body in ("14", "16"):
        hub.opens("ana", "A laptop", body)
    intake = Intake(known=lambda _keys: set(), names=Names(lambda _number: ""), forms=forms)
    messages = GitHubInbox(hub.account(), hub.repo, intake).gather("").messages
    assert [message.fields["size"] for message in messages] == ["14", "16"]
    assert len(asked) == 1


def test_a_position_of_a_desk_that_counted_clicks_is_read(hub: Hub) -> None:
    hub.opens("ana", "Printer")
    first = hub.inbox().gather("")
    mark, _, rest = first.position.partition(";")
    assert hub.inbox().gather(f"{mark};event=12;{rest}").position == first.position
