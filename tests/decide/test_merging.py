"""Duplicates close and go on in another ticket; related tickets name each other."""

import pytest

from builders import NOTICES, Scene, a_desk, mail
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.timeline import Changed, Closed, Commented, Corrected, Merged, Owed, Refused, Reopened

ANNA, BOB = "anna@example.org", "bob@example.org"
NINE, TEN, ELEVEN, NOON = (f"2026-03-02T{hour:02}:00" for hour in (9, 10, 11, 12))
MERGED = NoticeRule(id="merged", on="merged", to=("requester", "assignee"), template="merged")
CLOSED = NoticeRule(id="closed", on="closed", to=("requester",), template="closed")


def two_tickets(count: int = 2) -> Scene:
    desk = a_desk().team("desk", "kim", "lou").notice(*NOTICES, MERGED, CLOSED)
    scene = desk.open()
    scene.receive(*(mail(who, name=who[0]) for who in (ANNA, BOB, "cleo@example.org", "dan@example.org")[:count]))
    return scene


def merged(scene: Scene | None = None, number: int = 2, into: str = "HD-000001", at: str = TEN) -> Scene:
    scene = scene or two_tickets()
    scene.edit(number, links={"duplicate_of": into}, by="kim", at=at).run(at)
    return scene


def owed(scene: Scene, template: str, number: int) -> list[str]:
    return [entry.role for entry in scene.entries(Owed, number) if entry.template == template]


def test_a_duplicate_closes_with_its_reason_and_both_say_so() -> None:
    scene = merged()
    assert (scene.ticket(2).ticket.status, scene.ticket(1).ticket.status) == ("closed", "new")
    assert [entry.reason for entry in scene.entries(Closed, 2)] == ["duplicate of HD-000001"]
    assert [(entry.by, entry.into) for entry in scene.entries(Merged, 2)] == [("kim", "HD-000001")]
    assert [(entry.by, entry.source) for entry in scene.entries(Merged, 1)] == [("kim", "HD-000002")]
    assert scene.ticket(2).state.merged_into == "HD-000001"


def test_the_requester_hears_that_it_goes_on_elsewhere_and_not_that_it_is_closed() -> None:
    scene = merged()
    assert owed(scene, "merged", 2) == ["requester"] and owed(scene, "closed", 2) == []
    assert owed(scene, "merged", 1) in ([], ["assignee"]), "who has the other, unless they did it themselves"


def test_its_requester_and_watchers_are_told_of_the_other_s_progress() -> None:
    scene = two_tickets().edit(2, watchers=["boss@example.org"], at="2026-03-02T09:30")
    scene.run("2026-03-02T09:30")
    merged(scene).say(1, "Mended.", by="kim", at=ELEVEN).run(ELEVEN)
    assert scene.ticket(1).ticket.watchers == (BOB, "boss@example.org")
    assert owed(scene, "reply", 1) == ["requester", "watchers"]


def test_a_reply_to_the_duplicate_joins_the_other_and_nothing_is_lost() -> None:
    scene = merged()
    scene.receive(mail(BOB, "Re", "One more thing", at=ELEVEN, answers="<b@example.org>"))
    assert [spoken.text for spoken in scene.ticket(1).conversation] == ["One more thing\n"]
    assert [entry.by for entry in scene.entries(Commented, 1)] == ["participant"]
    assert "HD-000002 goes on in HD-000001" in scene.entries(Commented, 1)[0].why
    assert scene.ticket(2).ticket.status == "closed" and len(scene.desk.records) == 2


def test_a_reply_follows_a_chain_of_merged_tickets() -> None:
    scene = merged(two_tickets(3))
    scene.edit(1, links={"duplicate_of": "HD-000003"}, by="kim", at=ELEVEN).run(ELEVEN)
    scene.receive(mail(BOB, "Re", "And?", at=NOON, answers="<b@example.org>"))
    assert len(scene.ticket(3).conversation) == 1
    assert set(scene.ticket(3).ticket.watchers) == {ANNA, BOB}


def test_a_stranger_does_not_get_into_the_other_through_the_duplicate() -> None:
    scene = merged()
    scene.receive(mail("mallory@evil.example", "Re", "Me too", at=ELEVEN, answers="<b@example.org>"))
    assert scene.ticket(1).conversation == () and len(scene.desk.records) == 3


