"""Links out into the web are asked once, carefully: public addresses alone, no redirect followed."""

import http.client
import socket
from collections.abc import Iterable

import pytest

from helpdesk.channels.webhook import links
from helpdesk.channels.webhook.links import Answer, ask


def answering(*statuses: int) -> tuple[links.Fetch, list[tuple[str, str]]]:
    """A web that answers these, and what it was asked."""
    asked: list[tuple[str, str]] = []
    waiting = iter(statuses)

    def fetch(method: str, url: str) -> int:
        asked.append((method, url))
        return next(waiting)

    return fetch, asked


@pytest.mark.parametrize(
    ("statuses", "answer"),
    [
        ([200], Answer.FINE),
        ([302], Answer.FINE),
        ([405, 200], Answer.FINE),
        ([404], Answer.GONE),
        ([410], Answer.GONE),
        ([405, 404], Answer.GONE),
        ([301], Answer.MOVED),
        ([308], Answer.MOVED),
        ([403], Answer.UNSURE),
        ([429], Answer.UNSURE),
        ([503], Answer.UNSURE),
    ],
)
def test_what_a_page_answers_says_whether_the_link_holds(statuses: Iterable[int], answer: Answer) -> None:
    fetch, asked = answering(*statuses)
    assert ask("https://example.org/a", fetch).answer is answer
    assert [method for method, _ in asked] == ["HEAD", "GET"][: len(asked)]


def test_a_redirect_is_not_followed() -> None:
    fetch, asked = answering(301)
    ask("https://example.org/a", fetch)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.0.0.1:8443/admin",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://192.0.2.1/plain",
        "https://user:password@example.org/",
    ],
)
def test_inner_addresses_plain_http_and_passwords_are_not_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> socket.socket:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", never)
    assert ask(url).answer is Answer.REFUSED


@pytest.mark.parametrize("problem", [OSError("refused"), TimeoutError(), http.client.BadStatusLine("x")])
def test_who_does_not_answer_is_gone_and_the_next_is_asked(problem: Exception) -> None:
    def fetch(_method: str, _url: str) -> int:
        raise problem

    said = ask("https://example.org/a", fetch)
    assert (said.answer, said.why[:9]) == (Answer.GONE, "no answer")


def test_the_fragment_stays_at_home_and_odd_letters_are_written_as_a_request_may_hold_them() -> None:
    fetch, asked = answering(200)
    ask("HTTPS://example.org/größe?q=a b#part", fetch)
    assert asked == [("HEAD", "https://example.org/gr%C3%B6%C3%9Fe?q=a%20b")]


def test_a_line_break_in_a_link_is_no_second_request() -> None:
    fetch, asked = answering(200)
    ask("https://example.org/a\r\nHost: evil.example", fetch)
    assert asked == [("HEAD", "https://example.org/aHost:%20evil.example")]
