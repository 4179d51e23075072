"""What the desk promises, when its clock stands still, and what happens when a promise is broken."""

from datetime import timedelta

from builders import Scene, a_desk, all_of, is_, mail, office, staff_mail, utc
from helpdesk.model.rules.sla import Targets
from helpdesk.model.timeline import (
    Breached,
    Closed,
    Escalated,
    Owed,
    Paused,
    Promised,
    Reopened,
    Resumed,
    Routed,
    Target,
    Told,
    Warned,
)

FRIDAY = "2026-03-06T16:30"  # the 9th is a holiday, the 10th a Tuesday


def a_p2_opened_on_friday() -> Scene:
    desk = a_desk().person("kim").team("desk", "kim").calendar(office(closed=("2026-03-09",)))
    desk.rule("everything is urgent", urgency="high").level(resolve="8h", escalate=[("100%", "lead")])
    scene = desk.open()
    scene.receive(mail("anna@example.org", "Mail is slow", at=FRIDAY, name="slow"))
    assert scene.ticket().ticket.priority == "P2"
    return scene


def test_a_p2_of_friday_half_past_four_paused_two_hours_is_due_on_wednesday_half_past_ten() -> None:
    scene = a_p2_opened_on_friday()
    assert scene.ticket().state.promises[Target.RESOLVE].due == utc("2026-03-10T16:30")
    scene.edit(status="waiting", at="2026-03-10T10:00").run("2026-03-10T10:05")
    scene.receive(
        mail("anna@example.org", "Re: Mail is slow", "It is back", at="2026-03-10T12:00", answers="<slow@example.org>")
    )
    promise = scene.ticket().state.promises[Target.RESOLVE]
    assert (promise.due, promise.left, scene.ticket().ticket.status) == (utc("2026-03-11T10:30"), None, "open")
    scene.run("2026-03-13T18:00")
    (breach,) = scene.entries(Breached)
    assert (breach.at, breach.due, breach.seen) == (promise.due, promise.due, utc("2026-03-13T18:00"))
    (escalation,) = scene.entries(Escalated)
    assert (escalation.at, escalation.to, escalation.who) == (promise.due, "lead", "lee")
    assert [owed.template for owed in scene.entries(Owed)].count("escalated") == 1
    scene.run("2026-03-14T18:00")
    assert len(scene.entries(Breached)) == len(scene.entries(Escalated)) == 1


def test_nobody_need_look_for_the_time_to_be_right() -> None:
    """The same, but the only pass after the opening runs when everything is long over."""
    scene = a_p2_opened_on_friday()
    scene.edit(status="waiting", at="2026-03-10T10:00")
    answer = mail(
        "anna@example.org", "Re: Mail is slow", "It is back", at="2026-03-10T12:00", answers="<slow@example.org>"
    )
    scene.receive(answer, now="2026-03-13T18:00")
    assert scene.ticket().state.promises[Target.RESOLVE].due == utc("2026-03-11T10:30")
    assert [breach.at for breach in scene.entries(Breached)] == [utc("2026-03-11T10:30")]
    assert [pause.left for pause in scene.entries(Paused)] == [{"resolve": 6.5 * 3600}]


