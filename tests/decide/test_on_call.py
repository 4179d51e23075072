"""Who is on call outside hours, and what goes on to the next shift."""

from datetime import date

from builders import DeskBuilder, Scene, a_desk, is_, mail, office, round_the_clock, utc
from helpdesk.model.rules.people import Rota
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import Commented, Routed

NIGHT = "2026-03-03T22:00"  # a Tuesday


def a_desk_with_a_rota(**rota: object) -> DeskBuilder:
    desk = a_desk().calendar(round_the_clock("always")).person("kim").person("rui").person("ann")
    turns = Rota(**{"start": date(2026, 3, 2), "order": ("kim", "rui"), "calendar": "always", "at": "09:00", **rota})
    desk.team("desk", "ann", "kim", "rui", rota=turns, origin="rules/teams/desk.yml:1", hand_over=("P1",))
    return desk.rule("outage", is_("subject", "Outage"), impact="high", urgency="high")


def last(scene: Scene, number: int = 1) -> Routed:
    return scene.entries(Routed, number)[-1]


def test_what_is_most_urgent_goes_to_who_is_on_call_when_nobody_is_on_shift() -> None:
    scene = a_desk_with_a_rota().open()
    scene.receive(mail("anna@example.org", "Outage", at=NIGHT), mail("bob@example.org", "Small thing", at=NIGHT))
    assert scene.ticket(1).ticket.assignee == "kim"
    assert last(scene).why == ("P1, and nobody of desk is on shift; kim is on call until 2026-03-09 09:00 UTC")
    assert {each.who: each.verdict for each in last(scene).candidates} == {
        "ann": "off shift until Wed 09:00",
        "kim": "chosen: on call until 2026-03-09 09:00 UTC",
        "rui": "off shift until Wed 09:00",
    }
    assert scene.ticket(2).ticket.assignee == "ann", "what can wait goes by load"


def test_turns_change_at_their_hour_and_go_round() -> None:
    expected = {"2026-03-09T08:59": "kim", "2026-03-09T18:00": "rui", "2026-03-16T18:00": "kim"}
    for number, (moment, who) in enumerate(expected.items()):
        scene = a_desk_with_a_rota().open()
        scene.receive(mail(f"p{number}@example.org", "Outage", at=moment))
        assert scene.ticket().ticket.assignee == who, moment


def test_a_turn_may_last_longer_and_begin_later() -> None:
    scene = a_desk_with_a_rota(weeks=2).open()
    scene.receive(mail("a@example.org", "Outage", at="2026-03-10T22:00"))
    assert scene.ticket().ticket.assignee == "kim"
    scene = a_desk_with_a_rota(start=date(2026, 6, 1)).open()
    scene.receive(mail("a@example.org", "Outage", at=NIGHT))
    assert "on call" not in last(scene).why


def test_the_next_of_the_rota_stands_in_for_who_is_away() -> None:
    desk = a_desk_with_a_rota().person("kim", away="2026-03-02..2026-03-06")
    scene = desk.open()
    scene.receive(mail("anna@example.org", "Outage", at=NIGHT))
    assert scene.ticket().ticket.assignee == "rui" and "as kim is away" in last(scene).why


def test_in_office_hours_nobody_is_called() -> None:
    scene = a_desk_with_a_rota().open()
    scene.receive(mail("anna@example.org", "Outage", at="2026-03-03T10:00"))
    assert (scene.ticket().ticket.assignee, last(scene).rule) == ("ann", "built-in rules/assignment.yml:1 assignment")


def test_on_call_has_hours_of_its_own() -> None:
    evening = office("evening", hours=(("17:00", "22:00"),))
    desk = a_desk_with_a_rota(calendar="evening").calendar(evening)
    for moment, called in (("2026-03-03T21:00", True), ("2026-03-03T23:00", False)):
        scene = desk.open()
        scene.receive(mail("anna@example.org", "Outage", at=moment))
        assert ("on call" in last(scene).why) is called, moment


def test_urgent_work_goes_on_to_who_is_on_call_when_the_shift_ends_with_a_note() -> None:
    scene = a_desk_with_a_rota().level(resolve="8h").open()
    scene.receive(mail("anna@example.org", "Outage", at="2026-03-03T16:00"))
    scene.receive(mail("bob@example.org", "Small", at="2026-03-03T16:10"))
    assert scene.ticket(1).ticket.assignee == "ann"
    scene.run("2026-03-03T16:59")
    assert scene.ticket(1).ticket.assignee == "ann"
    plan = scene.run("2026-03-03T17:05")
    assert [work.number for work in plan.work] == [1], "what is not urgent stays"
    assert scene.ticket(1).ticket.assignee == "kim"
    assert last(scene).why.startswith("hand-over: ann is off shift until Wed 09:00; P1, and nobody of desk")
    assert last(scene).rule == "rules/teams/desk.yml:1 hand_over | rota"
    (note,) = scene.ticket(1).conversation
    assert note.comment.visibility is Visibility.INTERNAL and note.text.startswith("Hand-over from ann to kim.")
    assert "- resolve due 2026-03-04 16:00 UTC" in note.text
    assert len(scene.entries(Commented)) == 1


def test_who_is_on_call_keeps_it_and_the_next_turn_takes_it_over() -> None:
    scene = a_desk_with_a_rota().open()
    scene.receive(mail("anna@example.org", "Outage", at="2026-03-08T22:00"))
    scene.run("2026-03-09T03:00")
    assert scene.ticket().ticket.assignee == "kim", "on call is as good as on shift"
    scene.run("2026-03-09T18:00")
    assert scene.ticket().ticket.assignee == "rui", "the turn has changed"


def test_a_person_given_it_off_shift_by_hand_keeps_it() -> None:
    scene = a_desk_with_a_rota().open()
    scene.receive(mail("anna@example.org", "Outage", at="2026-03-03T16:00"))
    scene.run("2026-03-03T18:00")
    scene.edit(assignee="ann", by="lee", at="2026-03-03T19:00").run("2026-03-03T19:00")
    scene.run("2026-03-03T20:00")
    assert scene.ticket().ticket.assignee == "ann"


def test_the_next_shift_takes_over_from_the_one_before() -> None:
    desk = (
        a_desk()
        .calendar(office("early", hours=(("06:00", "14:00"),)))
        .calendar(office("late", hours=(("14:00", "22:00"),)))
    )
    desk.person("eva", hours="early").person("lou", hours="late").team("desk", "eva", "lou", hand_over=("P1", "P2"))
    scene = desk.rule("all", urgency="high").open()
    scene.receive(mail("anna@example.org", at="2026-03-03T13:00"))
    scene.run("2026-03-03T14:30")
    assert (scene.ticket().ticket.assignee, last(scene).at) == ("lou", utc("2026-03-03T14:30"))
    scene.run("2026-03-03T23:30")
    assert scene.ticket().ticket.assignee == "lou", "nobody is there at night"
    scene.run("2026-03-04T06:30")
    assert scene.ticket().ticket.assignee == "eva"
