"""What people change in the files, and what follows from it."""

import pytest

from builders import Scene, a_desk, mail, utc
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import (
    Changed,
    Closed,
    Commented,
    Opened,
    Owed,
    Paused,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Target,
    Triaged,
)

TEN, NOON = "2026-03-02T10:00", "2026-03-02T12:00"


def a_ticket() -> Scene:
    desk = a_desk().team("desk", "kim", "lou").team("network", "nia", "ned").level(resolve="8h")
    desk.category("network/vpn", "vpn", team="network").category("mail", "outlook")
    scene = desk.open()
    scene.receive(mail("anna@example.org", "Help", at="2026-03-02T09:00", name="a"))
    return scene


def test_an_edit_is_stamped_with_its_author_and_the_time_of_the_commit_that_brought_it() -> None:
    scene = a_ticket().edit(title="Wifi is slow", by="lou", at=TEN)
    scene.run(NOON)
    (changed,) = scene.entries(Changed)
    assert (changed.by, changed.at, changed.seen) == ("lou", utc(TEN), utc(NOON))
    assert (changed.set, changed.was) == ({"title": "Wifi is slow"}, {"title": "Help"})
    assert changed.why == "commit c0ffee"


def test_where_history_is_gone_the_entry_says_between_when() -> None:
    scene = a_ticket().edit(title="Wifi is slow", at=TEN, known=False)
    scene.run(NOON)
    (changed,) = scene.entries(Changed)
    assert (changed.by, changed.at) == ("unknown", utc(NOON))
    assert changed.why.startswith("between 2026-03-02T09:00:00Z and 2026-03-02T12:00:00Z")


def test_an_edit_older_than_what_the_ledger_knows_still_holds() -> None:
    """Committed offline at eight, pushed at noon: the file says so, and the fold must agree with the file."""
    scene = a_ticket().edit(priority="P1", by="kim", at=TEN)
    scene.run(TEN)
    scene.edit(priority="P4", by="lou", at="2026-03-02T08:00").run(NOON)
    assert scene.ticket().state.fields["priority"] == "P4"
    assert scene.entries(Changed)[-1].at > utc(TEN)


def test_nobody_s_choice_is_ever_flipped_back() -> None:
    scene = a_ticket().edit(team="network", assignee="lou", priority="P4", by="lou", at=TEN)
    scene.run(TEN)
    scene.edit(category="mail", impact="high", urgency="high", at=NOON).run(NOON)
    ticket = scene.ticket().ticket
    assert (ticket.team, ticket.assignee, ticket.priority) == ("network", "lou", "P4")


def test_a_new_category_moves_the_ticket_to_its_team_and_somebody_of_it() -> None:
    scene = a_ticket().edit(category="network/vpn", at=TEN)
    scene.run(TEN)
    assert (scene.ticket().ticket.team, scene.ticket().ticket.assignee) in {("network", "nia"), ("network", "ned")}
    assert (
        scene.entries(Routed)[-1].why
        == "rules/categories.yml:1: category network/vpn; the least load, of 2 with room for it"
    )
    assert scene.ticket().state.owners["team"] == "desk"


def test_a_new_team_by_hand_finds_an_assignee_and_stays_the_person_s_choice() -> None:
    scene = a_ticket().edit(team="network", by="lou", at=TEN)
    scene.run(TEN)
    assert scene.ticket().ticket.assignee in ("nia", "ned")
    assert (scene.ticket().state.owners["team"], scene.ticket().state.owners["assignee"]) == ("lou", "desk")


def test_who_gives_a_ticket_back_does_not_get_it_again() -> None:
    scene = a_ticket()
    had_it = scene.ticket().ticket.assignee
    scene.edit(assignee="", by=had_it, at=TEN).run(TEN)
    assert scene.ticket().ticket.assignee not in ("", had_it)
    assert scene.entries(Routed)[-1].why.startswith(f"{had_it} gave it back; ")


