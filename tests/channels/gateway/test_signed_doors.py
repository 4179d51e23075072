"""Alerts and webhooks: who sends has a key of its own, and nobody else gets in."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from counter import NOON, Counter, counter

from helpdesk.channels.gateway.limits import Rate
from helpdesk.channels.gateway.signing import keys_of
from helpdesk.model.alert import AlertStatus

NEW, OLD = "the-new-token-0123456789", "the-old-token-0123456789"
KEYS = {"HELPDESK_KEYS_ALERTS_ALERTMANAGER": f"{NEW},{OLD}", "HELPDESK_KEYS_GITHUB": NEW}
ALERTS = {
    "version": "4",
    "groupKey": "g",
    "status": "firing",
    "alerts": [
        {
            "status": "firing",
            "labels": {"alertname": name, "severity": "critical"},
            "annotations": {"summary": f"{name} is full"},
            "startsAt": "2026-03-02T11:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "fingerprint": name,
        }
        for name in ("disk", "memory")
    ],
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path, KEYS) as made:
        yield made


def fire(desk: Counter, **headers: str):
    return desk.client.post("/alerts/alertmanager", json=ALERTS, headers=headers)


@pytest.mark.parametrize("key", [NEW, OLD])
def test_a_monitor_proves_itself_by_a_token_while_it_is_being_replaced_by_either(desk: Counter, key: str) -> None:
    assert fire(desk, authorization=f"Bearer {key}").json() == {
        "status": "accepted",
        "kind": "alertmanager",
        "alerts": 2,
    }
    assert [message.alert and message.alert.status for message in desk.waiting()] == [AlertStatus.FIRING] * 2


def test_a_token_as_password_a_hub_signature_and_standard_webhooks_will_do_as_well(desk: Counter) -> None:
    body = json.dumps(ALERTS).encode()
    basic = base64.b64encode(f"anybody:{NEW}".encode()).decode()
    hub = hmac.new(NEW.encode(), body, hashlib.sha256).hexdigest()
    stamp = str(int(NOON.timestamp()))
    signed = hmac.new(NEW.encode(), f"m1.{stamp}.".encode() + body, hashlib.sha256).digest()
    standard = {
        "webhook-id": "m1",
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,AAAA v1,{base64.b64encode(signed).decode()}",
    }
    for headers in ({"authorization": f"Basic {basic}"}, {"x-hub-signature-256": f"sha256={hub}"}, standard):
        assert desk.client.post("/alerts/alertmanager", content=body, headers=headers).status_code == 202, headers
    late = {**standard, "webhook-timestamp": str(int(stamp) - 301)}
    assert desk.client.post("/alerts/alertmanager", content=body, headers=late).status_code == 401


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", "Basic !!", "Bearer ünïcode", "HMAC x"])
def test_nobody_else_gets_in(desk: Counter, given: str) -> None:
    refused = desk.client.post("/alerts/alertmanager", json=ALERTS, headers={"authorization": given.encode()})
    assert refused.status_code == 401
    assert not desk.waiting()


def test_who_tries_keys_is_slowed_down_and_a_monitor_in_a_storm_is_not(tmp_path: Path) -> None:
    with counter(tmp_path, KEYS, per_address=Rate(2, 3600.0)) as desk:
        assert [fire(desk, authorization="Bearer wrong").status_code for _ in range(3)] == [401, 401, 429]
        assert [fire(desk, authorization=f"Bearer {NEW}").status_code for _ in range(4)] == [202] * 4


def test_the_same_news_posted_again_is_the_same_message(desk: Counter) -> None:
    fire(desk, authorization=f"Bearer {NEW}")
    desk.land()
    fire(desk, authorization=f"Bearer {NEW}")
    assert not desk.waiting()


def test_alerts_that_cannot_be_read_are_refused_whole_and_in_words(desk: Counter) -> None:
    headers = {"authorization": f"Bearer {NEW}"}
    refused = desk.client.post("/alerts/alertmanager", content=b'{"alerts": [', headers=headers)
    assert refused.status_code == 422
    assert "not JSON" in refused.json()["detail"]
    assert desk.client.post("/alerts/unheard-of", json=ALERTS, headers=headers).status_code == 404


def test_a_subscription_is_confirmed_by_hand_and_never_by_the_gateway(tmp_path: Path, caplog) -> None:
    asked = {
        "Type": "SubscriptionConfirmation",
        "MessageId": "1",
        "TopicArn": "arn:aws:sns:eu-west-1:1:t",
        "Token": "t",
        "Message": "You have chosen to subscribe",
        "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t",
        "Timestamp": "2026-03-02T12:00:00Z",
    }
    with counter(tmp_path, {"HELPDESK_KEYS_ALERTS": NEW}) as desk:
        headers = {"authorization": f"Bearer {NEW}", "x-amz-sns-message-type": "SubscriptionConfirmation"}
        assert desk.client.post("/alerts/sns", json=asked, headers=headers).status_code == 200
        assert not desk.waiting()
    assert "ConfirmSubscription" in caplog.text


def test_a_signed_webhook_of_github_wakes_the_pass_and_says_nothing_itself(desk: Counter) -> None:
    body = b'{"action": "opened"}'
    made = hmac.new(NEW.encode(), body, hashlib.sha256).hexdigest()
    assert not desk.spool.wait(0.0)
    assert desk.client.post("/github", content=body, headers={"x-hub-signature-256": "sha256=0"}).status_code == 401
    assert not desk.spool.wait(0.0)
    answered = desk.client.post("/github", content=body, headers={"x-hub-signature-256": f"sha256={made}"})
    assert answered.status_code == 202
    assert desk.spool.wait(0.0)
    assert not desk.waiting()
    assert not desk.spool.wait(0.0)


def test_a_key_that_is_no_secret_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="openssl rand -hex 32"):
        keys_of("github", {"HELPDESK_KEYS_GITHUB": "secret"})
