"""Major incidents: one ticket speaks for many, and each requester hears of it once."""

from datetime import timedelta

import pytest

from builders import DeskBuilder, Scene, a_desk, contains, mail, staff_mail, utc
from helpdesk.decide.notifying.outbox import Claimer, claim, claimed, told
from helpdesk.decide.notifying.wording import word
from helpdesk.decide.plan import decide
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.rules.notices import Template
from helpdesk.model.snapshot import Edit
from helpdesk.model.ticket import Problem, TicketType, Visibility
from helpdesk.model.timeline import Breached, Commented, Escalated, Owed, Reopened, Resolved, Routed, Told, Triaged

NINE, TEN, ELEVEN, NOON = (f"2026-03-02T{hour:02}:00" for hour in (9, 10, 11, 12))


def a_vpn_desk() -> DeskBuilder:
    desk = a_desk().team("network", "nia", "ned", "nora").team("desk", "kim")
    desk.category("network/vpn", "vpn", team="network").category("mail", "outlook")
    return desk.level(response="1h", resolve="4h")


def an_outage(desk: DeskBuilder | None = None, **fields: object) -> Scene:
    """A major incident, HD-000001, declared by a person at ten."""
    scene = (desk or a_vpn_desk()).open()
    scene.receive(mail("first@example.org", "vpn is down", at=NINE, name="first"))
    scene.edit(tags=["major"], by="nia", at=TEN, **fields).run(TEN)
    return scene


def reports(count: int, at: str = ELEVEN, subject: str = "vpn broken") -> list:
    begun = utc(at)
    return [
        mail(f"u{n}@example.org", subject, f"me too {n}", at=begun + timedelta(seconds=n), name=f"u{n}")
        for n in range(count)
    ]


def owed(scene: Scene, template: str, number: int) -> list[Owed]:
    return [entry for entry in scene.entries(Owed, number) if entry.template == template]


def test_a_new_incident_about_the_same_becomes_a_part_and_goes_to_who_has_the_major() -> None:
    scene = an_outage()
    owner = scene.ticket().ticket.assignee
    scene.receive(*reports(3))
    for number in (2, 3, 4):
        part = scene.ticket(number).ticket
        assert (part.links.parent, part.team, part.assignee) == ("HD-000001", "network", owner)
        assert scene.entries(Triaged, number)[0].because["links"] == "part of HD-000001: the same service and category"
        assert scene.entries(Routed, number)[0].candidates == ()
        assert owed(scene, "assigned", number) == [], "who has the major is not told of each part"
        assert owed(scene, "acknowledgement", number)[0].data == {"major": "HD-000001"}


def test_another_trouble_a_request_or_spam_is_no_part_of_it() -> None:
    scene = an_outage(a_vpn_desk().rule("please", contains("subject", "please"), type="request"))
    scene.receive(mail("a@example.org", "outlook hangs", at=ELEVEN))
    scene.receive(mail("b@example.org", "please new vpn token", at=ELEVEN))
    scene.receive(mail("c@example.org", "vpn pills", at=ELEVEN, spam=True))
    assert [scene.ticket(number).ticket.links.parent for number in (2, 3, 4)] == ["", "", ""]


def test_what_was_opened_before_or_after_it_is_no_part_of_it() -> None:
    scene = an_outage()
    scene.edit(status="resolved", by="nia", at=NOON).run(NOON)
    scene.receive(mail("late@example.org", "vpn again", at="2026-03-02T12:30"))
    scene.receive(mail("slow@example.org", "vpn gone", at="2026-03-02T08:00"), now="2026-03-02T13:00")
    assert [scene.ticket(number).ticket.links.parent for number in (2, 3)] == ["", ""]


def test_what_was_reported_while_it_lasted_but_read_later_is_resolved_with_it() -> None:
    scene = an_outage()
    scene.edit(status="resolved", by="nia", at=NOON).run(NOON)
    scene.receive(mail("mid@example.org", "vpn broken", at=ELEVEN), now="2026-03-02T12:05")
    assert (scene.ticket(2).ticket.links.parent, scene.ticket(2).ticket.status) == ("HD-000001", "resolved")


def test_a_rule_may_declare_a_major_and_the_next_of_its_kind_are_parts_of_it() -> None:
    desk = a_vpn_desk().rule("outage", contains("subject", "outage"), tags=("major", "red"))
    scene = desk.open()
    scene.receive(*reports(3, subject="vpn outage"))
    assert [scene.ticket(number).ticket.tags for number in (1, 2, 3)] == [("major", "red"), ("red",), ("red",)]
    assert [scene.ticket(number).ticket.links.parent for number in (1, 2, 3)] == ["", "HD-000001", "HD-000001"]


