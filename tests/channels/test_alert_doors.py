"""The doors for alerts beside the gateway: a folder of requests, and monitors that send mail."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from helpdesk.channels.alerts.folder import AlertFolder
from helpdesk.channels.alerts.mail import as_alert
from helpdesk.channels.doors import inbox
from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message
from helpdesk.model.rules.alerts import AlertRules, MonitorMail
from helpdesk.model.rules.desk import Desk

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAGIOS = """From: nagios@mon.example.org
To: help@example.org
Subject: ** PROBLEM Service Alert: db1/Load is WARNING **
Message-ID: <1@mon.example.org>

***** Nagios *****

Notification Type: PROBLEM

Service: Load
Host: db1
Address: 192.0.2.1
State: WARNING

Date/Time: 2026-03-02 09:58:00 +0100

Additional Info:
WARNING - load average: 9.44
"""
RULES = AlertRules(mail=(MonitorMail(sender="Nagios@mon.example.org", kind="nagios"),))


def lay(folder: Path, name: str, body: object) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(body if isinstance(body, str) else json.dumps(body))
    os.utime(path, (NINE.timestamp(), NINE.timestamp()))
    return path


def test_requests_wait_in_the_folder_until_what_they_say_is_safe(tmp_path: Path) -> None:
    lay(tmp_path, "1.json", [{"title": "A", "id": 1}, {"title": "B", "id": 2}])
    door = AlertFolder(tmp_path)
    messages = door.gather("").messages
    assert [message.subject for message in messages] == ["A", "B"]
    door.settle(messages[:1])
    assert (tmp_path / "1.json").exists()
    door.settle(messages[1:])
    assert not (tmp_path / "1.json").exists() and (tmp_path / "done" / "1.json").exists()
    assert door.gather("").messages == ()


def test_a_folder_below_names_the_kind_and_headers_lie_beside(tmp_path: Path) -> None:
    lay(tmp_path, "zabbix/1.json", {"subject": "Disk full", "status": "PROBLEM", "event_id": 5})
    lay(tmp_path, "2.json", {"a": 1})
    lay(tmp_path, "2.json.headers", "ce-specversion: 1.0\nce-id: 9\nce-type: disk.full\nce-source: /db\n")
    found = {
        message.alert.source: message.alert.key
        for message in AlertFolder(tmp_path).gather("").messages
        if message.alert
    }
    assert found == {"zabbix": "5", "cloudevents": "/db/9"}


def test_a_request_read_twice_is_the_same_message(tmp_path: Path) -> None:
    lay(tmp_path, "1.json", {"title": "A", "id": 1})
    first, second = (AlertFolder(tmp_path).gather("").messages for _ in range(2))
    assert first == second


def test_what_cannot_be_read_is_a_ticket_for_somebody_to_look_at(tmp_path: Path) -> None:
    lay(tmp_path, "1.json", "not json")
    (message,) = AlertFolder(tmp_path).gather("").messages
    assert message.alert is None and "Not JSON" in message.text
    assert message.attachments[0].content == b"not json"


def test_a_subscription_to_confirm_is_a_ticket_with_the_address(tmp_path: Path) -> None:
    address = "https://sns.eu-west-1.amazonaws.com/?Token=1"
    lay(tmp_path, "1.json", {"Type": "SubscriptionConfirmation", "TopicArn": "arn", "SubscribeURL": address})
    (message,) = AlertFolder(tmp_path).gather("").messages
    assert f"<{address}>" in message.text


def test_the_door_waits_for_requests(tmp_path: Path) -> None:
    door = AlertFolder(tmp_path)
    assert not door.wait(0.0)
    lay(tmp_path, "1.json", {"title": "A"})
    assert door.wait(0.0)


def test_an_address_that_is_none_says_how_one_looks(tmp_path: Path) -> None:
    assert inbox(f"alerts:folder:{tmp_path}", Desk()).name == "alerts:folder"
    with pytest.raises(ValueError, match="write alerts:folder:PATH"):
        inbox("alerts:here", Desk())
    with pytest.raises(ValueError, match="no such folder"):
        inbox(f"alerts:folder:{tmp_path}/missing", Desk())


def read(text: str) -> Message:
    return as_alert(parse_mail(text.encode(), received=NINE), RULES)


def test_mail_of_a_monitor_that_the_rules_name_is_an_alert() -> None:
    message = read(NAGIOS)
    assert message.alert is not None and message.channel == "alert" and message.automatic
    assert (message.alert.key, message.alert.severity, message.alert.title) == (
        "db1/Load",
        "warning",
        "Load on db1 is WARNING",
    )
    assert message.alert.starts_at == datetime(2026, 3, 2, 8, 58, tzinfo=UTC)
    assert "load average: 9.44" in message.alert.text


def test_the_state_decides_and_not_what_the_subject_goes_on_saying() -> None:
    alert = read(NAGIOS.replace("State: WARNING", "State: OK")).alert
    assert alert is not None and alert.status == "resolved"


def test_the_same_words_from_anybody_else_are_a_mail() -> None:
    message = read(NAGIOS.replace("nagios@mon", "stranger@mon"))
    assert message.alert is None and message.channel == "mail"


def test_other_mail_of_the_monitors_address_stays_mail() -> None:
    assert read("From: nagios@mon.example.org\nSubject: Holidays\n\nI am away.\n").alert is None
