"""What readers say of articles and what their searches do not find: counted, bounded, and nobody's."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from counter import NOON, PAGE, URL, Counter, counter

from helpdesk.channels.gateway.heard import EACH_ARTICLE, EACH_SEARCHES, SETTLED, HeardSpool, Taken
from helpdesk.model.readers import Said

HELPED, SOUGHT = "/readers/helped", "/readers/sought"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as made:
        yield made


def heard(desk: Counter) -> list[Said]:
    return [said for message in desk.waiting() if message.heard for said in message.heard.said]


def say(desk: Counter, **form: str) -> Any:
    return desk.client.post(HELPED, data={"article": "network/wifi", "helped": "yes", **form})


def test_a_click_is_kept_without_anything_about_who_clicked(desk: Counter, tmp_path: Path) -> None:
    assert say(desk, helped="no", why="The menu looks different.").status_code == 202
    (message,) = desk.waiting()
    (said,) = heard(desk)
    assert (said.article, said.helped, said.why) == ("network/wifi", False, "The menu looks different.")
    assert message.sender.email == message.sender.name == ""
    assert b"10.0.0.1" not in b"".join(path.read_bytes() for path in tmp_path.glob("readers.sqlite*"))
    assert "10.0.0.1" not in desk.log.getvalue() and "network/wifi" not in desk.log.getvalue()


def test_a_form_without_a_script_ends_on_a_page_of_thanks(desk: Counter) -> None:
    answered = desk.client.post(HELPED, data={"article": "network/wifi", "helped": "yes"}, headers=PAGE)
    assert answered.status_code == 303
    german = {**PAGE, "accept-language": "de"}
    assert "Ihre Antwort wurde gezählt" in desk.client.get(answered.headers["location"], headers=german).text


def test_clicked_twice_it_is_once_and_thought_again_the_last_counts(desk: Counter) -> None:
    for helped in ("yes", "yes", "no"):
        assert say(desk, helped=helped, key="of-this-page").status_code == 202
    assert [said.helped for said in heard(desk)] == [False]
    desk.land()
    assert say(desk, helped="yes", key="of-this-page").status_code == 202, "it is thanked for all the same"
    assert not heard(desk)
    for _ in range(3):
        say(desk, article="network/vpn")
    assert len(heard(desk)) == 1, "without a key the same answer from one network is once a day"


def test_one_network_cannot_steer_an_article(tmp_path: Path) -> None:
    spool = HeardSpool(tmp_path)
    opinion = Said(place=0, at=NOON, article="network/wifi", helped=True)
    taken = [spool.keep(opinion, "203.0.113.9", f"key-{number}") for number in range(EACH_ARTICLE + 5)]
    assert taken == [Taken.KEPT] * EACH_ARTICLE + [Taken.TOO_MANY] * 5
    assert spool.keep(opinion, "203.0.113.10", "another-key") is Taken.KEPT
    tomorrow = Said(place=0, at=NOON + timedelta(days=1), article="network/wifi", helped=True)
    assert spool.keep(tomorrow, "203.0.113.9", "key-0") is Taken.KEPT
    searches = [Said(place=0, at=NOON, sought=f"mark{number}", words="x") for number in range(EACH_SEARCHES + 1)]
    assert [spool.keep(one, "203.0.113.9") for one in searches][-2:] == [Taken.KEPT, Taken.TOO_MANY]


def test_with_the_day_goes_what_told_networks_apart(tmp_path: Path) -> None:
    spool = HeardSpool(tmp_path)
    spool.keep(Said(place=0, at=NOON, article="network/wifi"), "203.0.113.9")
    key = _own(tmp_path, "key")
    spool.keep(Said(place=0, at=NOON + timedelta(days=1), article="network/wifi"), "198.51.100.1")
    assert _own(tmp_path, "key") != key
    with sqlite3.connect(tmp_path / "readers.sqlite") as file:
        assert file.execute("SELECT count(*) FROM today").fetchone() == (3,), "of the new day alone"


def _own(folder: Path, name: str) -> bytes:
    with sqlite3.connect(folder / "readers.sqlite") as file:
        return bytes(file.execute("SELECT value FROM own WHERE name = ?", (name,)).fetchone()[0])


def test_a_pass_is_asked_for_once_enough_waits_or_long_enough(tmp_path: Path) -> None:
    spool = HeardSpool(tmp_path)
    spool.keep(Said(place=0, at=NOON, article="network/wifi"), "203.0.113.9")
    assert not spool.due(NOON + timedelta(minutes=1)) and not spool.waiting(NOON + timedelta(minutes=1)).said
    assert spool.due(NOON + SETTLED) and len(spool.waiting(NOON + SETTLED).said) == 1


def test_a_damaged_file_of_counts_keeps_no_door_shut(tmp_path: Path) -> None:
    """It begins a spool of another name, so that nothing is counted twice."""
    before = HeardSpool(tmp_path)
    before.close()
    (tmp_path / "readers.sqlite").write_bytes(b"no database at all, but longer than a head of one" * 100)
    after = HeardSpool(tmp_path)
    assert after.keep(Said(place=0, at=NOON, article="network/wifi"), "203.0.113.9") is Taken.KEPT
    assert after.name != before.name and (tmp_path / "readers.damaged").exists()


def test_what_is_no_article_is_thanked_for_and_not_kept(desk: Counter) -> None:
    there, none = say(desk, key="a-key-of-mine"), say(desk, article="staff/secret-plans", key="another-key")
    assert (there.status_code, there.content) == (none.status_code, none.content)
    assert [said.article for said in heard(desk)] == ["network/wifi"]


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ({"helped": "perhaps"}, {}, 422),
        ({"article": "../../etc/passwd"}, {}, 422),
        ({"article": "a\x00b"}, {}, 422),
        ({"article": "x" * 300}, {}, 422),
        ({"why": "x" * 5000}, {}, 413),
        ({}, {"origin": "https://evil.example"}, 403),
        ({}, {"sec-fetch-site": "cross-site"}, 403),
    ],
)
def test_what_cannot_be_or_comes_from_elsewhere_is_refused(
    desk: Counter, form: dict[str, str], headers: dict[str, str], status: int
) -> None:
    given = {"article": "network/wifi", "helped": "yes", **form}
    assert desk.client.post(HELPED, data=given, headers=headers).status_code == status
    assert not heard(desk)


def test_people_and_secrets_go_before_anything_is_kept(desk: Counter, tmp_path: Path) -> None:
    say(desk, helped="no", why="Ask Kim Okonkwo, kim@example.org,\nPasswort: Sommer2024! <b>x</b>\x1b[31m")
    (said,) = heard(desk)
    assert said.why == "Ask (name), (hidden: address), Passwort: (hidden: password) <b>x</b> [31m"
    assert b"Sommer2024" not in b"".join(path.read_bytes() for path in tmp_path.glob("readers.sqlite*"))


def test_a_search_that_finds_nothing_is_kept_in_lower_case_once_a_day(desk: Counter) -> None:
    for words in ("Stehpult  bestellen", "stehpult BESTELLEN", "Wartungsvertrag Kopierer 3"):
        assert desk.client.post(SOUGHT, data={"words": words}).status_code == 202
    assert [said.words for said in heard(desk)] == ["stehpult bestellen", "wartungsvertrag kopierer"]
    assert all(len(said.sought) == 26 for said in heard(desk))


@pytest.mark.parametrize(
    "words",
    [
        "okonkwo laptop",
        "ana@example.org",
        "+49 171 5550123",
        "Passwort: Sommer2024!",
        "AKIAIOSFODNN7EXAMPLE",
        "4111 1111 1111 1111",
        "x",
        "one two three four five six seven",
        "a" * 60,
        "https://intranet.example/x",
        "12345",
    ],
)
def test_a_search_that_may_tell_of_a_person_is_not_kept(desk: Counter, words: str) -> None:
    assert desk.client.post(SOUGHT, data={"words": words}).status_code == 202
    assert not heard(desk)


def test_a_portal_elsewhere_may_post_where_its_address_was_named(tmp_path: Path) -> None:
    portal = "https://portal.example.org"
    with counter(tmp_path, origins=(portal,)) as desk:
        asked = desk.client.options(HELPED, headers={"origin": portal})
        assert asked.headers["access-control-allow-origin"] == portal
        form = {"article": "network/wifi", "helped": "yes"}
        answered = desk.client.post(HELPED, data=form, headers={"origin": portal, "sec-fetch-site": "cross-site"})
        assert (answered.status_code, answered.headers["access-control-allow-origin"]) == (202, portal)


def test_who_clicks_much_can_still_ask_for_help(tmp_path: Path) -> None:
    from helpdesk.channels.gateway.limits import Rate

    with counter(tmp_path, per_address=Rate(2, 3600.0)) as desk:
        assert [say(desk).status_code for _ in range(3)] == [202, 202, 429]
        assert desk.ask().status_code == 202


def test_no_get_counts(desk: Counter) -> None:
    assert desk.client.get(HELPED, params={"article": "network/wifi", "helped": "yes"}).status_code == 404
    assert not heard(desk)


def test_what_was_counted_waits_no_more_whatever_happens_in_between(desk: Counter) -> None:
    say(desk)
    first, again = desk.waiting(), desk.waiting()
    assert first[0].key == again[0].key, "a pass that was killed finds the same again"
    desk.spool.settle(first)
    desk.spool.settle(again)
    assert not desk.waiting()
    assert URL and datetime.now(UTC) > NOON