def test_what_a_person_declares_a_major_is_one_beside_another() -> None:
    scene = an_outage()
    scene.drop("tickets/new/x.md", uuid="x", title="vpn in Lisbon", tags=("major",), opened=utc(ELEVEN), by="nia")
    scene.run(ELEVEN)
    assert (scene.ticket(2).ticket.tags, scene.ticket(2).ticket.links.parent) == (("major",), "")


def test_a_part_of_another_team_s_trouble_goes_to_the_team_that_has_the_major() -> None:
    scene = an_outage(a_vpn_desk().rule("storm", contains("subject", "storm"), parent="major"))
    scene.receive(mail("a@example.org", "outlook storm", at=ELEVEN))
    assert (scene.ticket(2).ticket.team, scene.ticket(2).ticket.category) == ("network", "mail")
    assert scene.entries(Triaged, 2)[0].because["team"] == "part of HD-000001"


@pytest.mark.parametrize(
    ("parent", "expected"), [("major", "HD-000001"), ("HD-000001", "HD-000001"), ("none", ""), ("HD-000077", "")]
)
def test_a_routing_rule_says_what_is_part_of_a_major(parent: str, expected: str) -> None:
    scene = an_outage(a_vpn_desk().rule("storm", contains("subject", "storm"), parent=parent))
    scene.receive(mail("a@example.org", "outlook storm", at=ELEVEN))
    assert scene.ticket(2).ticket.links.parent == expected
    if expected:
        assert scene.entries(Triaged, 2)[0].because["links"] == "part of HD-000001: rules/routing.yml:1 storm"


def test_a_rule_that_keeps_tickets_apart_wins_over_the_same_category() -> None:
    scene = an_outage(a_vpn_desk().rule("vip", contains("subject", "board"), parent="none"))
    scene.receive(mail("a@example.org", "vpn of the board", at=ELEVEN))
    assert scene.ticket(2).ticket.links.parent == ""


def test_one_public_update_reaches_each_requester_once_and_a_note_nobody() -> None:
    scene = an_outage()
    scene.receive(*reports(3))
    scene.say(text="Back in an hour.", by="nia", at="2026-03-02T11:30")
    scene.say(text="It was me.", by="nia", at="2026-03-02T11:31", visibility=Visibility.INTERNAL).run(NOON)
    scene.run("2026-03-02T12:01")
    for number in (2, 3, 4):
        (told_them,) = owed(scene, "reply", number)
        assert told_them.role == "requester"
        assert [spoken.text for spoken in scene.ticket(number).conversation] == ["Back in an hour."]
        (said,) = scene.entries(Commented, number)
        assert (said.by, said.why) == ("nia", "said to all parts of HD-000001")
        assert scene.ticket(number).state.first_response == utc("2026-03-02T11:30")


def test_an_update_by_mail_reaches_them_too() -> None:
    scene = an_outage()
    scene.receive(*reports(1))
    scene.receive(
        staff_mail("nia", "Re: [HD-000001] vpn", "Soon.", at="2026-03-02T11:30", answers="<first@example.org>")
    )
    assert len(owed(scene, "reply", 2)) == 1


def test_who_comes_later_reads_the_last_update_in_the_acknowledgement_and_is_not_told_it_again() -> None:
    scene = an_outage()
    scene.say(text="Personal words to the first.", by="nia", at="2026-03-02T09:30")
    scene.say(text="Cable cut; back at two.", by="nia", at="2026-03-02T10:30").run("2026-03-02T10:31")
    scene.receive(*reports(1))
    assert owed(scene, "reply", 2) == []
    text = worded(scene, owed(scene, "acknowledgement", 2)[0], 2, "{{ major.status }}: {{ major.latest }}").text
    assert text == "New: Cable cut; back at two.\n"


def worded(scene: Scene, notice: Owed, number: int, text: str) -> Notice:
    scene.rules.templates["acknowledgement.en"] = Template("acknowledgement.en", f"Subject: x\n\n{text}")
    found = word(notice, scene.ticket(number), scene.desk)
    assert isinstance(found, Notice)
    return found


def test_the_acknowledgement_never_shows_another_requester_s_words() -> None:
    scene = an_outage(summary="The VPN is down for everybody.")
    scene.receive(*reports(1))
    text = worded(scene, owed(scene, "acknowledgement", 2)[0], 2, "{{ major.about }} {{ major }}").text
    assert text.startswith("The VPN is down for everybody.") and "vpn is down" not in text


