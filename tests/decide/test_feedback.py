"""What people answer to "solved" and "closed"."""

import msgspec
import pytest

from builders import Scene, a_desk, mail
from helpdesk.decide.incoming.feedback import Kind, feedback
from helpdesk.model.message import Message, Party, Proof
from helpdesk.model.timeline import Closed, Confirmed, Rated, Reopened


@pytest.mark.parametrize(
    ("reply", "kind", "score"),
    [
        ("Yes", Kind.CONFIRMED, 0),
        ("yes, thank you very much!", Kind.CONFIRMED, 0),
        ("Ja, danke.\n\nViele Grüße\nAnna", Kind.CONFIRMED, 0),
        ("Ja\n\nAnna Example", Kind.CONFIRMED, 0),
        ("4", Kind.RATED, 4),
        ("5/5!\nBest\nAnna", Kind.RATED, 5),
        ("1 star", Kind.RATED, 1),
        ("Thanks, works again.", Kind.THANKS, 0),
        ("Vielen Dank für die schnelle Hilfe!", Kind.THANKS, 0),
        ("yes thanks", Kind.CONFIRMED, 0),
        ("Yes, that worked. You can close it.", Kind.CONFIRMED, 0),
        ("Ja, hat geklappt, danke!", Kind.CONFIRMED, 0),
        ("Oui, c'est bon, merci !", Kind.CONFIRMED, 0),
        ("Oui, ça marche de nouveau.", Kind.CONFIRMED, 0),
        ("Sí, ya funciona, gracias", Kind.CONFIRMED, 0),
        ("Tout fonctionne, merci beaucoup", Kind.THANKS, 0),
        ("¡Muchas gracias, todo bien!", Kind.THANKS, 0),
        ("4 von 5 Sternen", Kind.RATED, 4),
        ("3 étoiles", Kind.RATED, 3),
    ],
)
def test_a_word_of_feedback_is_understood(reply: str, kind: Kind, score: int) -> None:
    said = feedback(reply, "Anna Example")
    assert said is not None and (said.kind, said.score) == (kind, score)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "no",
        "no still broken",
        "Nein, immer noch kaputt",
        "Non, toujours pareil",
        "No, sigue sin funcionar",
        "please help",
        "can you help",
        "Ja, aber es geht nicht",
        "Oui, mais ça ne marche pas",
        "Sí, pero no funciona",
        "Nein, geht nicht",
        "Thanks, but it does not work",
        "yes but only sometimes",
        "Yes.\nThe printer is broken too",
        "Is it solved now?",
        "It works now?",
        "6",
        "12",
        "4 people have it now",
        "Thanks, still the same",
        "ok\nthanks but no",
        "!!!",
    ],
)
def test_everything_else_is_no_feedback(reply: str) -> None:
    assert feedback(reply, "Anna Example") is None


def a_finished_ticket(status: str) -> Scene:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail("anna@example.org", name="a"))
    scene.edit(status=status, at="2026-03-02T10:00").run("2026-03-02T10:00")
    return scene


def answer(text: str, at: str = "2026-03-02T11:00", proof: Proof = Proof.DMARC) -> Message:
    return mail("anna@example.org", "Re: Help", text, at=at, answers="<a@example.org>", proof=proof)


def test_yes_confirms_and_closes() -> None:
    scene = a_finished_ticket("resolved")
    scene.receive(answer("Yes, thanks"))
    assert scene.ticket().ticket.status == "closed"
    assert len(scene.entries(Confirmed)) == 1
    assert scene.entries(Closed)[0].reason == "the requester says it is solved"


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_a_number_rates_and_thanks_are_taken_without_reopening(status: str) -> None:
    scene = a_finished_ticket(status)
    scene.receive(answer("Thank you!"))
    scene.receive(answer("4", at="2026-05-02T12:00"), now="2026-05-02T12:00")
    assert [entry.score for entry in scene.entries(Rated)] == [4]
    assert scene.ticket().state.rating == 4 and scene.entries(Reopened) == []
    assert len(scene.desk.records) == 1 and len(scene.ticket().conversation) == 2


@pytest.mark.parametrize(("text", "wanted"), [("Yes", Confirmed), ("4", Rated)])
def test_who_only_goes_by_the_requesters_address_ends_and_rates_nothing(text: str, wanted: type) -> None:
    scene = a_finished_ticket("resolved")
    scene.receive(answer(text, proof=Proof.NONE))
    assert scene.entries(wanted) == []
    assert (scene.ticket().ticket.status, len(scene.ticket().conversation)) == ("resolved", 1)


@pytest.mark.parametrize(("text", "wanted"), [("Yes", Confirmed), ("4", Rated)])
def test_an_answer_to_the_tickets_own_address_is_proof_enough_for_that(text: str, wanted: type) -> None:
    scene = a_finished_ticket("resolved")
    own = (Party(email="support+hd-000001.x@desk.example"),)
    scene.receive(msgspec.structs.replace(answer(text, proof=Proof.REPLY_ADDRESS), to=own))
    assert len(scene.entries(wanted)) == 1


@pytest.mark.parametrize("text", ["no still broken", "Nein, geht nicht", "Non, toujours pareil", "No, sigue igual"])
def test_no_reopens_in_every_language(text: str) -> None:
    scene = a_finished_ticket("resolved")
    scene.receive(answer(text, proof=Proof.NONE))
    assert scene.ticket().ticket.status == "open"


def test_no_reopens_and_so_does_a_new_trouble() -> None:
    for text in ("No, it is still broken", "Yes.\nThe printer is broken too"):
        scene = a_finished_ticket("resolved")
        scene.receive(answer(text))
        assert scene.ticket().ticket.status == "open"


def test_yes_to_a_question_is_an_answer_and_not_a_confirmation() -> None:
    scene = a_finished_ticket("waiting")
    scene.receive(answer("Yes"))
    assert scene.ticket().ticket.status == "open" and scene.entries(Confirmed) == []


def test_somebody_else_s_number_rates_nothing() -> None:
    scene = a_finished_ticket("resolved")
    scene.say(by="kim", at="2026-03-02T10:30").run("2026-03-02T10:30")
    scene.receive(mail("kim@desk.example", "Re", "1", at="2026-03-02T11:00", answers="<a@example.org>"))
    assert scene.entries(Rated) == []
