"""Who gets a ticket, and what is said of those who did not."""

from builders import Scene, a_desk, mail, office, round_the_clock
from helpdesk.model.timeline import Candidate, Owed, Routed


def verdicts(scene: Scene, number: int = 1) -> dict[str, str]:
    return {candidate.who: candidate.verdict for candidate in scene.entries(Routed, number)[-1].candidates}


def tickets(scene: Scene, count: int, at: str = "2026-03-02T09:00", start: int = 0) -> Scene:
    scene.receive(*(mail(f"anna{n}@example.org", at=at) for n in range(start, start + count)))
    return scene


def test_every_candidate_ends_as_chosen_or_with_a_reason() -> None:
    desk = a_desk().person("ann", skills=("vpn",), away="2026-03-01..2026-03-09").person("ben")
    desk.person("cai", skills=("vpn",), hours="evening").person("dee", skills=("vpn",), capacity=0)
    desk.person("eve", skills=("vpn",)).calendar(office("evening", hours=(("17:00", "22:00"),)))
    desk.team("desk", "ann", "ben", "cai", "dee", "eve").category("vpn", "vpn", skills=("vpn",))
    scene = desk.open()
    scene.receive(mail("anna@example.org", "vpn"))
    assert verdicts(scene) == {
        "ann": "away until 2026-03-09",
        "ben": "lacks vpn",
        "cai": "off shift until Mon 17:00",
        "dee": "at capacity 0/0",
        "eve": "chosen",
    }


def test_the_least_load_for_their_capacity_gets_it() -> None:
    desk = a_desk().person("big", capacity=10).person("small", capacity=4).team("desk", "big", "small")
    scene = tickets(desk.open(), 7)
    given = [scene.ticket(number).ticket.assignee for number in range(1, 8)]
    assert (given.count("big"), given.count("small")) == (5, 2)


def test_of_two_with_equal_load_the_one_who_was_given_one_longest_ago_gets_it() -> None:
    scene = a_desk().team("desk", "kim", "lou").open()
    for hour in (9, 10, 11):
        tickets(scene, 1, f"2026-03-02T{hour:02}:00", hour)
        if hour < 11:
            scene.edit(hour - 8, status="closed", at=f"2026-03-02T{hour:02}:30").run(f"2026-03-02T{hour:02}:30")
    assert [scene.ticket(number).ticket.assignee for number in (1, 2, 3)] == ["kim", "lou", "kim"]
    assert verdicts(scene, 3)["lou"] == "load 0.00 like kim, but was given one more recently"


def test_the_load_of_one_pass_counts_within_it() -> None:
    scene = tickets(a_desk().team("desk", "kim", "lou").open(), 10)
    given = [scene.ticket(number).ticket.assignee for number in range(1, 11)]
    assert given.count("kim") == given.count("lou") == 5


def test_a_candidate_carries_the_load_that_counted() -> None:
    scene = tickets(a_desk().team("desk", "kim", "lou").open(), 2)
    assert scene.entries(Routed, 2)[0].candidates == (
        Candidate("kim", "load 0.08, more than lou 0.00", 0.08),
        Candidate("lou", "chosen", 0.0),
    )


def test_when_nobody_can_take_it_the_lead_owns_it_and_it_says_so() -> None:
    desk = a_desk().person("kim", capacity=1).person("lou", away="2026-03-02..2026-03-02").team("desk", "kim", "lou")
    scene = tickets(desk.open(), 2)
    assert scene.ticket(2).ticket.assignee == "lee"
    assert verdicts(scene, 2) == {
        "kim": "at capacity 1/1",
        "lou": "away until 2026-03-02",
        "lee": "chosen: the lead owns what nobody can take",
    }


def test_outside_hours_somebody_who_works_here_gets_it_all_the_same() -> None:
    scene = tickets(a_desk().team("desk", "kim", "lou").open(), 2, "2026-03-07T12:00")
    assert {scene.ticket(number).ticket.assignee for number in (1, 2)} == {"kim", "lou"}
    assert scene.entries(Routed)[0].why == "nobody of desk is on shift; kim is off shift until Mon 09:00"


def test_who_is_on_shift_gets_it_before_who_has_less_to_do() -> None:
    desk = a_desk().person("nox", hours="always").person("kim").calendar(round_the_clock("always"))
    scene = tickets(desk.team("desk", "kim", "nox").open(), 3, "2026-03-07T12:00")
    assert {scene.ticket(number).ticket.assignee for number in (1, 2, 3)} == {"nox"}


def test_a_rule_may_name_the_assignee_and_ask_for_skills() -> None:
    desk = a_desk().person("kim").person("sue", skills=("sap",)).team("desk", "kim", "sue")
    desk.rule("sap", skills=("sap",), tags=("sap",))
    scene = tickets(desk.open(), 1)
    assert (scene.ticket().ticket.assignee, verdicts(scene)["kim"]) == ("sue", "lacks sap")
    scene = tickets(a_desk().person("sue").rule("boss", assignee="sue").open(), 1)
    assert scene.ticket().ticket.assignee == "sue"
    assert "rules/routing.yml:1 boss" in scene.entries(Routed)[0].why


def test_when_somebody_goes_away_their_actionable_tickets_move() -> None:
    desk = a_desk().person("kim", away="2026-03-04..2026-03-06").person("lou", capacity=3).team("desk", "kim", "lou")
    scene = tickets(desk.open(), 6)
    mine = [number for number in range(1, 7) if scene.ticket(number).ticket.assignee == "kim"]
    assert len(mine) >= 3
    waits = mine[-1]
    scene.edit(waits, status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    plan = scene.run("2026-03-04T08:00")
    assert {work.number for work in plan.work} == set(mine[:-1])
    assert "kim" not in {scene.ticket(number).ticket.assignee for number in mine[:-1]}
    assert scene.entries(Routed, mine[0])[-1].why.startswith("kim is away until 2026-03-06")
    assert scene.ticket(waits).ticket.assignee == "kim"


def test_an_answer_to_somebody_who_is_away_finds_somebody_who_is_there() -> None:
    desk = a_desk().person("kim", away="2026-03-04..2026-03-06").team("desk", "kim")
    scene = desk.open()
    scene.receive(mail("anna@example.org", name="a"))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.receive(mail("anna@example.org", "Re", "Here", at="2026-03-05T10:00", answers="<a@example.org>"))
    assert scene.ticket().ticket.assignee == "lee"


def test_who_was_chosen_by_a_person_while_away_keeps_the_ticket() -> None:
    desk = a_desk().person("kim", away="2026-03-01..2026-03-06").team("desk", "kim", "lou")
    scene = tickets(desk.open(), 1)
    scene.edit(assignee="kim", by="lee", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.run("2026-03-03T10:00")
    assert scene.ticket().ticket.assignee == "kim"


def test_whoever_has_passed_it_on_in_the_same_pass_is_not_told_of_it() -> None:
    desk = a_desk().team("desk", "kim", next_tier="experts").team("experts", "eve")
    scene = desk.level(resolve="1h", escalate=[("100%", "next-tier")]).open()
    scene.receive(mail("anna@example.org", at="2026-03-02T09:00"), now="2026-03-02T12:00")
    assert scene.ticket().ticket.assignee == "eve"
    assert [owed.template for owed in scene.entries(Owed)].count("assigned") == 1