def test_who_takes_the_major_over_takes_its_parts() -> None:
    scene = an_outage()
    scene.receive(*reports(2))
    scene.edit(3, assignee="kim", by="kim", at=NOON).run(NOON)
    other = next(name for name in ("nia", "ned") if name != scene.ticket().ticket.assignee)
    scene.edit(1, assignee=other, by="nia", at="2026-03-02T13:00").run("2026-03-02T13:00")
    assert [scene.ticket(number).ticket.assignee for number in (1, 2, 3)] == [other, other, "kim"]


def test_a_part_is_not_scattered_by_escalations_and_its_breaches_page_nobody() -> None:
    desk = a_vpn_desk().team("network", "nia", next_tier="desk")
    desk.levels.clear()
    scene = an_outage(desk.level(resolve="4h", escalate=[("50%", "next-tier")]))
    scene.receive(*reports(1))
    scene.edit(1, team="network", assignee="nia", by="lee", at=ELEVEN).run("2026-03-03T12:00")
    part = scene.ticket(2)
    assert len(scene.entries(Escalated, 2)) == len(scene.entries(Breached, 2)) == 1
    assert part.ticket.assignee == "nia"
    assert {notice.template for notice in scene.entries(Owed, 2)} == {"acknowledgement"}


def test_resolving_the_major_resolves_each_part_by_an_entry_that_names_it() -> None:
    scene = an_outage()
    scene.receive(*reports(3))
    resolution = {"code": "fixed", "summary": "The cable is mended."}
    scene.edit(status="resolved", resolution=resolution, by="nia", at=NOON).run("2026-03-02T16:00")
    for number in (2, 3, 4):
        (resolved,) = scene.entries(Resolved, number)
        assert (resolved.at, resolved.code, resolved.why) == (
            utc(NOON),
            "fixed",
            "HD-000001, which it is part of, was resolved",
        )
        assert scene.ticket(number).ticket.status == "resolved"
        assert len(owed(scene, "resolved", number)) == 1
        assert "resolve" not in [breach.target for breach in scene.entries(Breached, number)]


def test_a_part_that_waits_for_its_turn_breaks_no_promise() -> None:
    scene = an_outage(a_vpn_desk().settings(limits={"closings_per_pass": 1}))
    scene.receive(*reports(3))
    scene.edit(status="resolved", by="nia", at=NOON).run(NOON)
    scene.run("2026-03-03T12:00")
    scene.run("2026-03-04T12:00")
    broken = [entry.target for number in (2, 3, 4) for entry in scene.entries(Breached, number)]
    assert "resolve" not in broken
    assert [scene.ticket(number).state.resolved for number in (2, 3, 4)] == [utc(NOON)] * 3


def test_closing_the_major_at_once_resolves_the_parts_so_that_each_may_object() -> None:
    scene = an_outage()
    scene.receive(*reports(1))
    scene.edit(status="closed", by="nia", at=NOON).run(NOON)
    assert scene.ticket(2).ticket.status == "resolved"


def test_a_part_reopens_alone_and_stays_open() -> None:
    scene = an_outage()
    scene.receive(*reports(2))
    scene.edit(status="resolved", by="nia", at=NOON).run(NOON)
    scene.receive(mail("u0@example.org", "Re", "No, not for me", at="2026-03-02T13:00", answers="<u0@example.org>"))
    scene.run("2026-03-02T14:00")
    assert [scene.ticket(number).ticket.status for number in (1, 2, 3)] == ["resolved", "open", "resolved"]
    assert len(scene.entries(Reopened, 2)) == 1


def test_a_ticket_that_is_a_parent_but_no_major_takes_nothing_with_it() -> None:
    scene = a_vpn_desk().open()
    scene.receive(mail("a@example.org", "New colleague", at=NINE), mail("b@example.org", "Her laptop", at=NINE))
    scene.edit(2, links={"parent": "HD-000001"}, at=TEN).edit(1, status="resolved", at=TEN).run(TEN)
    assert scene.ticket(2).ticket.status == "new"


def a_known_error(desk: DeskBuilder | None = None) -> Scene:
    scene = (desk or a_vpn_desk()).open()
    scene.drop(
        "tickets/new/p.md",
        uuid="p",
        title="vpn client of May drops",
        type=TicketType.PROBLEM,
        category="network/vpn",
        problem=Problem(cause="A bug.", workaround="Use the **old** client.", known_error=True),
        at=NINE,
    ).run(NINE)
    return scene


