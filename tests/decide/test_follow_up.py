"""After the work: reminders, closing by itself, and what the requester says of it."""

import pytest
from msgspec.structs import replace

from builders import Scene, a_desk, mail, staff_mail, utc
from helpdesk.decide.notifying.wording import word
from helpdesk.model.message import Message, Proof
from helpdesk.model.notice import Notice
from helpdesk.model.rules.notices import Template
from helpdesk.model.ticket import Comment, Visibility
from helpdesk.model.timeline import Closed, Confirmed, Corrected, Owed, Rated, Reopened

ANNA = "anna@example.org"
TEN = "2026-03-02T10:00"


def a_ticket(status: str = "resolved", **settings: object) -> Scene:
    scene = a_desk().team("desk", "kim").settings(**settings).open()
    scene.receive(mail(ANNA, name="a"))
    scene.edit(status=status, by="kim", at=TEN).run(TEN)
    return scene


def answer(text: str, at: str = "2026-03-02T11:00", sender: str = ANNA, **values: object) -> Message:
    return mail(sender, "Re: Help", text, at=at, answers="<a@example.org>", **{"proof": Proof.DMARC, **values})


def told(scene: Scene, template: str) -> list[Owed]:
    return [entry for entry in scene.entries(Owed) if entry.template == template]


def test_a_resolved_ticket_warns_a_business_day_before_it_closes() -> None:
    scene = a_ticket(close_after="5d")
    scene.run("2026-03-06T09:59")
    assert told(scene, "closing") == []
    scene.run("2026-03-06T10:00")
    scene.run("2026-03-06T12:00")
    assert [(notice.role, notice.at) for notice in told(scene, "closing")] == [("requester", utc("2026-03-06T10:00"))]
    scene.run("2026-03-09T10:00")
    assert scene.ticket().ticket.status == "closed" and len(told(scene, "closing")) == 1


def test_who_is_waited_for_is_reminded_then_warned_then_the_ticket_closes() -> None:
    scene = a_ticket("waiting", remind_after="1d", close_after="3d")
    for day in ("03", "04", "05", "06"):
        scene.run(f"2026-03-{day}T10:00")
    assert [len(told(scene, name)) for name in ("reminder", "closing")] == [1, 1]
    assert scene.entries(Closed)[0].reason == "no answer came"


def test_an_answer_before_the_pass_stops_the_warning() -> None:
    scene = a_ticket("waiting", remind_after="1d", close_after="3d")
    scene.receive(answer("Here it is", at="2026-03-20T11:00"))
    assert told(scene, "closing") == told(scene, "reminder") == []


@pytest.mark.parametrize("warn", ["", "5d", "9d"])
def test_without_time_for_it_or_without_wish_for_it_there_is_no_warning(warn: str) -> None:
    scene = a_ticket(close_after="5d", warn_before_close=warn)
    scene.run("2026-03-09T10:00")
    assert scene.ticket().ticket.status == "closed" and told(scene, "closing") == []


def test_the_warning_says_when() -> None:
    scene = a_ticket(close_after="5d")
    scene.run("2026-03-06T10:00")
    scene.rules.templates["closing.en"] = Template("closing.en", "Subject: x\n\n{{ closes }}")
    found = word(told(scene, "closing")[0], scene.ticket(), scene.desk)
    assert isinstance(found, Notice) and "Mar 9, 2026" in found.text


@pytest.mark.parametrize("text", ["yes", "Ja", "oui, merci", "Sí", "Yes.\n\nBest\nAnna"])
def test_yes_closes(text: str) -> None:
    scene = a_ticket()
    scene.receive(answer(text))
    assert scene.ticket().ticket.status == "closed" and len(scene.entries(Confirmed)) == 1


@pytest.mark.parametrize("text", ["no", "Nein", "non", "No, gracias", "Non, ça ne marche pas", "No funciona", "nein!"])
def test_no_reopens(text: str) -> None:
    scene = a_ticket()
    scene.receive(answer(text))
    assert scene.ticket().ticket.status == "open" and scene.entries(Confirmed) == []


@pytest.mark.parametrize(
    "text", ["4", "4/5", "4 of 5", "4 von 5", "4 sur 5", "4 de 5", "4 étoiles", "4 estrellas!", "4\n\nAnna"]
)
def test_a_number_rates(text: str) -> None:
    scene = a_ticket()
    scene.receive(answer(text))
    assert [(entry.score, entry.by, entry.via) for entry in scene.entries(Rated)] == [(4, "requester", "mail")]


