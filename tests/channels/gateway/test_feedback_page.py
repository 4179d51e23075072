"""The page on which one says how it was: a link that was mailed, a GET that shows, a POST that counts as an answer."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from counter import PAGE, URL, Counter, counter

from builders import a_desk, mail
from helpdesk.decide.notifying.answer_link import answer_link, linked_reference
from helpdesk.model.message import Proof

KEY, OLD = b"a-reply-key-of-the-desk", b"the-key-before-that-one"
LINK = urlsplit(answer_link(URL, "HD-000001", KEY)).path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path, reply_keys=(KEY, OLD)) as made:
        yield made


def test_opening_the_link_says_nothing_to_the_desk(desk: Counter) -> None:
    shown = desk.client.get(LINK, params={"solved": "yes", "rating": "5"}, headers=PAGE)
    assert "Is it solved?" in shown.text
    assert desk.client.head(LINK).status_code == 200
    assert not desk.waiting()


def test_sending_it_is_an_answer_of_whoever_asked_once_for_a_page(desk: Counter) -> None:
    form = {"solved": "yes", "rating": "4", "words": "Quick!", "key": "of-this-page"}
    for _ in range(2):
        answered = desk.client.post(LINK, data=form, headers=PAGE)
        assert answered.status_code == 303
    assert "has your answer" in desk.client.get(answered.headers["location"], headers=PAGE).text
    (message,) = desk.waiting()
    assert (message.sender.email, message.proof) == ("anna@example.org", Proof.REPLY_ADDRESS)
    assert (message.commands, message.text) == (("/rate 4", "/confirm"), "Quick!")


@pytest.mark.parametrize(
    "link",
    [
        LINK[:-1] + "0",
        "/feedback/HD-000002." + LINK.rpartition(".")[2],
        "/feedback/HD-000001.",
        "/feedback/HD-000001",
        urlsplit(answer_link(URL, "HD-000009", KEY)).path,
    ],
)
def test_a_link_that_the_desk_did_not_make_leads_nowhere(desk: Counter, link: str) -> None:
    assert desk.client.get(link).status_code == 404
    assert desk.client.post(link, data={"solved": "yes"}).status_code == 404
    assert not desk.waiting()


def test_a_link_made_with_the_key_before_still_leads_there_and_without_keys_none_does(
    desk: Counter, tmp_path: Path
) -> None:
    assert desk.client.get(urlsplit(answer_link(URL, "HD-000001", OLD)).path).status_code == 200
    assert linked_reference(LINK.rpartition("/")[2], ()) == ""


def test_nothing_chosen_and_what_cannot_be_are_refused(desk: Counter) -> None:
    assert "Nothing was chosen" in desk.client.post(LINK, data={"key": "k"}, headers=PAGE).text
    assert desk.client.post(LINK, data={"rating": "9"}).status_code == 422
    assert desk.client.post(LINK, data={"solved": "/close"}).status_code == 422
    assert desk.client.post(LINK, data={"solved": "yes"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert not desk.waiting()


def test_what_is_said_there_rates_and_closes_or_opens_again(desk: Counter) -> None:
    for solved, rating, status in (("yes", "4", "closed"), ("no", "", "open")):
        desk.client.post(LINK, data={"solved": solved, "rating": rating, "key": solved}, headers=PAGE)
        message = desk.waiting()[-1]
        scene = a_desk().settings(mail={"address": "help@example.org"}).person("kim").team("desk", "kim").open()
        scene.receive(mail("anna@example.org", "No wifi"))
        scene.edit(at="2026-03-02T10:00", status="resolved").run("2026-03-02T10:05")
        scene.receive(message)
        assert scene.ticket(1).ticket.status == status
        assert scene.ticket(1).state.rating == (int(rating) if rating else None)


def test_the_page_asks_of_the_articles_that_were_offered_whether_they_helped(desk: Counter) -> None:
    assert "Did this article help? Join the Wi-Fi &lt;here&gt;" in desk.client.get(LINK, headers=PAGE).text
    form = {"helped network/wifi": "no", "helped network/vpn": "yes", "words": "It looks different.", "key": "k"}
    assert desk.client.post(LINK, data=form, headers=PAGE).status_code == 303
    (message,) = desk.waiting()
    assert message.commands == ("/not-helped network/wifi",)
    scene = a_desk().settings(mail={"address": "help@example.org"}).person("kim").team("desk", "kim")
    desk_of_anna = scene.article("network/wifi", "Join the Wi-Fi").open()
    desk_of_anna.receive(mail("anna@example.org", "No wifi"))
    desk_of_anna.receive(message)
    assert desk_of_anna.ticket(1).state.helped == {"network/wifi": False}