def test_a_warning_comes_before_the_breach_and_each_step_happens_once() -> None:
    scene = a_desk().level(response="4h", resolve="8h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    for hour in range(10, 24):
        scene.run(f"2026-03-02T{hour}:00")
    assert [(warning.target, warning.at) for warning in scene.entries(Warned)] == [
        ("response", utc("2026-03-02T12:00")),
        ("resolve", utc("2026-03-02T15:00")),
    ]
    assert [breach.at for breach in scene.entries(Breached)] == [utc("2026-03-02T13:00"), utc("2026-03-02T17:00")]


def test_the_first_public_word_of_staff_keeps_the_first_promise_and_begins_the_next() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h", update="4h", resolve="3d").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.say(by="kim", at="2026-03-02T09:30").run("2026-03-02T09:31")
    promises = scene.ticket().state.promises
    assert promises[Target.RESPONSE].met_at == utc("2026-03-02T09:30")
    assert (promises[Target.UPDATE].due, promises[Target.UPDATE].met_at) == (utc("2026-03-02T13:30"), None)
    assert promises[Target.RESOLVE].due == utc("2026-03-05T09:00")  # three business days
    scene.say(by="kim", at="2026-03-02T11:30").run("2026-03-02T18:00")
    assert scene.ticket().state.promises[Target.UPDATE].due == utc("2026-03-02T15:30")
    assert [breach.target for breach in scene.entries(Breached)] == ["update"]


def test_an_answer_after_the_due_time_does_not_undo_the_breach() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.say(by="kim", at="2026-03-02T10:30").run("2026-03-02T11:00")
    promise = scene.ticket().state.promises[Target.RESPONSE]
    assert (promise.breached_at, promise.met_at) == (utc("2026-03-02T10:00"), utc("2026-03-02T10:30"))


def test_a_ticket_answered_in_time_is_not_breached_by_a_late_pass() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.say(by="kim", at="2026-03-02T09:59").run("2026-03-05T11:00")
    assert scene.entries(Breached) == []


def test_a_new_priority_is_promised_from_the_opening_on() -> None:
    targets = {"P3": Targets(resolve="8h"), "P1": Targets(resolve="4h")}
    scene = a_desk().team("desk", "kim").level(targets=targets).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.edit(impact="high", urgency="high", at="2026-03-02T10:00").run("2026-03-02T10:01")
    assert scene.ticket().ticket.priority == "P1"
    assert scene.ticket().state.promises[Target.RESOLVE].due == utc("2026-03-02T13:00")
    first, second = scene.entries(Promised)
    assert (first.due, second.at) == (utc("2026-03-02T17:00"), utc("2026-03-02T10:00"))
    assert "priority is P1 now" in second.why


def test_a_new_priority_that_promises_the_same_promises_nothing_anew_and_breaks_nothing_twice() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h", resolve="8h", escalate=[("100%", "lead")]).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.run("2026-03-02T10:05")
    before = scene.ticket().state.promises
    scene.edit(priority="P1", at="2026-03-02T10:30").run("2026-03-02T10:30")
    assert scene.ticket().state.promises == before and len(scene.entries(Promised)) == 2
    assert [breach.target for breach in scene.entries(Breached)] == ["response"]


def test_another_level_that_promises_the_same_moment_does_not_break_it_twice() -> None:
    desk = a_desk().level("mail", response="1h", when=is_("service", "mail")).level("basic", response="1h")
    scene = desk.team("desk", "kim").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.run("2026-03-02T10:05")
    scene.edit(service="mail", at="2026-03-02T10:30").run("2026-03-02T10:30")
    promise = scene.ticket().state.promises[Target.RESPONSE]
    assert (promise.sla, promise.breached_at) == ("mail", utc("2026-03-02T10:00"))
    assert len(scene.entries(Breached)) == 1


def test_what_no_level_promises_any_more_is_taken_back() -> None:
    scene = a_desk().team("desk", "kim").level(targets={"P3": Targets(response="1h", resolve="8h")}).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.edit(priority="P4", at="2026-03-02T09:30").run("2026-03-09T10:00")
    assert scene.ticket().state.promises == {} and scene.entries(Breached) == []
    scene.edit(priority="P3", at="2026-03-09T11:00").run("2026-03-09T11:00")
    assert {breach.target for breach in scene.entries(Breached)} == {"response", "resolve"}


def test_what_was_never_promised_is_not_broken_before_it_was_promised() -> None:
    targets = {"P3": Targets(resolve="8h"), "P1": Targets(resolve="1h")}
    scene = a_desk().team("desk", "kim").level(targets=targets, escalate=[("100%", "lead")]).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.edit(priority="P1", at="2026-03-02T15:00").run("2026-03-02T15:01")
    assert [(breach.at, breach.due) for breach in scene.entries(Breached)] == [
        (utc("2026-03-02T15:00"), utc("2026-03-02T10:00"))
    ]
    assert len(scene.entries(Escalated)) == 1


def test_a_new_priority_while_waiting_is_promised_with_its_time_standing_still() -> None:
    targets = {"P3": Targets(resolve="8h"), "P1": Targets(resolve="4h")}
    scene = a_desk().team("desk", "kim").level(targets=targets).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00", name="a"))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.edit(priority="P1", at="2026-03-02T12:00").run("2026-03-02T12:00")
    assert scene.ticket().state.promises[Target.RESOLVE].left == 3 * 3600
    scene.receive(mail("anna@example.org", "Re", "Done", at="2026-03-02T13:00", answers="<a@example.org>"))
    assert scene.ticket().state.promises[Target.RESOLVE].due == utc("2026-03-02T16:00")


def test_the_next_tier_takes_over_when_the_promise_is_half_used() -> None:
    desk = a_desk().team("desk", "kim", next_tier="experts").team("experts", "eve")
    scene = desk.level(resolve="8h", escalate=[("50%", "next-tier"), ("+2h", "manager")]).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.run("2026-03-02T13:30")
    assert (scene.ticket().ticket.team, scene.ticket().ticket.assignee) == ("experts", "eve")
    assert scene.entries(Escalated)[0].who == "experts"
    assert scene.entries(Routed)[-1].at == utc("2026-03-02T13:00")
    scene.run("2026-03-04T09:00")
    assert [(step.to, step.at) for step in scene.entries(Escalated)][1:] == [("manager", utc("2026-03-03T11:00"))]


def test_a_team_without_a_next_tier_has_a_lead_who_is_told() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h", escalate=[("50%", "next-tier")]).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.run("2026-03-02T13:30")
    (escalation,) = scene.entries(Escalated)
    assert escalation.who == "lee" and "no next tier" in escalation.why
    assert scene.ticket().ticket.assignee == "kim"


def test_who_waits_is_reminded_and_then_the_ticket_closes() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h").settings(remind_after="1d", close_after="2d").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.run("2026-03-03T10:00")
    assert [owed.role for owed in scene.entries(Owed) if owed.template == "reminder"] == ["requester"]
    scene.run("2026-03-05T10:00")
    assert scene.ticket().ticket.status == "closed"
    assert scene.entries(Closed)[0].reason == "no answer came"
    assert scene.entries(Breached) == []


def test_an_answer_that_comes_before_the_pass_stops_the_closing() -> None:
    scene = a_desk().team("desk", "kim").settings(remind_after="1d", close_after="1d").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00", name="a"))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.receive(mail("anna@example.org", "Re", "Here I am", at="2026-03-12T10:00", answers="<a@example.org>"))
    assert scene.ticket().ticket.status == "open"
    assert [owed.template for owed in scene.entries(Owed)].count("reminder") == 0


def test_a_requester_nobody_may_write_to_is_not_reminded_but_the_step_is_done() -> None:
    scene = a_desk().team("desk", "kim").settings(remind_after="1d").open()
    scene.receive(mail("robot@example.org", at="2026-03-02T09:00", automatic=True))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.run("2026-03-04T10:00")
    assert [told.result for told in scene.entries(Told)] == ["dropped"]


def test_a_vendor_is_neither_reminded_nor_closed_upon() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00", name="a"))
    scene.edit(status="vendor", at="2026-03-02T10:00").run("2026-06-01T10:00")
    assert scene.ticket().ticket.status == "vendor" and scene.entries(Breached) == []
    scene.receive(mail("anna@example.org", "Re", "And?", at="2026-06-02T10:00", answers="<a@example.org>"))
    assert scene.ticket().ticket.status == "vendor"


def test_a_resolved_ticket_closes_by_itself_but_only_so_many_a_pass() -> None:
    scene = a_desk().team("desk", "kim").settings(close_after="1d", limits={"closings_per_pass": 2}).open()
    scene.receive(*(mail(f"anna{n}@example.org", at="2026-03-02T09:00") for n in range(5)))
    for number in range(1, 6):
        scene.edit(number, status="resolved", at="2026-03-02T10:00")
    scene.run("2026-03-02T10:00")
    plan = scene.run("2026-03-04T10:00")
    assert len(plan.deferred) == 3
    scene.run("2026-03-04T10:01")
    scene.run("2026-03-04T10:02")
    assert {scene.ticket(number).ticket.status for number in range(1, 6)} == {"closed"}


def test_a_reopened_ticket_has_the_time_that_was_left_and_no_breach_while_it_slept() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00", name="a"))
    scene.edit(status="resolved", at="2026-03-02T15:00").run("2026-03-02T15:00")
    scene.receive(mail("anna@example.org", "Re", "No!", at="2026-03-04T10:00", answers="<a@example.org>"))
    assert scene.ticket().ticket.status == "open"
    assert scene.ticket().state.promises[Target.RESOLVE].due == utc("2026-03-04T12:00")
    assert scene.entries(Breached) == []
    assert [entry.by for entry in scene.entries(Reopened)] == ["requester"]
    scene.run("2026-03-04T12:00")
    assert [breach.at for breach in scene.entries(Breached)] == [utc("2026-03-04T12:00")]


def test_the_first_service_level_that_holds_counts_and_a_rule_may_choose_another() -> None:
    desk = a_desk().level("gold", resolve="1h", when=is_("sender_domain", "vip.example")).level("basic", resolve="8h")
    scene = desk.rule("board", all_of(is_("sender", "ceo@example.org")), sla="gold").open()
    for number, (sender, level) in enumerate(
        [("a@vip.example", "gold"), ("b@example.org", "basic"), ("ceo@example.org", "gold")], 1
    ):
        scene.receive(mail(sender, at=utc("2026-03-02T09:00") + timedelta(minutes=number)))
        assert scene.entries(Promised, number)[0].sla == level


def test_time_left_is_kept_through_many_pauses() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00", name="a"))
    for day in ("03", "04", "05"):
        scene.edit(status="waiting", at=f"2026-03-{day}T10:00").run(f"2026-03-{day}T10:00")
        scene.edit(status="open", at=f"2026-03-{day}T11:00").run(f"2026-03-{day}T11:00")
    assert len(scene.entries(Breached)) == 1 and len(scene.entries(Resumed)) == 3
    assert scene.entries(Breached)[0].at == utc("2026-03-02T17:00")


def test_a_proved_reply_of_staff_by_mail_keeps_the_promise_too() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00", name="a"))
    scene.receive(staff_mail("kim", "Re: Help", "On it", at="2026-03-02T09:20", answers="<a@example.org>"))
    assert scene.ticket().state.promises[Target.RESPONSE].met_at == utc("2026-03-02T09:20")


def test_business_days_that_end_after_hours_end_at_the_closing() -> None:
    scene = a_desk().level(resolve="1d").open()
    scene.receive(mail("anna@example.org", at="2026-03-02T20:00"), mail("bob@example.org", at="2026-03-02T05:00"))
    assert scene.ticket(2).state.promises[Target.RESOLVE].due == utc("2026-03-03T17:00")
    assert scene.ticket(1).state.promises[Target.RESOLVE].due == utc("2026-03-02T17:00")