def test_the_same_answer_again_counts_once_and_a_new_one_replaces_it() -> None:
    scene = a_ticket()
    scene.receive(answer("4"))
    scene.receive(answer("4", at="2026-03-03T11:30"))
    scene.receive(answer("2", at="2026-03-04T11:00"))
    assert [entry.score for entry in scene.entries(Rated)] == [4]
    assert [(entry.what, entry.rating) for entry in scene.entries(Corrected)] == [("rated 2 instead of 4", 2)]
    assert (scene.ticket().state.rating, scene.ticket().state.rated) == (2, utc("2026-03-02T11:00"))
    assert len(scene.ticket().conversation) == 3, "nothing they wrote is lost"


def test_a_change_of_mind_comes_in_time_or_not_at_all() -> None:
    scene = a_ticket(reopen_within="2d")
    scene.receive(answer("4"))
    scene.receive(answer("1", at="2026-03-05T11:00"))
    assert scene.ticket().state.rating == 4 and scene.entries(Corrected) == []


def test_after_a_reopening_a_new_rating_takes_the_place_of_the_old_one() -> None:
    scene = a_ticket(reopen_within="2d")
    scene.receive(answer("5"))
    scene.receive(answer("It is broken again", at="2026-03-02T12:00"))
    scene.edit(status="resolved", by="kim", at="2026-03-12T10:00").run("2026-03-12T10:00")
    scene.receive(answer("5", at="2026-03-12T11:00"))
    scene.receive(answer("3", at="2026-03-12T12:00"))
    assert [entry.rating for entry in scene.entries(Corrected)] == [5, 3] and scene.ticket().state.rating == 3


@pytest.mark.parametrize(
    "values", [{"automatic": True}, {"bounce": True}, {"spam": True}, {"sender": "eve@evil.example"}]
)
@pytest.mark.parametrize("text", ["yes", "1", "no"])
def test_a_robot_or_a_stranger_neither_confirms_nor_reopens_nor_rates(values: dict, text: str) -> None:
    scene = a_ticket()
    scene.receive(answer(text, **values))
    assert scene.ticket().ticket.status == "resolved"
    assert scene.entries(Confirmed) == scene.entries(Rated) == scene.entries(Reopened) == []


def test_staff_s_own_mail_rates_nothing() -> None:
    scene = a_ticket()
    scene.receive(staff_mail("kim", "Re", "5", at="2026-03-02T11:00", answers="<a@example.org>"))
    assert scene.entries(Rated) == []


def a_note_with(scene: Scene, score: int, by: str, at: str) -> None:
    scene.say(text="On the phone.", by=by, at=at, visibility=Visibility.INTERNAL)
    record = scene.ticket()
    last = record.conversation[-1]
    comment: Comment = replace(last.comment, rating=score, via="phone")
    scene._put(replace(record, conversation=(*record.conversation[:-1], replace(last, comment=comment))))


def test_a_rating_by_telephone_is_taken_down_by_staff() -> None:
    scene = a_ticket()
    a_note_with(scene, 4, "kim", "2026-03-02T11:00")
    scene.run("2026-03-02T12:00")
    assert [(entry.score, entry.by, entry.via) for entry in scene.entries(Rated)] == [(4, "kim", "phone")]
    assert scene.entries(Rated)[0].comment == "On the phone."


def test_a_rating_by_somebody_who_is_no_staff_or_of_an_open_ticket_counts_nothing() -> None:
    for status, by in (("resolved", "stranger"), ("open", "kim")):
        scene = a_ticket(status)
        a_note_with(scene, 4, by, "2026-03-02T11:00")
        scene.run("2026-03-02T12:00")
        assert scene.ticket().state.rating is None


def test_a_late_answer_opens_a_new_ticket_that_both_sides_name() -> None:
    scene = a_ticket("closed", reopen_within="2d")
    scene.receive(answer("It is back", at="2026-03-12T11:00"))
    assert scene.ticket(2).ticket.links.related == ("HD-000001",)
    assert scene.ticket(1).ticket.links.related == ("HD-000002",)
    assert scene.ticket(1).ticket.status == "closed"
