"""The verbs that change a ticket: what they write, what they refuse, what they say next."""

import json

import pytest
from paper_desk import PaperDesk, Typed, a_record

from helpdesk.model.ticket import Level, Task, TicketType, Visibility


def refused(result) -> str:
    assert result.exit_code == 1, result.output
    return result.output


def test_taking_a_new_ticket_makes_it_mine_and_starts_it(typed: Typed, desk: PaperDesk):
    result = typed("take", "2", "3")
    assert [(desk.ticket(n).assignee, desk.ticket(n).status) for n in (2, 3)] == [("kim", "in_progress")] * 2
    assert desk.subjects == ["HD-000002, HD-000003: taken by kim"]
    assert "next: helpdesk reply 3" in result.output


def test_nothing_is_taken_when_one_of_several_is_refused(typed: Typed, desk: PaperDesk):
    assert "'closed', and take does not lead on" in refused(typed("take", "2", "5"))
    assert desk.ticket(2).assignee == "" and desk.subjects == []


def test_assigning_warns_when_the_person_is_away_lacks_the_skill_or_is_of_another_team(typed: Typed, desk: PaperDesk):
    output = typed("assign", "1", "max").output
    assert desk.ticket(1).assignee == "max"
    for warning in ("max is away until 2099-12-31 (parental leave)", "max lacks vpn", "max is not in the team network"):
        assert f"warning: {warning}" in output


def test_assigning_warns_when_the_person_is_full(typed: Typed, desk: PaperDesk):
    desk.snapshot.records[7] = a_record(7, "One more", assignee="kim", status="in_progress")
    assert "kim has 2.25 tickets already, for a capacity of 2" in typed("assign", "3", "kim").output


def test_assigning_to_a_team_leaves_the_person_to_the_desk(typed: Typed, desk: PaperDesk):
    typed("assign", "1", "--team", "desk")
    assert (desk.ticket(1).team, desk.ticket(1).assignee) == ("desk", "")


def test_tickets_are_not_assigned_to_requesters_or_strangers(typed: Typed):
    assert "ana is a requester" in refused(typed("assign", "1", "ana"))
    assert "unknown person: 'kmi'; did you mean 'kim'?" in refused(typed("assign", "1", "kmi"))


def test_assigning_without_a_person_is_a_usage_error(typed: Typed):
    for words in (["1"], ["1", "2"]):
        result = typed("assign", *words)
        assert result.exit_code == 2
        assert "say whom" in result.output


def test_a_reply_is_public_and_a_note_is_not(typed: Typed, desk: PaperDesk):
    typed("reply", "1", "-m", "Please restart.")
    typed("note", "1", "-m", "Third time.")
    assert [(each.comment.visibility, each.text) for each in desk.said(1)] == [
        (Visibility.PUBLIC, "Please restart."),
        (Visibility.INTERNAL, "Third time."),
    ]


def test_a_command_in_an_answer_is_refused_before_the_requester_reads_it(typed: Typed, desk: PaperDesk):
    said = refused(typed("reply", "1", "-m", "We look at it.\n/take"))
    assert "`/take` would go out to the requester" in said and "helpdesk take 1" in said
    assert desk.subjects == []
    for fine in ("/approve", "See /etc/hosts", "`/take` is what you may write", "> /take", "/tmp/x is full"):
        assert typed("reply", "1", "-m", fine).exit_code == 0, fine


def test_reply_and_wait_is_one_commit(typed: Typed, desk: PaperDesk):
    typed("reply", "1", "-m", "Which version?", "--wait")
    assert desk.ticket(1).status == "waiting"
    assert len(desk.subjects) == 1


def test_a_text_may_come_from_a_pipe_and_an_empty_one_is_refused(typed: Typed, desk: PaperDesk):
    typed("note", "1", input="from a pipe\n")
    assert desk.said(1)[0].text == "from a pipe"
    assert "nothing was written" in refused(typed("note", "1", "-m", "  "))


def test_the_editor_opens_with_the_ticket_below_the_scissors(typed: Typed, desk: PaperDesk, monkeypatch):
    shown = []

    def edit(text: str, extension: str) -> str:
        shown.append(text)
        return "# A heading stays\n" + text

    monkeypatch.setattr("helpdesk.commands.terminal.text._interactive", lambda: True)
    monkeypatch.setattr("click.edit", edit)
    typed("note", "1")
    assert desk.said(1)[0].text == "# A heading stays"
    assert "VPN drops" in shown[0]


def test_fields_are_set_by_their_rules(typed: Typed, desk: PaperDesk):
    typed("set", "1", "impact=HIGH", "service=vpn", "tags+=vip,vpn", "due=2030-03-09", "fields.room=4", "watchers=lou")
    ticket = desk.ticket(1)
    assert (ticket.impact, ticket.service, ticket.tags, str(ticket.due)) == (
        Level.HIGH,
        "vpn",
        ("vip", "vpn"),
        "2030-03-09",
    )
    assert (ticket.fields, ticket.watchers) == ({"room": 4}, ("lou",))
    typed("set", "1", "tags-=vip", "service=")
    assert (desk.ticket(1).tags, desk.ticket(1).service) == (("vpn",), "")


