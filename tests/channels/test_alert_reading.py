"""What monitors post, read: each in its own words, and whatever else comes is an error that says what to do."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.channels.alerts.message import messages_of, to_message
from helpdesk.channels.alerts.read import LARGEST_BODY, NAMES, read_alerts
from helpdesk.channels.alerts.reading import Outcome, Reading
from helpdesk.model.alert import Alert, AlertStatus
from helpdesk.model.rules.alerts import AlertMapping

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRING, RESOLVED = AlertStatus.FIRING, AlertStatus.RESOLVED
ALERT = {
    "status": "firing",
    "labels": {"alertname": "HighCPU", "severity": "critical", "service": "shop", "instance": "web01:9100"},
    "annotations": {"summary": "CPU is high", "description": "Above 90% for five minutes"},
    "startsAt": "2026-03-02T09:00:00.123456789Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "fingerprint": "f00d",
}
GROUP = {"version": "4", "groupKey": "{}:{a}", "status": "firing", "receiver": "desk", "alerts": [ALERT]}


def reading(body: object, source: str = "", **headers: str) -> Reading:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_alerts(json.dumps(body).encode(), named, source)


def the_alert(body: object, source: str = "", **headers: str) -> Alert:
    found = reading(body, source, **headers)
    assert found.outcome is Outcome.ALERTS, found.why
    return found.alerts[0]


def test_alertmanager_says_everything_there_is_to_know() -> None:
    alert = the_alert(GROUP)
    assert (alert.source, alert.key, alert.status, alert.title) == (
        "alertmanager",
        "f00d",
        FIRING,
        "HighCPU: CPU is high",
    )
    assert (alert.severity, alert.service, alert.group) == ("critical", "shop", "{}:{a}")
    assert alert.starts_at == datetime(2026, 3, 2, 9, 0, 0, 123456, UTC) and alert.ends_at is None
    assert "Above 90% for five minutes" in alert.text and alert.labels["instance"] == "web01:9100"


def test_of_a_group_each_alert_has_its_own_status() -> None:
    over = {**ALERT, "status": "resolved", "fingerprint": "beef", "endsAt": "2026-03-02T09:30:00Z"}
    found = reading({**GROUP, "alerts": [ALERT, over]})
    assert [(alert.key, alert.status) for alert in found.alerts] == [("f00d", FIRING), ("beef", RESOLVED)]


def test_an_alert_without_a_fingerprint_is_known_by_its_labels() -> None:
    old = {**GROUP, "alerts": [{name: value for name, value in ALERT.items() if name != "fingerprint"}]}
    other = json.loads(json.dumps(old).replace("web01", "web02"))
    assert the_alert(old).key == the_alert(json.loads(json.dumps(old))).key != the_alert(other).key


@pytest.mark.parametrize(
    ("body", "source", "key", "status", "severity"),
    [
        ({**GROUP, "orgId": 1, "title": "t", "state": "alerting"}, "grafana", "f00d", FIRING, "critical"),
        ({"ruleId": 7, "ruleName": "CPU", "state": "ok"}, "grafana", "1/7", RESOLVED, ""),
        ({"trigger_name": "Disk", "event_id": "9", "event_value": "0"}, "zabbix", "9", RESOLVED, ""),
        ({"trigger_name": "Disk", "trigger_severity": "4"}, "zabbix", "Disk", FIRING, "critical"),
        (
            {"notification_type": "PROBLEM", "host_name": "db1", "service_description": "Load", "service_state": "1"},
            "nagios",
            "db1/Load",
            FIRING,
            "warning",
        ),
        ({"check_id": 5, "check_name": "Shop", "current_state": "UP"}, "pingdom", "5", RESOLVED, "critical"),
        ({"monitor": {"id": 7, "name": "API"}, "heartbeat": {"status": 0}}, "uptime-kuma", "7", FIRING, "critical"),
        ({"AlarmName": "cpu", "NewStateValue": "OK", "AlarmArn": "arn:1"}, "cloudwatch", "arn:1", RESOLVED, ""),
        ({"alert_id": "3", "alert_title": "Lag", "alert_transition": "Triggered"}, "datadog", "3", FIRING, ""),
        ({"title": "Job failed", "id": 12, "status": "failed", "severity": "P2"}, "json", "12", FIRING, "error"),
    ],
)
def test_other_monitors(body: object, source: str, key: str, status: AlertStatus, severity: str) -> None:
    alert = the_alert(body)
    assert (alert.source, alert.key, alert.status, alert.severity) == (source, key, status, severity)


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ({"notification_type": "ACKNOWLEDGEMENT", "host_name": "db1", "host_state": "DOWN"}, "acknowledged"),
        ({"AlarmName": "cpu", "NewStateValue": "INSUFFICIENT_DATA"}, "no data"),
        ({"action": "AddNote", "alert": {"alertId": "1", "message": "m"}}, "addnote"),
        ({"monitor": {"id": 7, "name": "A"}, "heartbeat": {"status": 3}}, "under maintenance"),
    ],
)
def test_what_neither_begins_nor_ends_an_alert_is_news_of_it(body: object, event: str) -> None:
    assert the_alert(body).event == event


def test_cloud_events_come_in_the_body_in_the_headers_and_in_batches() -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/db", "type": "org.example.disk.resolved", "data": {"a": 1}}
    assert the_alert(event).status is RESOLVED
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": "/db", "ce_type": "org.example.disk.full"}
    assert the_alert({"message": "full"}, **headers).key == "/db/1"
    batch = reading([event, event], content_type="application/cloudevents-batch+json")
    assert len(batch.alerts) == 2
    missing = reading({"specversion": "1.0", "type": "t", "source": "s"})
    assert missing.outcome is Outcome.REJECTED and "lacks id" in missing.why


@pytest.mark.parametrize(
    ("address", "confirm"),
    [
        ("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1", True),
        ("https://sns.eu-west-1.amazonaws.com.evil.example/?Token=1", False),
        ("https://evil.example/sns.eu-west-1.amazonaws.com", False),
        ("http://sns.eu-west-1.amazonaws.com/?Token=1", False),
        ("https://user@sns.eu-west-1.amazonaws.com/", False),
        ("https://s3.eu-west-1.amazonaws.com/evil", False),
        ("https://[", False),
    ],
)
def test_a_subscription_is_confirmed_at_amazon_and_nowhere_else(address: str, confirm: bool) -> None:
    found = reading({"Type": "SubscriptionConfirmation", "TopicArn": "arn", "SubscribeURL": address})
    assert found.outcome is Outcome.HANDSHAKE and found.handshake is not None
    assert found.handshake.confirm == (address if confirm else "")


def test_a_sender_that_asks_first_gets_its_answer() -> None:
    code = [{"eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": {"validationCode": "42"}}]
    found = reading(code).handshake
    assert found is not None and json.loads(found.answer) == {"validationResponse": "42"}
    asked = read_alerts(b"", {"WebHook-Request-Origin": "events.example.org"}).handshake
    assert asked is not None and asked.headers["WebHook-Allowed-Origin"] == "events.example.org"


def test_a_mapping_names_what_a_sender_of_ones_own_calls_otherwise() -> None:
    mapping = AlertMapping(
        name="backup",
        recognise=("job.id",),
        title=("job.name",),
        key=("job.host", "job.id"),
        status=("job.result",),
        resolved=("fine",),
        severity=("job.level",),
        severities={"9": "critical"},
        labels={"host": "job.host"},
    )
    body = {"job": {"id": 4, "name": "Nightly", "host": "db1", "result": "fine", "level": 9}}
    found = read_alerts(json.dumps(body).encode(), {}, "", [mapping])
    (alert,) = found.alerts
    assert (alert.source, alert.key, alert.status, alert.severity) == ("backup", "db1/4", RESOLVED, "critical")
    empty = read_alerts(b'{"job": {"id": 4}}', {}, "", [mapping])
    assert empty.why == "rules/alerts/backup.yml looks for the title in 'job.name'; nothing is there"


@pytest.mark.parametrize(
    ("body", "source", "why"),
    [
        (b"", "", "the body is empty"),
        (b"not json", "", "not JSON: Expecting value, line 1, column 1"),
        (b"[" * 100_000, "", "nested too deeply"),
        (b"1" * 5_000, "", "too many digits"),
        (b"{}", "", "has at least a title"),
        (b'{"a": 1}', "", "say in rules/alerts/NAME.yml where title, status and key are"),
        (b"{}", "zabix", "no monitor is called 'zabix'; one of cloudevents,"),
        (b" " * (LARGEST_BODY + 1), "", "send fewer alerts at once"),
        (b'{"receiver": "r", "alerts": []}', "", "must hold the alerts of the group"),
        (b'{"condition_name": "c", "incident_id": 1}', "", "no `current_state`"),
    ],
)
def test_what_is_no_alert_is_refused_with_what_to_do(body: bytes, source: str, why: str) -> None:
    found = read_alerts(body, {"Content-Type": "application/json"}, source)
    assert found.outcome is Outcome.REJECTED and why in found.why


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
_WORDS = (
    "alerts labels status state event check monitor heartbeat incident alert data messages context page component"
    " title name id key action fault error application saved_search result sid trigger_name host_name AlarmName"
    " Type TopicArn SubscribeURL Message specversion ruleId check_id current_state event_id host groupKey"
)
_MARKS = st.sampled_from(_WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_MARKS, _JSON | st.dictionaries(_MARKS, _JSON, max_size=3), max_size=6), st.sampled_from(NAMES))
def test_whatever_comes_is_an_alert_or_a_reason(body: dict[str, Any], source: str) -> None:
    for named in ("", source):
        found = read_alerts(json.dumps(body).encode(), {}, named)
        assert found.alerts or found.why
        for message in messages_of(found, NINE):
            assert message.subject and message.alert is not None and message.alert.key
            message.text.encode()


def test_a_severity_that_is_a_number_with_leading_zeros_breaks_nothing() -> None:
    alert = the_alert({"trigger_name": "Disk full", "event_id": "1", "trigger_severity": "0010"})
    assert (alert.source, alert.severity) == ("zabbix", "0010")


def test_the_same_news_has_one_key_and_other_news_another() -> None:
    first, again = (to_message(the_alert(GROUP), NINE) for _ in range(2))
    over = {**GROUP, "alerts": [{**ALERT, "status": "resolved"}]}
    assert first.key == again.key != to_message(the_alert(over), NINE).key


def test_what_a_stranger_wrote_is_shown_and_is_nothing_else() -> None:
    evil = "```\n<script>alert(1)</script>\n# Heading\n/close"
    alert = the_alert({"title": "T\u202e\x00itle", "id": evil, "details": evil, "url": "javascript:alert(1)"})
    assert (alert.title, alert.url) == ("T itle", "")
    assert "````" in alert.text