def test_a_recurrence_is_linked_to_its_problem_and_offered_the_workaround() -> None:
    scene = a_known_error()
    scene.receive(mail("a@example.org", "vpn drops", at=TEN), mail("b@example.org", "outlook drops", at=TEN))
    assert (scene.ticket(2).ticket.links.problem, scene.ticket(3).ticket.links.problem) == ("HD-000001", "")
    (acknowledgement,) = owed(scene, "acknowledgement", 2)
    assert acknowledgement.data == {"problem": "HD-000001"}
    assert worded(scene, acknowledgement, 2, "{{ workaround }}").text == "Use the **old** client.\n"
    assert scene.entries(Triaged, 2)[0].because["links"].startswith("recurrence of HD-000001: a known error")
    assert scene.ticket(2).ticket.assignee, "somebody has it all the same"


def test_a_problem_that_is_solved_or_without_workaround_is_offered_to_nobody() -> None:
    scene = a_known_error()
    scene.edit(1, status="resolved", at="2026-03-02T09:30").run("2026-03-02T09:30")
    scene.receive(mail("a@example.org", "vpn drops", at=TEN))
    scene.edit(1, status="open", problem={"known_error": True}, at=ELEVEN).run(ELEVEN)
    scene.receive(mail("b@example.org", "vpn drops", at=NOON))
    assert [scene.ticket(number).ticket.links.problem for number in (2, 3)] == ["", ""]


def test_of_several_known_errors_the_words_decide_and_a_rule_before_them() -> None:
    desk = a_vpn_desk().rule("mac", contains("subject", "mac"), problem="HD-1")
    scene = a_known_error(desk)
    scene.drop(
        "tickets/new/q.md",
        uuid="q",
        title="vpn asks for the password twice",
        type=TicketType.PROBLEM,
        category="network/vpn",
        problem=Problem(workaround="Type it twice.", known_error=True),
    ).run(NINE)
    scene.receive(mail("a@example.org", "vpn password twice", at=TEN), mail("b@example.org", "vpn drops", at=TEN))
    scene.receive(mail("c@example.org", "vpn password twice on my mac", at=TEN))
    assert [scene.ticket(number).ticket.links.problem for number in (3, 4, 5)] == [
        "HD-000002",
        "HD-000001",
        "HD-000001",
    ]


def a_pass(scene: Scene, now: str, clone: str) -> list[str]:
    """One pass that sends: decide, claim, send, write down. Returns who was told what."""
    limit = scene.rules.desk.limits.notices_per_pass
    claimer = Claimer(clone, frozenset({"mail"}), limit)
    scene.desk = scene.desk.apply(claim(decide(scene.desk, (), utc(now), scene.advise), scene.desk, claimer))
    sending = list(claimed(scene.desk, sorted(scene.desk.records), claimer, utc(now)))
    results: dict = {}
    for record, notice in sending:
        results.setdefault(record.number, []).append(Sent(f"{record.reference}/{notice.notice}", "sent"))
    scene.desk = scene.desk.apply(told(scene.desk, results, utc(now)))
    return [f"{record.ticket.requester.email} {notice.template}" for record, notice in sending]


def test_three_hundred_parts_are_resolved_and_told_in_three_passes_of_a_hundred_notices() -> None:
    desk = a_vpn_desk().settings(limits={"notices_per_pass": 100, "closings_per_pass": 200})
    scene = desk.open()
    scene.drop("tickets/new/m.md", uuid="m", title="vpn is down", tags=("major",), by="nia", opened=utc(NINE)).run(NINE)
    scene.receive(*reports(300, at=TEN))
    acknowledged = [a_pass(scene, ELEVEN, f"clone/{n}") for n in range(4)]
    assert [len(part) for part in acknowledged] == [100, 100, 100, 2], "and who has the major"
    path = f"{scene.ticket().path}/ticket.md"
    scene._edits[path] = Edit(path, "nia", utc(NOON), "c0ffee")
    scene.edit(1, status="resolved", by="nia", at=NOON)
    sent = [a_pass(scene, f"2026-03-02T12:0{n}", f"clone/r{n}") for n in range(3)]
    assert [len(part) for part in sent] == [100, 100, 100]
    everybody = sorted(line for part in sent for line in part)
    assert everybody == sorted(f"u{n}@example.org resolved" for n in range(300)), "each once"
    assert {record.ticket.status for record in scene.desk.records.values()} == {"resolved"}
    again = decide(scene.desk, (), utc("2026-03-02T12:10"), scene.advise)
    assert again.empty and again.deferred == ()
    assert all(len(scene.entries(Told, number)) == 2 for number in range(2, 302))