def test_a_priority_or_team_that_is_emptied_is_the_desk_s_to_decide_again() -> None:
    scene = a_ticket().edit(priority="P1", team="network", at=TEN)
    scene.run(TEN)
    scene.edit(priority="", team="", at=NOON).run(NOON)
    assert (scene.ticket().ticket.priority, scene.ticket().ticket.team) == ("P3", "desk")


def test_who_is_given_a_ticket_by_hand_is_told_but_not_who_takes_it() -> None:
    scene = a_ticket().edit(assignee="lou", by="kim", at=TEN)
    scene.run(TEN)
    scene.edit(assignee="ned", by="ned", at=NOON).run(NOON)
    by_hand = [entry for entry in scene.entries(Routed) if entry.why == "by hand"]
    assert [(entry.assignee, entry.by) for entry in by_hand] == [("lou", "kim"), ("ned", "ned")]
    assert [owed.at for owed in scene.entries(Owed) if owed.template == "assigned"][1:] == [utc(TEN)]
    assert scene.ticket().state.handoffs == 2


def test_only_what_builds_on_a_change_is_decided_anew() -> None:
    scene = a_ticket()
    scene.edit(title="vpn outlook", at=TEN).run(TEN)
    assert scene.ticket().ticket.category == ""
    assert len(scene.entries(Triaged)) == 1


@pytest.mark.parametrize(
    ("way", "events"),
    [
        (("open",), []),
        (("waiting",), [Paused]),
        (("waiting", "open"), [Paused, Resumed]),
        (("resolved",), [Resolved]),
        (("resolved", "closed"), [Resolved, Closed]),
        (("resolved", "open"), [Resolved, Resumed, Reopened]),
        (("waiting", "resolved", "open"), [Paused, Resolved, Resumed, Reopened]),
        (("closed", "waiting", "open"), [Closed, Resumed, Reopened, Paused, Resumed]),
        (("nonsense", "open"), []),
    ],
)
def test_a_status_set_by_hand_has_its_consequences(way: tuple[str, ...], events: list[type]) -> None:
    scene = a_ticket()
    for hour, status in enumerate(way, 10):
        scene.edit(status=status, at=f"2026-03-02T{hour}:00").run(f"2026-03-02T{hour}:00")
    kinds = (Paused, Resumed, Resolved, Reopened, Closed)
    found = [type(entry) for entry in scene.ticket().timeline if isinstance(entry, kinds)]
    assert found == events
    assert scene.ticket().ticket.status == way[-1]


def test_a_resolution_is_in_the_ledger_with_who_and_what() -> None:
    resolution = {"code": "fixed", "summary": "New cable."}
    scene = a_ticket().edit(status="resolved", resolution=resolution, by="lou", at=TEN)
    scene.run(NOON)
    (resolved,) = scene.entries(Resolved)
    assert (resolved.by, resolved.at, resolved.code, resolved.summary) == ("lou", utc(TEN), "fixed", "New cable.")
    assert scene.ticket().state.promises[Target.RESOLVE].met_at == utc(TEN)
    assert "resolved" in {owed.template for owed in scene.entries(Owed)}


def test_a_comment_file_is_heard_once_and_told_to_the_requester() -> None:
    scene = a_ticket().say(by="kim", text="Which room?", at=TEN)
    scene.run(NOON)
    scene.run("2026-03-02T13:00")
    (heard,) = scene.entries(Commented)
    assert (heard.by, heard.at, heard.comment) == ("kim", utc(TEN), scene.ticket().conversation[0].name)
    (reply,) = [owed for owed in scene.entries(Owed) if owed.template == "reply"]
    assert reply.data == {"comment": heard.comment, "by": "kim"}


def test_a_note_stays_inside_and_keeps_no_promise() -> None:
    scene = a_ticket().say(by="kim", at=TEN, visibility=Visibility.INTERNAL)
    scene.run(NOON)
    assert scene.ticket().state.first_response is None
    assert "reply" not in {owed.template for owed in scene.entries(Owed)}


