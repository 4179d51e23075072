"""Chat comes in signed: a command is said on its ticket, everything else is a request, and the answer comes at once."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from counter import NOON, Counter, counter

from helpdesk.channels.chat.markup import for_mattermost, for_slack, for_teams
from helpdesk.channels.chat.teams import words_of
from helpdesk.channels.chat.wire import origin
from helpdesk.channels.chat.words import Verbs, meant
from helpdesk.model.message import Proof

SECRET, OLD = "an-own-signing-secret", "the-secret-before-it"
TEAMS_KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
KEYS = {
    "HELPDESK_KEYS_CHAT_SLACK": f"{SECRET},{OLD}",
    "HELPDESK_KEYS_CHAT_MATTERMOST": SECRET,
    "HELPDESK_KEYS_CHAT_TEAMS": TEAMS_KEY,
}
VERBS = Verbs(frozenset({"take", "note", "resolve"}), frozenset({"take", "note", "resolve", "fix"}))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path, KEYS) as made:
        yield made


def slack(desk: Counter, text: str = "", *, key: str = SECRET, late: int = 0, **more: str):
    form = {"text": text, "user_id": "U1", "user_name": "ana", "channel_id": "C1", "trigger_id": "13.37", **more}
    return signed(desk, urlencode(form).encode(), key, late)


def signed(desk: Counter, body: bytes, key: str = SECRET, late: int = 0):
    stamp = str(int(NOON.timestamp()) - late)
    made = hmac.new(key.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={made}"}
    return desk.client.post("/chat/slack", content=body, headers=headers)


def test_a_slash_command_of_slack_is_a_request_of_the_account_that_gave_it(desk: Counter) -> None:
    answered = slack(desk, "The <printer> is on fire")
    assert answered.json()["response_type"] == "ephemeral"
    assert "The &lt;printer&gt; is on fire" in answered.json()["text"]
    (message,) = desk.waiting()
    assert (message.channel, message.subject, message.sender.chat) == ("chat", "The <printer> is on fire", "slack:U1")
    assert (message.proof, message.source) == (Proof.CHAT_ID, "slack:U1")


def test_a_command_with_a_reference_is_said_on_that_ticket_in_the_words_of_a_comment(desk: Counter) -> None:
    slack(desk, "take 123")
    slack(desk, "reply #7 It works again.", trigger_id="2")
    assert [(message.subject, message.text) for message in desk.waiting()] == [
        ("[HD-000123]", "/take"),
        ("[HD-000007]", "It works again."),
    ]


def test_a_key_that_is_being_replaced_still_holds_and_another_does_not(desk: Counter) -> None:
    assert slack(desk, "One", key=OLD).status_code == 200
    assert slack(desk, "Two", key="somebody-elses-secret").status_code == 401
    assert [message.text for message in desk.waiting()] == ["One"]


@pytest.mark.parametrize("late", [301, -301])
def test_a_request_played_back_later_is_refused(desk: Counter, late: int) -> None:
    assert slack(desk, "Again", late=late).status_code == 401


def test_a_body_changed_on_the_way_is_refused(desk: Counter) -> None:
    stamp = str(int(NOON.timestamp()))
    made = hmac.new(SECRET.encode(), f"v0:{stamp}:text=a".encode(), hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={made}"}
    assert desk.client.post("/chat/slack", content=b"text=b", headers=headers).status_code == 401


def test_a_chat_without_keys_is_not_there(tmp_path: Path) -> None:
    with counter(tmp_path) as desk:
        refused = slack(desk, "Anything", key="")
        assert refused.status_code == 404
        assert "HELPDESK_KEYS_CHAT_SLACK" in refused.json()["detail"]


def test_slack_sending_a_command_twice_makes_one_request(desk: Counter) -> None:
    slack(desk, "The printer is on fire")
    slack(desk, "The printer is on fire")
    assert len(desk.waiting()) == 1


def test_help_and_a_mistyped_command_are_answered_and_make_no_ticket(desk: Counter) -> None:
    assert "/helpdesk take 123" in slack(desk, "help").json()["text"]
    assert "did you mean: /helpdesk take 123" in slack(desk, "tkae 123").json()["text"]
    assert not desk.waiting()


def shortcut(ts: str, thread: str = "", caller: str = "U2") -> bytes:
    payload = {
        "type": "message_action",
        "user": {"id": caller, "username": "kim"},
        "channel": {"id": "C1"},
        "message": {"ts": ts, "thread_ts": thread, "user": "U1", "text": "My screen stays black.\nSince Monday."},
        "response_url": "https://hooks.slack.com/actions/1",
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def test_a_message_action_makes_a_request_of_the_writer_and_its_thread(desk: Counter) -> None:
    assert signed(desk, shortcut("17.1")).status_code == 200
    signed(desk, shortcut("17.2", thread="17.1"))
    first, second = desk.waiting()
    assert (first.subject, first.sender.chat, first.source) == ("My screen stays black.", "slack:U1", "slack:C1/17.1")
    assert (second.in_reply_to, second.source) == (first.key, first.source)
    assert first.fields == {"passed-on-by": "kim (slack:U2)"}


def test_a_message_that_somebody_else_passed_on_proves_nothing_about_its_writer(desk: Counter) -> None:
    signed(desk, shortcut("17.1"))
    signed(desk, shortcut("17.2", caller="U1"))
    by_another, by_its_writer = desk.waiting()
    assert (by_another.proof, by_another.edited) == (Proof.NONE, True)
    assert (by_its_writer.proof, by_its_writer.edited) == (Proof.CHAT_ID, True)


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        ("https://hooks.slack.com/commands/1", ["HD-000001: One"]),
        ("http://169.254.169.254/latest", []),
        ("https://hooks.slack.com@evil.example/x", []),
        ("https://hooks.slack.com.evil.example/x", []),
    ],
)
def test_a_later_answer_has_the_reference_and_goes_only_to_where_slack_takes_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, answers: list[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr("helpdesk.channels.gateway.chat.call", lambda _url, data: said.append(data["text"]))
    with counter(tmp_path, KEYS, late=10.0) as desk:
        beside = threading.Thread(target=lambda: desk.spool.wait(10.0) and desk.land())
        beside.start()
        slack(desk, "One", response_url=url)
        beside.join()
    assert said == answers


@pytest.mark.parametrize("chat", ["slack", "mattermost", "teams"])
def test_a_stranger_who_sends_something_deep_or_garbled_is_refused_like_any_other(desk: Counter, chat: str) -> None:
    for body in (b'{"context":' * 100_000, b'{"x":' + b"[" * 100_000, b"\xff{", b"payload={", b""):
        assert desk.client.post(f"/chat/{chat}", content=body).status_code == 401


@pytest.mark.parametrize("url", ["http://[", "https://hooks.slack.com:many/x", "javascript:alert(1)", ""])
def test_what_is_no_web_address_has_no_origin(url: str) -> None:
    assert origin(url) == ""


def test_a_slash_command_of_mattermost_in_a_thread_joins_it(desk: Counter) -> None:
    form = {
        "token": SECRET,
        "text": "Still broken",
        "user_id": "u1",
        "channel_id": "c1",
        "trigger_id": "t1",
        "root_id": "p1",
    }
    answered = desk.client.post("/chat/mattermost", data=form)
    assert answered.status_code == 200
    (message,) = desk.waiting()
    assert (message.in_reply_to, message.source) == ("mattermost:c1/p1", "mattermost:c1/p1")
    assert desk.client.post("/chat/mattermost", data={**form, "token": "wrong"}).status_code == 401


def test_an_action_of_mattermost_proves_itself_by_the_token_it_carries(desk: Counter) -> None:
    action = {
        "user_id": "u2",
        "channel_id": "c1",
        "post_id": "p1",
        "context": {"token": SECRET, "text": "@all My screen is black.", "author": "u1"},
    }
    assert desk.client.post("/chat/mattermost", json=action).status_code == 200
    (message,) = desk.waiting()
    assert (message.key, message.sender.chat) == ("mattermost:c1/p1", "mattermost:u1")
    assert (message.proof, message.fields) == (Proof.NONE, {"passed-on-by": "mattermost:u2"})


def teams(desk: Counter, activity: dict[str, object], key: str = TEAMS_KEY):
    body = json.dumps(activity).encode()
    made = base64.b64encode(hmac.new(base64.b64decode(key), body, hashlib.sha256).digest()).decode()
    return desk.client.post("/chat/teams", content=body, headers={"authorization": f"HMAC {made}"})


def test_a_call_in_teams_is_a_request_and_one_below_it_joins(desk: Counter) -> None:
    activity = {
        "type": "message",
        "id": "1",
        "from": {"id": "29:x", "name": "Ana", "aadObjectId": "a-1"},
        "conversation": {"id": "19:c@thread.tacv2;messageid=1"},
        "text": "<at>Helpdesk</at> The printer&nbsp;is <b>on fire</b><br>Really",
    }
    answered = teams(desk, activity)
    assert answered.json()["type"] == "message"
    teams(desk, {**activity, "id": "2", "text": "<at>Helpdesk</at> Still burning"})
    first, second = desk.waiting()
    assert (first.text, first.sender.chat) == ("The printer is on fire\nReally", "teams:a-1")
    assert (first.source, second.in_reply_to) == ("teams:19:c@thread.tacv2/1", first.key)
    assert teams(desk, activity, key=base64.b64encode(b"x" * 32).decode()).status_code == 401


def test_a_message_passed_on_in_teams_is_its_writers_and_not_of_who_passes_it_on(desk: Counter) -> None:
    quoted = {
        "id": "9",
        "body": {"content": "My screen<br>/take"},
        "from": {"user": {"id": "a-2", "displayName": "Ben"}},
    }
    activity = {
        "type": "invoke",
        "id": "1",
        "from": {"id": "29:x", "name": "Ana", "aadObjectId": "a-1"},
        "conversation": {"id": "19:c@thread.tacv2"},
        "value": {"messagePayload": quoted},
    }
    assert teams(desk, activity).status_code == 200
    assert (
        teams(desk, {**activity, "value": {"messagePayload": {**quoted, "id": "10", "from": None}}}).status_code == 200
    )
    named, of_nobody = desk.waiting()
    assert (named.sender.name, named.sender.chat, named.proof) == ("Ben", "teams:a-2", Proof.NONE)
    assert named.source == "teams:19:c@thread.tacv2/9"
    assert of_nobody.sender.chat == "teams:a-1"
    assert of_nobody.edited and "passed-on-by" in of_nobody.fields


def test_what_is_signed_and_makes_no_sense_is_refused_in_words(desk: Counter) -> None:
    assert teams(desk, {"type": "message"}).status_code == 422
    assert signed(desk, b"text=x").status_code == 422
    assert signed(desk, urlencode({"payload": '{"type": "view_submission"}'}).encode()).status_code == 422


@pytest.mark.parametrize(
    ("words", "subject", "text"),
    [
        ("The printer 4 is broken", "", "The printer 4 is broken"),
        ("new take 5 minutes", "", "take 5 minutes"),
        ("TAKE hd-12", "[HD-000012]", "/take"),
        ("note 12 Called back,\nnobody there", "[HD-000012]", "/note Called back,\nnobody there"),
        ("/resolve #12 fixed It was the cable", "[HD-000012]", "/resolve fixed It was the cable"),
        ("Room 12 has no light", "", "Room 12 has no light"),
        ("fix 12 printers please", "", "fix 12 printers please"),
        ("fix HD-12 with a cable", "[HD-000012]", "/fix with a cable"),
    ],
)
def test_words_behind_the_command_mean_what_a_person_would_mean(words: str, subject: str, text: str) -> None:
    said = meant(words, "HD", VERBS)
    assert (said.subject, said.text, said.answer) == (subject, text, "")


def test_what_strangers_wrote_calls_nobody_and_is_no_link_in_any_chat() -> None:
    hostile = "<!channel> @all [pay](https://evil.example) *now* <https://evil.example|here>"
    assert "<" not in for_slack(hostile)
    assert "@all" not in for_mattermost(hostile) and "](" not in for_mattermost(hostile)
    assert not set("<>@[]*") & set(for_teams(hostile))
    assert words_of("a<script>b</script>&lt;i&gt;") == "ab<i>"
