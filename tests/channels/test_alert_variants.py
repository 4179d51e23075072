"""One monitor's news comes in several forms; whichever it takes, the end of an alert ends the alert that began."""

import json
from typing import Any

import pytest

from helpdesk.channels.alerts.read import read_alerts
from helpdesk.channels.alerts.reading import Outcome
from helpdesk.model.alert import Alert, AlertStatus

FIRING, RESOLVED = AlertStatus.FIRING, AlertStatus.RESOLVED


def the_alert(body: object) -> Alert:
    found = read_alerts(json.dumps(body).encode(), {})
    assert found.outcome is Outcome.ALERTS, found.why
    return found.alerts[0]


def bridged(state: str) -> dict[str, Any]:
    detail = {"alarmName": "cpu", "state": {"value": state, "reason": "Threshold crossed"}}
    return {"detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch", "resources": ["arn:1"]} | {
        "detail": detail
    }


def topic(message: object) -> dict[str, Any]:
    return {"Type": "Notification", "TopicArn": "arn:t", "MessageId": "m", "Message": json.dumps(message)}


def incident(status: str) -> dict[str, Any]:
    return {"data": {"id": "25", "type": "incident", "attributes": {"name": "shop", "status": status}}}


DISK = {"summary": "Disk full", "severity": "critical", "source": "db1"}


@pytest.mark.parametrize(
    ("begins", "ends", "key"),
    [
        (bridged("ALARM"), bridged("OK"), "arn:1"),
        (topic(bridged("ALARM")), topic(bridged("OK")), "arn:1"),
        (
            {"routing_key": "r", "event_action": "trigger", "dedup_key": "d1", "payload": DISK},
            {"routing_key": "r", "event_action": "resolve", "dedup_key": "d1"},
            "d1",
        ),
        (incident("Started"), incident("Resolved"), "25"),
        ({"Title": "Disk", "Status": "Firing"}, {"Title": "Disk", "Status": "Resolved"}, "Disk"),
        (
            {"HOSTNAME": "db", "NOTIFICATIONTYPE": "PROBLEM", "SERVICEDESC": "disk", "SERVICESTATE": "CRITICAL"},
            {"NAGIOS_HOSTNAME": "db", "NAGIOS_NOTIFICATIONTYPE": "RECOVERY", "NAGIOS_SERVICEDESC": "disk"},
            "db/disk",
        ),
        (
            {"eventid": "17", "subject": "Problem: CPU is high", "message": "Above 90 %"},
            {"eventid": "17", "subject": "Resolved in 5m: CPU is high", "message": "Below 90 %"},
            "17",
        ),
        (
            {"alert_transition": "No Data", "alert_cycle_key": "c1", "alert_title": "CPU"},
            {"alert_transition": "No Data Recovered", "alert_cycle_key": "c1", "alert_title": "CPU"},
            "c1",
        ),
    ],
)
def test_the_end_has_the_key_of_the_beginning(begins: object, ends: object, key: str) -> None:
    first, last = the_alert(begins), the_alert(ends)
    assert (first.key, last.key) == (key, key)
    assert first.status is FIRING or first.event
    assert (last.status, last.event) == (RESOLVED, "")


def test_what_was_not_resolved_is_not_over() -> None:
    assert the_alert({"title": "x", "status": "Not Resolved"}).status is FIRING
    assert the_alert({"title": "x", "status": "unresolved"}).status is FIRING


def test_an_end_without_a_key_of_its_own_says_nothing() -> None:
    assert read_alerts(b'{"id": 3, "status": "ok"}', {}).outcome is Outcome.REJECTED


def test_uptime_kumas_test_of_the_address_succeeds_and_opens_nothing() -> None:
    said = {"heartbeat": None, "monitor": None, "msg": "My webhook Testing"}
    assert read_alerts(json.dumps(said).encode(), {}).outcome is Outcome.IGNORED


def test_a_certificate_that_ends_is_one_alert_however_many_days_are_left() -> None:
    def days(left: int) -> Alert:
        return the_alert({"heartbeat": None, "monitor": None, "msg": f"[Shop] certificate will expire in {left} days"})

    assert days(7).key == days(6).key
    assert days(7).title == "[Shop] certificate will expire in 7 days"