def test_an_answer_and_a_status_in_one_commit_are_taken_in_that_order() -> None:
    scene = a_ticket().say(by="kim", at=TEN).edit(status="waiting", at=TEN)
    scene.run(NOON)
    assert scene.events().index("commented") < scene.events().index("paused")


def test_a_mail_between_two_edits_is_taken_in_its_place() -> None:
    scene = a_ticket().edit(status="waiting", at=TEN)
    late = mail("anna@example.org", "Re", "It works", at="2026-03-02T11:00", answers="<a@example.org>")
    scene.receive(late, now=NOON)
    assert scene.ticket().ticket.status == "open"
    assert [event for event in scene.events() if event in ("paused", "commented", "resumed")] == [
        "paused",
        "commented",
        "resumed",
    ]


def test_a_mail_from_before_an_edit_does_not_undo_it() -> None:
    scene = a_ticket().edit(status="waiting", at=TEN)
    early = mail("anna@example.org", "Re", "And?", at="2026-03-02T09:30", answers="<a@example.org>")
    scene.receive(early, now=NOON)
    assert scene.ticket().ticket.status == "waiting"


def test_the_bad_file_of_a_quarantined_ticket_is_left_alone_and_its_clock_runs_on() -> None:
    scene = a_ticket().quarantine()
    plan = scene.run("2026-03-03T18:00")
    assert plan.work[0].edits == {}
    assert "breached" in scene.events()
    answer = mail("anna@example.org", "Re", "Hello?", at="2026-03-03T19:00", answers="<a@example.org>")
    plan = scene.receive(answer)
    assert plan.work[0].edits == {} and "commented" in scene.events()
    scene.repaired().run("2026-03-03T20:00")


def test_a_ticket_numbered_by_hand_is_taken_in_and_its_number_is_gone() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h").open()
    scene.write_by_hand(41, by="kim", at=TEN, title="Server room is hot", status="open", priority="P1")
    scene.run(NOON)
    record = scene.ticket(41)
    assert isinstance(record.timeline[0], Opened)
    assert (record.ticket.priority, record.ticket.team, record.ticket.assignee) == ("P1", "desk", "kim")
    assert (record.state.owners["priority"], record.state.owners["team"]) == ("kim", "desk")
    scene.receive(mail("anna@example.org", at="2026-03-02T13:00"))
    assert sorted(scene.desk.records) == [41, 42]


def test_a_leap_past_the_lifecycle_stands_and_is_called_one() -> None:
    scene = a_ticket().edit(status="closed", by="lou", at=TEN)
    scene.run(NOON)
    changed = next(entry for entry in scene.entries(Changed) if "status" in entry.set)
    assert scene.ticket().ticket.status == "closed"
    assert changed.why == "not a transition of the lifecycle: new -> closed (commit c0ffee)"


def test_still_broken_after_a_resolution_by_hand_reopens_though_no_pass_ran_in_between() -> None:
    scene = a_ticket().edit(status="resolved", by="kim", at=TEN)
    scene.receive(mail("anna@example.org", "Re: [HD-1] Help", "It is still broken.", at="2026-03-02T11:00", name="b"))
    (resolved,), (reopened,) = scene.entries(Resolved), scene.entries(Reopened)
    assert (resolved.at, reopened.at) == (utc(TEN), utc("2026-03-02T11:00"))
    assert scene.ticket().ticket.status == "open"


def test_a_word_from_before_the_resolution_by_hand_reopens_nothing() -> None:
    scene = a_ticket().edit(status="resolved", by="kim", at=NOON)
    late = mail("anna@example.org", "Re: [HD-1] Help", "It is still broken.", at="2026-03-02T11:00", name="b")
    scene.receive(late, now=NOON)
    assert not scene.entries(Reopened)
    assert scene.ticket().ticket.status == "resolved"