@pytest.mark.parametrize(
    ("setting", "answer"),
    [
        ("impact=hgh", "unknown impact: 'hgh'; did you mean 'high'?"),
        ("team=netwrok", "unknown team: 'netwrok'; did you mean 'network'?"),
        ("priority=P9", "it is one of: P1, P2, P3"),
        ("service=vnp", "unknown service: 'vnp'; did you mean 'vpn'?"),
        ("imapct=high", "unknown field: 'imapct'; did you mean 'impact'?"),
        ("due=soon", "write it like 2026-03-09"),
        ("title=", "title cannot be empty"),
        ("impact", "write it field=value"),
        ("id=HD-000002", "a reference never changes"),
        ("resolution=x", "helpdesk resolve 1"),
        ("status=closed", "it can go to: 'waiting' (helpdesk reply 1 --wait), 'resolved' (helpdesk resolve 1)"),
        ("status=clsoed", "unknown status: 'clsoed'; did you mean 'closed'?"),
        ("change.rsik=high", "unknown field: 'change.rsik'; did you mean 'risk'?"),
        ("team=network", "says so already"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_remedy_and_nothing_is_written(
    typed: Typed, desk: PaperDesk, setting, answer
):
    assert answer in refused(typed("set", "1", setting))
    assert desk.subjects == []


def test_the_requester_can_be_corrected_and_tasks_ticked_off(typed: Typed, desk: PaperDesk):
    tasks = (Task(id="order", title="Order it"), Task(id="hand-out", title="Hand it out"))
    desk.snapshot.records[7] = a_record(7, "New laptop", tasks=tasks)
    typed("set", "7", "requester.email=ana.reis@example.org", "tasks.order=done")
    ticket = desk.ticket(7)
    assert (ticket.requester.name, ticket.requester.email) == ("Ana Reis", "ana.reis@example.org")
    assert [task.done for task in ticket.tasks] == [True, False]
    assert "unknown task: 'ordr'; did you mean 'order'?" in refused(typed("set", "7", "tasks.ordr=done"))


def test_resolving_records_how_it_ended_and_the_article(typed: Typed, desk: PaperDesk):
    typed("resolve", "3", "--code", "fixed", "-m", "Cable replaced.", "--article", "vpn")
    ticket = desk.ticket(3)
    assert ticket.resolution is not None
    assert (ticket.status, ticket.resolution.code, ticket.resolution.summary) == (
        "resolved",
        "fixed",
        "Cable replaced.",
    )
    assert (ticket.resolution.article, ticket.assignee) == ("network/vpn", "kim")


def test_an_unknown_article_is_refused(typed: Typed):
    assert "unknown article: 'vnp'" in refused(typed("resolve", "1", "--code", "fixed", "-m", "x", "--article", "vnp"))


def test_an_open_ticket_is_not_closed_past_its_lifecycle(typed: Typed, desk: PaperDesk):
    output = refused(typed("close", "1"))
    assert "'in_progress', and close does not lead on from there" in output
    assert "'resolved' (helpdesk resolve 1)" in output


def test_a_resolved_ticket_is_closed_or_reopened(typed: Typed, desk: PaperDesk):
    typed("reopen", "6", "-m", "It broke again.")
    assert desk.ticket(6).status == "in_progress"
    typed("resolve", "6", "--code", "fixed", "-m", "Once more.")
    typed("close", "6")
    assert desk.ticket(6).status == "closed"


def test_only_who_may_reopens_a_closed_ticket(typed: Typed, desk: PaperDesk):
    assert "only lead may bring HD-000005 to 'in_progress'" in refused(typed("reopen", "5"))
    assert typed("reopen", "5", "--as", "lou").exit_code == 0


def test_links_name_other_tickets_in_full(typed: Typed, desk: PaperDesk):
    result = typed("link", "1", "--related", "2", "--related", "#3", "--duplicate-of", "4")
    links = desk.ticket(1).links
    assert (links.related, links.duplicate_of) == (("HD-000002", "HD-000003"), "HD-000004")
    assert "the next pass closes" in result.output


def test_links_that_make_no_sense_are_refused(typed: Typed, desk: PaperDesk):
    assert "cannot be linked to itself" in refused(typed("link", "1", "--related", "1"))
    assert "no problem" in refused(typed("link", "1", "--problem", "2"))
    assert "HD-000077 is not here" in refused(typed("link", "1", "--parent", "77"))
    typed("link", "1", "--parent", "2")
    assert "leads back to HD-000002" in refused(typed("link", "2", "--parent", "1"))


def test_a_phone_call_is_logged_in_the_drop_box(typed: Typed, desk: PaperDesk):
    result = typed(
        "new",
        "No sound",
        "--from",
        "Ana <ana@example.org>",
        "--phone",
        "7",
        "--impact",
        "low",
        "--type",
        "request",
        "-m",
        "Since Monday.",
    )
    item = desk.dropped[0].item
    assert (item.title, item.type, item.impact, item.by, item.channel) == (
        "No sound",
        TicketType.REQUEST,
        Level.LOW,
        "kim",
        "phone",
    )
    assert (item.requester.name, item.requester.email, item.requester.phone) == ("Ana Reis", "ana@example.org", "7")
    assert (desk.dropped[0].text, len(item.uuid)) == ("Since Monday.", 36)
    assert "the next pass gives it a number" in result.output


def test_a_title_alone_is_enough_for_a_request(typed: Typed, desk: PaperDesk):
    assert typed("new", "My first ticket", input="").exit_code == 0
    assert desk.dropped[0].text == ""


def test_a_caller_nobody_knows_is_logged_as_given(typed: Typed, desk: PaperDesk):
    typed("new", "Lost badge", "--from", "Somebody at the door", "-m", "x")
    assert (desk.dropped[0].item.requester.name, desk.dropped[0].item.requester.email) == ("Somebody at the door", "")


def test_without_a_commit_the_files_are_edited_only_and_push_pushes(typed: Typed, desk: PaperDesk):
    assert "edited, not committed" in typed("take", "2", "--no-commit").output
    assert (desk.subjects, desk.ticket(2).assignee) == ([], "kim")
    assert "(pushed)" in typed("note", "1", "-m", "x", "--push").output
    assert desk.pushes == 1
    assert typed("take", "3", "--push", "--no-commit").exit_code == 2


def test_json_says_what_was_done_and_nothing_else(typed: Typed):
    answer = json.loads(typed("note", "1", "-m", "x", "--json").output)
    assert (answer["commit"], answer["pushed"], answer["done"]) == (
        "c0ffee",
        False,
        ["HD-000001: noted, for staff only"],
    )


def test_a_stranger_is_told_which_file_to_add(typed: Typed, desk: PaperDesk):
    desk.address = "who@example.net"
    output = refused(typed("take", "2"))
    assert "'who@example.net'" in output and "rules/people/<handle>.yml" in output


def test_git_without_an_address_says_how_to_set_it(typed: Typed, desk: PaperDesk):
    desk.address = ""
    assert "git config user.email" in refused(typed("take", "2"))


def test_people_are_known_by_their_other_addresses_too(typed: Typed, desk: PaperDesk):
    desk.address = "Kim.Lee@example.net"
    typed("take", "2")
    assert desk.ticket(2).assignee == "kim"


def test_the_environment_can_say_who_is_at_work(typed: Typed, desk: PaperDesk, monkeypatch):
    monkeypatch.setenv("HELPDESK_USER", "lou")
    typed("take", "2")
    assert desk.ticket(2).assignee == "lou"


def test_a_requester_cannot_work_on_tickets(typed: Typed):
    assert "ana has the role of a requester" in refused(typed("take", "2", "--as", "ana"))


def test_a_ticket_that_cannot_be_read_is_not_edited(typed: Typed, desk: PaperDesk):
    from msgspec.structs import replace

    desk.snapshot.records[2] = replace(desk.snapshot.records[2], quarantined=True)
    assert "cannot be read" in refused(typed("take", "2"))


def test_a_rating_given_on_the_phone_is_a_note_that_carries_the_score(typed: Typed, desk: PaperDesk):
    typed("rate", "6", "4", "-m", "Quick.")
    (note,) = desk.said(6)
    assert (note.comment.rating, note.comment.via, note.comment.visibility) == (4, "phone", Visibility.INTERNAL)
    assert "has not ended yet" in refused(typed("rate", "1", "4"))
    assert typed("rate", "6", "6").exit_code == 2


def test_a_comment_becomes_a_ticket_of_its_own_that_names_where_it_came_from(typed: Typed, desk: PaperDesk):
    typed("note", "1", "-m", "And the printer jams.")
    typed("split", "1", "--comment", "0.md", "Printer jams")
    (dropped,) = desk.dropped
    assert (dropped.item.title, dropped.text) == ("Printer jams", "And the printer jams.\n")
    assert (dropped.item.links.related, dropped.item.requester.email) == (("HD-000001",), "ana@example.org")
    assert "name one of: 0.md" in refused(typed("split", "1", "--comment", "7", "Printer jams"))


def test_a_field_of_a_block_is_said_as_one_types_it_and_its_neighbours_are_not(typed: Typed, desk: PaperDesk):
    assert "HD-000001: change.risk=high\n" in typed("set", "1", "change.risk=high").output
    said = typed("set", "1", "change.plan=Drain", "change.risk=").output
    assert "change.plan=Drain" in said and "change.risk=\n" in said and "{" not in said


def test_a_ticket_without_tasks_says_so(typed: Typed):
    assert "HD-000001 has no tasks; helpdesk show 1" in refused(typed("task", "1", "done", "order"))
    assert "HD-000001 has no tasks" in typed("task", "1").output


def test_a_duplicate_that_is_pushed_already_asks_for_no_push(typed: Typed):
    assert "next: the next pass closes HD-000003" in typed("link", "3", "--duplicate-of", "1", "--push").output
    assert "next: git push: the next pass closes HD-000002" in typed("link", "2", "--duplicate-of", "1").output
