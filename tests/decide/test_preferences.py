"""Of those who could take a ticket: whom a VIP, a language, urgent work and the last ticket speak for."""

import pytest
from msgspec.structs import replace

from builders import DeskBuilder, Scene, a_desk, is_, mail
from helpdesk.model.marks import leftover_mark
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.assignment import Assignment, ForVips
from helpdesk.model.rules.people import Role
from helpdesk.model.timeline import Routed


def opened(desk: DeskBuilder, *senders: str, **ways: object) -> Scene:
    scene = desk.open()
    scene.change_rules(replace(scene.rules, assignment=Assignment(**ways)))
    for minute, sender in enumerate(senders):
        scene.receive(mail(sender, text=f"Please help, {minute}.", at=f"2026-03-02T09:{minute:02}"))
    return scene


def owners(scene: Scene) -> list[str]:
    return [record.ticket.assignee for record in scene.desk.all_tickets()]


def verdicts(scene: Scene, number: int = 1) -> dict[str, str]:
    return {each.who: each.verdict for each in scene.entries(Routed, number)[-1].candidates}


def test_who_speaks_the_requesters_language_comes_first() -> None:
    desk = a_desk().person("anna", role=Role.REQUESTER, email="anna@example.org", language="de")
    desk.person("ann", languages=("en",)).person("kim", languages=("en", "de")).team("desk", "ann", "kim")
    scene = opened(desk, "anna@example.org", "anna@example.org", sticky=0)
    assert owners(scene) == ["kim", "kim"]
    assert verdicts(scene) == {"ann": "does not speak de; kim does", "kim": "chosen: speaks de"}
    assert owners(opened(desk, "anna@example.org", languages=False)) == ["ann"]


def test_who_names_no_languages_answers_in_any() -> None:
    desk = a_desk().person("anna", role=Role.REQUESTER, email="anna@example.org", language="pt")
    assert owners(opened(desk.team("desk", "ann", "kim"), "anna@example.org")) == ["ann"]


def test_urgent_work_goes_to_the_higher_skill_first_and_any_level_suffices() -> None:
    desk = a_desk().category("vpn", "help", skills=("vpn",)).rule("all", urgency="high")
    desk.person("ann", skills=("vpn",)).person("kim", capacity=1).team("desk", "ann", "kim")
    desk.people["kim"] = replace(desk.people["kim"], skills={"vpn": 3})
    scene = opened(desk, "a@example.org", "b@example.org", experts=("P2",))
    assert owners(scene) == ["kim", "ann"]
    assert verdicts(scene) == {"ann": "P2: skill 1, less than kim 3", "kim": "chosen: skill 3"}
    assert owners(opened(desk, "a@example.org")) == ["ann"]


def test_who_had_the_requesters_last_ticket_gets_the_next_within_reach() -> None:
    desk = a_desk().person("ann", capacity=20).person("kim", capacity=20).team("desk", "ann", "kim")
    senders = ("anna@example.org", "bob@example.org", "anna@example.org", "Bob@Example.org", "anna@example.org")
    scene = opened(desk, *senders)
    assert owners(scene) == ["ann", "kim", "ann", "kim", "ann"]
    scene = opened(desk, "anna@example.org", "anna@example.org", "anna@example.org", "anna@example.org", sticky=5)
    assert owners(scene) == ["ann", "ann", "kim", "kim"], "one more is within five percent, two more are not"
    assert verdicts(scene, 2) == {
        "ann": "chosen: had the requester's last ticket; load 0.05, within 5 % of kim 0.00",
        "kim": "load 0.00, but ann 0.05 had the requester's last ticket",
    }


def test_what_a_vip_asks_for_goes_to_the_lead_or_to_the_most_senior_where_a_rule_says_so() -> None:
    desk = a_desk().person("ceo", role=Role.REQUESTER, email="ceo@example.org", vip=True).team("desk", "ann", "kim")
    assert owners(opened(desk, "ceo@example.org", "bob@example.org", vip=ForVips.LEAD)) == ["lee", "ann"]
    desk.people["kim"] = replace(desk.people["kim"], skills={"vpn": 3})
    scene = opened(desk, "ceo@example.org", vip=ForVips.SENIOR)
    assert verdicts(scene) == {"ann": "a VIP asks: skill 0, less than kim 3", "kim": "chosen: for a VIP"}


