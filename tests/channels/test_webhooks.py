"""Other systems are called: signed, once a try, never where they must not be, and never so that a pass hangs."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from standardwebhooks.webhooks import Webhook as Receiver

from helpdesk.channels.webhook.address import NotAllowed, is_public, target_of
from helpdesk.channels.webhook.heartbeat import beat
from helpdesk.channels.webhook.outlet import WebhookOutlet
from helpdesk.channels.webhook.signature import secrets
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice
from helpdesk.model.rules.webhooks import Webhook

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()


INNER = """127.0.0.1 10.1.2.3 192.168.0.1 172.16.0.9 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 fe80::1%eth0
    fd00::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1::"""
ANSWERS = [(200, "sent"), (302, "later"), (404, "later"), (410, "undeliverable"), (500, "later")]
FORBIDDEN = (
    "https://127.0.0.1/",
    "https://localhost/",
    "http://9.9.9.9/",
    "https://user:pw@9.9.9.9/",
    "ftp://9.9.9.9/",
    "https://[/",
    "https://9.9.9.9:99999/",
    "https:///x",
    "https://2130706433/",
)


class Listener:
    """A small HTTP server on loopback; `status` is what it answers, `calls` what it was asked."""

    def __init__(self) -> None:
        self.status = 204
        self.headers: dict[str, str] = {}
        self.calls: list[tuple[str, str, dict[str, str], bytes]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                listener.calls.append((self.command, self.path, dict(self.headers), body))
                self.send_response(listener.status)
                for name, value in listener.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            do_POST = do_GET = _answer

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?x=1"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    running = Listener()
    yield running
    running.stop()


def notice(url: str, number: int = 1, *, private: bool = True) -> Notice:
    hook = Webhook(id="crm", url=url, secret="CRM_SECRET", events=("opened",), private=private)
    name = f"HD-000001/webhook-crm-{number}"
    return Notice(
        id=name,
        reference="HD-000001",
        channel="webhook",
        recipients=(Party(name="crm"),),
        sender=Party(),
        subject="helpdesk.ticket.opened",
        text=json.dumps({"specversion": "1.0", "id": name}),
        message_id=name,
        hook=hook,
    )


def outlet(secret: str = SECRET) -> WebhookOutlet:
    return WebhookOutlet({"CRM_SECRET": secret})


def test_a_receiver_that_knows_the_standard_verifies_what_it_gets(listener: Listener) -> None:
    (sent,) = outlet().send([notice(listener.url)])
    assert sent.result == "sent"
    ((method, path, headers, body),) = listener.calls
    assert (method, path) == ("POST", "/hook?x=1")
    assert Receiver(SECRET).verify(body, headers) == {"specversion": "1.0", "id": "HD-000001/webhook-crm-1"}
    assert headers["content-type"].startswith("application/cloudevents+json")


def test_while_a_secret_is_changed_receivers_of_both_verify(listener: Listener) -> None:
    outlet(f"{OTHER},{SECRET}").send([notice(listener.url)])
    ((_, _, headers, body),) = listener.calls
    for secret in (SECRET, OTHER):
        assert Receiver(secret).verify(body, headers)


@pytest.mark.parametrize(("status", "result"), ANSWERS)
def test_what_the_other_side_answers_decides_how_it_goes_on(listener: Listener, status: int, result: str) -> None:
    listener.status, listener.headers = status, {"Location": "http://127.0.0.1:1/elsewhere"}
    (sent,) = outlet().send([notice(listener.url)])
    assert sent.result == result
    assert len(listener.calls) == 1, "a redirect is not followed"


def test_a_system_that_is_down_is_asked_once_a_batch() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        results = outlet().send([notice(url, number) for number in range(50)])
    assert {(sent.result, sent.why) for sent in results} == {("later", "no answer: ConnectionRefusedError")}


def test_without_a_secret_nothing_is_sent_and_no_message_shows_one(listener: Listener) -> None:
    for given, said in (("", "is not set"), ("whsec_!!!", "base64"), ("whsec_c2hvcnQ=", "24 bytes")):
        (sent,) = outlet(given).send([notice(listener.url)])
        assert sent.result == "later" and said in sent.why
        assert "c2hvcnQ" not in sent.why and "!!!" not in sent.why
    assert listener.calls == []


@pytest.mark.parametrize(
    "address",
    INNER.split(),
)
def test_addresses_of_inner_networks_are_known_in_every_disguise(address: str) -> None:
    assert not is_public(address)


def test_addresses_of_the_internet_are_public() -> None:
    assert is_public("9.9.9.9") and is_public("2620:fe::fe")


@pytest.mark.parametrize(
    "url",
    FORBIDDEN,
)
def test_what_must_not_be_called_is_not_called(url: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(url, private=False)


def test_a_webhook_into_the_own_network_must_say_so(listener: Listener) -> None:
    (sent,) = outlet().send([notice(listener.url.replace("http:", "https:"), private=False)])
    assert sent.result == "undeliverable" and "private: true" in sent.why
    assert listener.calls == []


def test_a_name_is_looked_up_once_and_that_address_is_called(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "203.0.113.1"])
    port = listener.server.server_port

    def once(host: str, port: int, type: int) -> list[object]:
        return [(socket.AF_INET, type, 6, "", (next(answers), port))]

    monkeypatch.setattr("helpdesk.channels.webhook.address.socket.getaddrinfo", once)
    target = target_of(f"http://crm.example.org:{port}/", private=True)
    monkeypatch.undo()
    from helpdesk.channels.webhook.request import call

    assert call("POST", target, {}, b"", 5.0) == 204
    assert listener.calls[0][2]["Host"] == f"crm.example.org:{port}"


def test_several_secrets_are_read_in_their_order() -> None:
    assert [len(secret) for secret in secrets(f" {SECRET} , {OTHER}")] == [32, 32]


def test_a_heartbeat_is_one_request_and_what_fails_is_said_without_the_address(listener: Listener) -> None:
    assert beat(listener.url, 5.0) == ""
    assert [call[:2] for call in listener.calls] == [("GET", "/hook?x=1")]
    listener.status = 500
    assert beat(listener.url, 5.0) == "the watchdog answered HTTP 500"
    assert "secret-token" not in beat("http://127.0.0.1:1/secret-token", 1.0)
    assert "secret-token" not in beat("gopher://127.0.0.1/secret-token", 1.0)
