"""Whom GitHub takes the desk for, and what the desk does when GitHub wants it to wait, go elsewhere or stay out."""

import time

import pytest
from front import Answer
from hub import BOT, Hub

from helpdesk.channels.github.account import account
from helpdesk.channels.github.api import Api, NotNow, Refused
from helpdesk.channels.github.notebook import Notebook
from helpdesk.channels.github.pace import Pace
from helpdesk.channels.github.wire import User


def test_the_desk_asks_once_who_it_is(hub: Hub) -> None:
    us = hub.account()
    hub.front.log.clear()
    assert us.me() == us.me() == hub.id_of(BOT)
    assert [path for _, path, _, _ in hub.front.log] == ["/api/v3/user"]


def test_a_workflows_own_token_is_known_by_its_login(hub: Hub) -> None:
    hub.front.instead["GET", "/user"] = Answer.of({"message": "Resource not accessible by integration"}, 403)
    hub.front.instead["GET", "/users/github-actions[bot]"] = Answer.of({"id": 41898282, "login": "github-actions[bot]"})
    hub.front.instead["GET", "/users/github-actions%5Bbot%5D"] = hub.front.instead["GET", "/users/github-actions[bot]"]
    assert hub.account().me() == 41898282


def test_an_app_is_known_by_the_login_it_is_given(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_GITHUB_TOKEN", BOT)
    monkeypatch.setenv("HELPDESK_GITHUB_LOGIN", "kim")
    monkeypatch.setenv("GITHUB_API_URL", hub.front.url)
    assert account(Notebook()).me() == hub.id_of("kim")


def test_without_a_token_it_says_where_to_put_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPDESK_GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    with pytest.raises(ValueError, match="HELPDESK_GITHUB_TOKEN"):
        account(Notebook())


def test_an_allowance_that_is_used_up_is_waited_for(hub: Hub) -> None:
    reset = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 1800)}
    hub.front.instead["GET", "/user"] = Answer.of({"message": "API rate limit exceeded"}, 403, **reset)
    with pytest.raises(NotNow, match="asked us to wait"):
        hub.account().me()


def test_a_short_wait_is_waited_out(hub: Hub) -> None:
    waited: list[float] = []
    api = Api(BOT, hub.front.url, sleep=waited.append)
    answers = [Answer.of({"message": "slow down"}, 429, **{"retry-after": "2"})]
    real = hub.front.handle
    hub.front.handle = lambda *asked: answers.pop() if answers else real(*asked)  # type: ignore[method-assign]
    assert api.get("/user", User).login == BOT
    assert 2.0 in waited


def test_our_token_goes_to_no_other_host(hub: Hub) -> None:
    away = {"location": "http://evil.example.org/user"}
    hub.front.instead["GET", "/user"] = Answer.of({"message": "Moved"}, 301, **away)
    with pytest.raises(Refused, match=r"another host \(evil\.example\.org\)"):
        hub.account().me()


def test_a_comment_follows_an_issue_that_moved(hub: Hub) -> None:
    old, new = hub.opens("ana", "Printer"), hub.opens("ana", "Printer, moved")
    hub.front.moved[hub.repo, old] = (hub.repo, new)
    hub.account().api.ask("POST", f"/repos/{hub.repo}/issues/{old}/comments", json={"body": "We have it."})
    assert [comment["body"] for comment in hub.comments(new)] == ["We have it."]


def test_an_answer_that_is_none_is_trouble_and_not_a_crash(hub: Hub) -> None:
    hub.front.instead["GET", "/user"] = Answer(200, b"<html>maintenance</html>")
    with pytest.raises(NotNow, match="could not be read"):
        hub.account().me()


def test_so_many_comments_a_minute_and_an_hour_and_no_more() -> None:
    now = [1_000_000.0]
    pace = Pace(Notebook(), 2, 3, clock=lambda: now[0])
    pace.count()
    pace.count()
    assert "2 new comments a minute" in pace.full()
    now[0] += 61
    assert pace.full() == ""
    pace.count()
    now[0] += 61
    assert "3 new comments a hour" in pace.full()
    now[0] += 3600
    assert pace.full() == ""


def test_a_server_without_limits_is_not_held_to_any() -> None:
    pace = Pace(Notebook(), 0, 0)
    for _ in range(1000):
        pace.count()
    assert pace.full() == ""
