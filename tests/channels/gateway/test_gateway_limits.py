"""What the gateway does not take it refuses in words, before it costs anything."""

import json
from pathlib import Path

import pytest
from counter import PAGE, counter

from helpdesk.channels.gateway.caller import address_of, networks
from helpdesk.channels.gateway.limits import Limiter, Rate, network_of


def test_one_address_is_slowed_down_and_others_behind_the_same_proxy_are_not(tmp_path: Path) -> None:
    with counter(tmp_path, per_address=Rate(2, 60.0), trusted=networks(["10.0.0.1"])) as desk:
        first, second = {"x-forwarded-for": "192.0.2.1"}, {"x-forwarded-for": "192.0.2.1, 192.0.2.2"}
        assert [desk.ask(str(n), headers=first).status_code for n in range(3)] == [202, 202, 429]
        assert desk.ask("3", headers=second).status_code == 202


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "meant"),
    [
        ("192.0.2.1", "198.51.100.7", [], "192.0.2.1"),
        ("10.0.0.1", "198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "127.0.0.1, 198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", ["10.0.0.0/8"], "198.51.100.7"),
        ("10.0.0.1", "<script>", ["10.0.0.0/8"], "10.0.0.1"),
        ("::ffff:10.0.0.1", "198.51.100.7", ["10.0.0.0/8"], "198.51.100.7"),
    ],
)
def test_only_a_trusted_proxy_says_who_is_calling(peer: str, forwarded: str, trusted: list[str], meant: str) -> None:
    assert address_of(peer, forwarded, networks(trusted)) == meant


def test_a_bucket_fills_again_with_time() -> None:
    limiter = Limiter(Rate(100, 1.0), Rate(2, 60.0), 0.0)
    assert [limiter.of_address("192.0.2.1", 0.0) for _ in range(3)] == [0.0, 0.0, 30.0]
    assert limiter.of_address("192.0.2.1", 30.0) == 0.0
    assert limiter.of_address("192.0.2.2", 0.0) == 0.0


def test_a_household_of_ipv6_counts_as_one() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")


def test_too_many_get_429_and_when_to_come_back(tmp_path: Path) -> None:
    with counter(tmp_path, per_address=Rate(1, 60.0)) as desk:
        assert desk.ask("One.").status_code == 202
        refused = desk.ask("Two.")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert len(desk.waiting()) == 1


def test_a_person_who_comes_too_often_gets_the_form_back_as_typed(tmp_path: Path) -> None:
    with counter(tmp_path, per_address=Rate(1, 60.0)) as desk:
        form = {"email": "ana@example.org", "subject": "Printer", "text": "A long story."}
        desk.client.post("/request", data=form, headers=PAGE)
        refused = desk.client.post("/request", data={**form, "text": "A longer story."}, headers=PAGE)
        assert refused.status_code == 429
        assert "A longer story." in refused.text and "wait a little" in refused.text


def test_a_full_disk_is_said_before_anything_is_taken(tmp_path: Path) -> None:
    with counter(tmp_path, keep_free=10**18) as desk:
        refused = desk.ask()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")
        assert desk.client.get("/health").status_code == 503
        assert not desk.waiting()


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    with counter(tmp_path, largest=2000) as desk:
        assert desk.ask("x" * 3000).status_code == 413
        stream = (b"x" * 500 for _ in range(10))
        sent = desk.client.post("/request", content=stream, headers={"content-type": "application/json"})
        assert sent.status_code == 413
        assert not desk.waiting()


def test_more_than_fits_into_memory_is_put_off(tmp_path: Path) -> None:
    with counter(tmp_path, memory=100) as desk:
        refused = desk.ask("x" * 200)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"email": "a@example.org", "asubject": "x"}', "application/json", 422),
        (b"\xff\xfe", "application/json", 400),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
        (b"anything", "multipart/form-data", 400),
        (b"<form/>", "text/xml", 415),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, body: bytes, kind: str, status: int) -> None:
    with counter(tmp_path) as desk:
        refused = desk.client.post("/request", content=body, headers={"content-type": kind})
        assert refused.status_code == status, refused.text
        assert refused.json()["detail"]


def test_a_name_that_somebody_else_points_here_is_not_answered(tmp_path: Path) -> None:
    with counter(tmp_path) as desk:
        assert desk.ask(headers={"host": "evil.example"}).status_code == 421


def test_the_log_says_which_door_and_how_it_ended_and_nothing_of_persons(tmp_path: Path) -> None:
    with counter(tmp_path) as desk:
        desk.ask("A secret.", headers={"user-agent": "Ana's telephone", "referer": "https://x.example/?ana"})
        place = desk.client.get("/receipt/web.secret-part?who=ana")
        assert place.status_code == 404
        lines = [json.loads(line) for line in desk.log.getvalue().splitlines()]
    assert [(line["method"], line["door"], line["status"]) for line in lines] == [
        ("POST", "request", 202),
        ("GET", "receipt", 404),
    ]
    assert {name for line in lines for name in line} == {"at", "method", "door", "status", "ms"}


def test_a_rate_is_written_as_a_number_and_a_span() -> None:
    assert Rate.of("20/m") == Rate(20, 60.0)
    for text in ("20", "0/s", "20/d", "x/s"):
        with pytest.raises(ValueError, match="write 20/m"):
            Rate.of(text)