@pytest.mark.parametrize(
    ("into", "why"),
    [
        ("HD-000002", "a ticket is no duplicate of itself"),
        ("HD-000099", "there is no such ticket"),
        ("HD-000003", "it is closed: reopen it first, or link it as related"),
    ],
)
def test_a_merging_that_cannot_be_is_refused_once_and_says_why(into: str, why: str) -> None:
    scene = two_tickets(3).edit(3, status="closed", at=NINE)
    scene.run(NINE)
    merged(scene, into=into).run(ELEVEN)
    assert [(entry.what, entry.why) for entry in scene.entries(Refused, 2)] == [(f"merging into {into}", why)]
    assert scene.ticket(2).ticket.status == "new" and scene.ticket(2).ticket.links.duplicate_of == into
    scene.edit(2, links={"duplicate_of": "HD-000001"}, by="kim", at=NOON).run(NOON)
    assert scene.ticket(2).state.merged_into == "HD-000001"


def test_a_circle_is_refused_however_long_it_is() -> None:
    scene = two_tickets(3)
    for number, into in ((1, "HD-000002"), (2, "HD-000003"), (3, "HD-000001")):
        scene.edit(number, links={"duplicate_of": into}, by="kim", at=TEN)
    scene.run(TEN)
    for number in (1, 2, 3):
        assert "duplicate of this one" in scene.entries(Refused, number)[0].why
        assert scene.ticket(number).ticket.status == "new"


def test_what_was_merged_away_takes_nothing_in() -> None:
    scene = merged(merged(two_tickets(3)), number=3, into="HD-000002", at=ELEVEN)
    assert scene.entries(Refused, 3)[0].why == "it was merged into HD-000001: link that one"


def test_taking_the_link_away_reopens_it_and_lets_its_people_go() -> None:
    scene = merged().edit(2, links={}, by="lou", at=ELEVEN)
    scene.run(ELEVEN)
    assert scene.ticket(2).ticket.status == "open" and scene.ticket(2).state.merged_into == ""
    assert [(entry.by, entry.why) for entry in scene.entries(Reopened, 2)] == [
        ("lou", "it is no duplicate of HD-000001")
    ]
    assert [entry.what for entry in scene.entries(Corrected, 1)] == ["HD-000002 is no duplicate of it"]
    assert scene.ticket(1).ticket.watchers == ()
    scene.receive(mail(BOB, "Re", "Hello?", at=NOON, answers="<b@example.org>"))
    assert len(scene.ticket(2).conversation) == 1


def test_a_link_to_another_ticket_merges_anew() -> None:
    scene = merged(two_tickets(3))
    scene.edit(2, links={"duplicate_of": "HD-000003"}, by="kim", at=ELEVEN).run(ELEVEN)
    assert scene.ticket(2).state.merged_into == "HD-000003" and scene.ticket(2).ticket.status == "closed"
    assert (scene.ticket(1).ticket.watchers, scene.ticket(3).ticket.watchers) == ((), (BOB,))


def test_who_reopens_a_duplicate_by_hand_is_not_overruled() -> None:
    scene = merged().edit(2, status="open", by="lou", at=ELEVEN)
    scene.run(ELEVEN)
    scene.run(NOON)
    assert scene.ticket(2).ticket.status == "open" and len(scene.entries(Merged, 2)) == 1


def test_related_tickets_name_each_other_as_soon_as_one_does() -> None:
    scene = two_tickets(3).edit(1, links={"related": ["HD-000002", "HD-000003", "HD-000099"]}, by="kim", at=TEN)
    scene.run(TEN)
    assert scene.ticket(2).ticket.links.related == scene.ticket(3).ticket.links.related == ("HD-000001",)
    assert scene.entries(Changed, 2)[0].why == "HD-000001 is related to it"
    scene.edit(2, links={}, by="lou", at=ELEVEN).run(ELEVEN)
    assert scene.ticket(1).ticket.links.related == ("HD-000003", "HD-000099")


def test_a_mail_that_only_mentions_a_ticket_is_linked_on_both_sides_but_no_flood_is() -> None:
    scene = two_tickets(1)
    scene.receive(*(mail(f"m{n}@evil.example", "[HD-000001]", f"{n}", at=TEN) for n in range(105)))
    assert len(scene.ticket(1).ticket.links.related) == 100
