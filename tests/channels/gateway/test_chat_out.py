"""Answers go out into the thread they belong to, once, and nothing in them is markup of strangers."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from helpdesk.channels.chat.outlet import ChatOutlet, chat_outlet
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice


class ChatServer(ThreadingHTTPServer):
    """What Slack's and Mattermost's servers answer to a bot, and what they were asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.answers: dict[str, tuple[int, Any]] = {}
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path: str) -> str:
        return f"http://token@127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"null")
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        status, data = self.server.answers.get(self.path, (200, {"ok": True, "id": "made"}))
        text = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ChatServer]:
    made = ChatServer()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def out(server: ChatServer) -> ChatOutlet:
    return chat_outlet([f"slack={server.url('/api')}", f"mattermost={server.url('/api/v4')}"])


def notice(thread: str = "", chat: str = "") -> Notice:
    return Notice(
        id="HD-000001/reply",
        reference="HD-000001",
        channel="chat",
        recipients=(Party(name="Ana", chat=chat),),
        sender=Party(name="Desk"),
        subject="[HD-000001] <!channel> is down",
        text="We are on it, @all.\n",
        markdown="We are **on it**, @all.\n",
        message_id="<hd-000001.reply@example.org>",
        thread=thread,
    )


def test_slack_gets_the_answer_in_the_thread_as_plain_words(server: ChatServer, out: ChatOutlet) -> None:
    (sent,) = out.send([notice("slack:C1/17.1")])
    assert sent.result == "sent"
    ((path, token, body),) = server.asked
    assert (path, token) == ("/api/chat.postMessage", "Bearer token")
    assert (body["channel"], body["thread_ts"], body["mrkdwn"]) == ("C1", "17.1", False)
    assert "&lt;!channel&gt;" in body["text"]


def test_who_gave_a_command_is_answered_alone(server: ChatServer, out: ChatOutlet) -> None:
    out.send([notice("slack:U1"), notice(chat="slack:U2")])
    assert [body["channel"] for _, _, body in server.asked] == ["U1", "U2"]
    assert not any("thread_ts" in body for _, _, body in server.asked)


def test_mattermost_gets_it_in_the_thread_and_nobody_is_called(server: ChatServer, out: ChatOutlet) -> None:
    out.send([notice("mattermost:c1/p1")])
    ((path, _, body),) = server.asked
    assert (path, body["channel_id"], body["root_id"]) == ("/api/v4/posts", "c1", "p1")
    assert "**on it**" in body["message"] and "@all" not in body["message"]


def test_mattermost_reaches_a_person_by_the_channel_they_share_with_the_bot(
    server: ChatServer, out: ChatOutlet
) -> None:
    server.answers["/api/v4/users/me"] = (200, {"id": "bot"})
    server.answers["/api/v4/channels/direct"] = (201, {"id": "direct"})
    out.send([notice(chat="mattermost:u1")])
    assert [body for _, _, body in server.asked][:2] == [None, ["bot", "u1"]]
    assert server.asked[-1][2]["channel_id"] == "direct"


@pytest.mark.parametrize(
    ("status", "data", "result"),
    [
        (200, {"ok": False, "error": "channel_not_found"}, "undeliverable"),
        (200, {"ok": False, "error": "ratelimited"}, "later"),
        (429, {}, "later"),
        (503, {}, "later"),
        (403, {}, "undeliverable"),
        (302, {}, "undeliverable"),
    ],
)
def test_what_may_work_later_is_tried_again_and_what_never_will_is_not(
    server: ChatServer, out: ChatOutlet, status: int, data: dict[str, Any], result: str
) -> None:
    server.answers["/api/chat.postMessage"] = (status, data)
    (sent,) = out.send([notice("slack:C1/17.1")])
    assert sent.result == result
    assert "token" not in sent.why


def test_one_that_cannot_be_reached_keeps_no_other_from_being_told(server: ChatServer, out: ChatOutlet) -> None:
    results = out.send([notice(), notice("icq:1"), notice("slack:C1/17.1")])
    assert [sent.result for sent in results] == ["undeliverable", "undeliverable", "sent"]


@pytest.mark.parametrize("address", ["slack", "slack=https://slack.com/api", "x y=z", "teams=nonsense://"])
def test_a_wrong_way_in_is_named_without_its_token(address: str) -> None:
    with pytest.raises(ValueError, match=r"slack=https://TOKEN@|teams: |NAME=URL|slack is written"):
        chat_outlet([address])


def test_any_other_chat_is_told_through_apprise(server: ChatServer) -> None:
    out = chat_outlet([f"room=json://127.0.0.1:{server.server_port}/hook"])
    (sent,) = out.send([notice("room:anywhere")])
    assert sent.result == "sent"
    assert server.asked[0][2]["message"].startswith("We are on it")