def test_leftovers_are_handed_out_oldest_and_late_first_as_soon_as_there_is_room() -> None:
    desk = a_desk().person("kim", capacity=1).team("desk", "kim").level(resolve="8h")
    scene = opened(desk, "a@example.org", "b@example.org", "c@example.org")
    assert owners(scene) == ["kim", "lee", "lee"]
    assert [scene.ticket(number).state.leftover for number in (1, 2, 3)] == [False, True, True]
    scene.edit(1, status="resolved", at="2026-03-02T10:00")
    scene.receive(mail("d@example.org", at="2026-03-02T10:00"))
    assert owners(scene) == ["kim", "kim", "lee", "lee"], "the oldest before what is new"
    given = scene.entries(Routed, 2)[-1]
    assert given.why.startswith("there is room again for what lay with lee, the oldest first")
    assert verdicts(scene, 2) == {"kim": "chosen"}


def test_no_leftovers_are_read_while_nobody_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lead may hold thousands, and every pass asks."""
    scene = opened(a_desk().person("kim", capacity=1).team("desk", "kim"), *(f"p{n}@example.org" for n in range(3)))
    read: list[str] = []
    marked = MemoryDesk.marked
    monkeypatch.setattr(MemoryDesk, "marked", lambda desk, mark: read.append(mark) or marked(desk, mark))
    scene.receive(mail("d@example.org", at="2026-03-02T10:00"))
    assert owners(scene) == ["kim", "lee", "lee", "lee"]
    assert leftover_mark("desk") not in read
    scene.edit(1, status="resolved", at="2026-03-02T10:30").run("2026-03-02T10:30")
    assert owners(scene) == ["kim", "kim", "lee", "lee"]
    assert leftover_mark("desk") in read


def test_the_late_come_before_the_old() -> None:
    desk = a_desk().person("kim", capacity=1).team("desk", "kim").rule("late", is_("subject", "Now"), sla="fast")
    desk.level("fast", resolve="1h", when=is_("subject", "Now")).level("slow", resolve="3d")
    scene = desk.open()
    for minute, subject in enumerate(("First", "Second", "Now")):
        scene.receive(mail(f"p{minute}@example.org", subject, at=f"2026-03-02T09:{minute:02}"))
    scene.edit(1, status="resolved", at="2026-03-02T12:00").run("2026-03-02T12:00")
    assert owners(scene) == ["kim", "lee", "kim"]


def test_what_the_lead_has_begun_or_was_given_by_hand_stays_with_the_lead() -> None:
    desk = a_desk().person("kim", capacity=1).team("desk", "kim")
    scene = opened(desk, "a@example.org", "b@example.org", "c@example.org")
    scene.edit(2, by="lee", status="open", at="2026-03-02T09:30").run("2026-03-02T09:30")
    scene.edit(3, by="lee", assignee="kim", at="2026-03-02T09:40").run("2026-03-02T09:40")
    scene.edit(3, by="kim", assignee="lee", at="2026-03-02T09:50").run("2026-03-02T09:50")
    scene.edit(1, status="resolved", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert owners(scene) == ["kim", "lee", "lee"]


def test_who_comes_back_gets_new_work_again_and_what_moved_stays_where_it_is() -> None:
    desk = a_desk().person("kim", away="2026-03-03..2026-03-04").team("desk", "kim", "lou")
    scene = opened(desk, "a@example.org", sticky=0)
    assert owners(scene) == ["kim"]
    scene.run("2026-03-03T09:00")
    assert owners(scene) == ["lou"]
    scene.receive(mail("b@example.org", at="2026-03-05T09:00"))
    assert owners(scene) == ["lou", "kim"]
