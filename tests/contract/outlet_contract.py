"""What every door out keeps to. Run against each of them by `test_mail_contract.py`; a check gets a `Sink`: a door and
what arrived behind it."""

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Protocol

from helpdesk.model.message import Party
from helpdesk.model.notice import Notice
from helpdesk.model.ports import Outlet

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Sink(Protocol):
    def open(self) -> Outlet: ...

    def arrived(self) -> list[bytes]:
        """What a reader has, who keeps one of equal Message-IDs."""


CHECKS: list[Callable[[Sink], None]] = []


def check(function: Callable[[Sink], None]) -> Callable[[Sink], None]:
    CHECKS.append(function)
    return function


def notice(name: str = "ack", **changes: object) -> Notice:
    values: dict[str, object] = {
        "id": f"HD-000001/{name}",
        "reference": "HD-000001",
        "channel": "mail",
        "recipients": (Party(name="Ana", email="ana@example.org"),),
        "sender": Party(name="Desk", email="help@example.org"),
        "subject": "[HD-000001] We have it",
        "text": "Hello Ana,\n\nwe have your request.\n",
        "message_id": f"<hd-000001.{name}@example.org>",
        "at": NOW,
    }
    return Notice(**{**values, **changes})


@check
def the_answers_come_in_the_order_of_the_notices(sink: Sink) -> None:
    notices = [notice(name) for name in ("one", "two", "three")]
    sent = sink.open().send(notices)
    assert [answer.notice for answer in sent] == [one.id for one in notices]
    assert {answer.result for answer in sent} == {"sent"}
    assert [answer.message_id for answer in sent] == [one.message_id for one in notices]
    assert len(sink.arrived()) == 3


@check
def nothing_to_send_is_nothing_sent(sink: Sink) -> None:
    assert sink.open().send([]) == []


@check
def sent_again_it_is_the_same_mail(sink: Sink) -> None:
    door = sink.open()
    door.send([notice()])
    sink.open().send([notice()])
    assert len(sink.arrived()) == 1


@check
def one_bad_recipient_stops_nobody_else(sink: Sink) -> None:
    bad = notice("bad", recipients=(Party(email="not an address"),))
    assert [answer.result for answer in sink.open().send([bad, notice()])] == ["undeliverable", "sent"]


@check
def what_arrives_is_what_was_worded_and_says_that_a_machine_sent_it(sink: Sink) -> None:
    sink.open().send([notice(text="Zeile eins\n.\nGrüße\n")])
    (mail,) = (message_from_bytes(raw, policy=default) for raw in sink.arrived())
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == "Zeile eins\n.\nGrüße\n"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "Ana <ana@example.org>"
