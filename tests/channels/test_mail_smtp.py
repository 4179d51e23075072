"""Mail through a real SMTP server: what arrives, what never will, what may later, and who is let in."""

import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from helpdesk.channels.doors import outlet
from helpdesk.channels.mail import smtp
from helpdesk.model.message import Party
from mail_servers import PASSWORD, TOKEN, Postbox, certificate, free_port, smtp_server

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from outlet_contract import notice


@pytest.fixture
def box() -> Postbox:
    return Postbox()


@pytest.fixture
def port(box: Postbox) -> Iterator[int]:
    with smtp_server(box) as port:
        yield port


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "PAUSES", (0.0, 0.0))


def to(*names: str) -> tuple[Party, ...]:
    return tuple(Party(email=f"{name}@example.org") for name in names)


def test_what_never_will_arrive_is_told_from_what_may_later(box: Postbox, port: int) -> None:
    notices = [notice(who, recipients=to(who)) for who in ("gone", "busy", "ana")]
    sent = outlet(f"smtp://127.0.0.1:{port}").send(notices)
    assert [answer.result for answer in sent] == ["undeliverable", "later", "sent"]
    assert [answer.theirs for answer in sent] == [False, True, False]
    assert sent[0].why == "the mail server refused the recipient: 550 5.1.1"
    assert message_from_bytes(box.mails[0])["Message-ID"] == "<hd-000001.ana@example.org>"


def test_of_several_recipients_one_that_is_refused_keeps_it_from_no_other(box: Postbox, port: int) -> None:
    (sent,) = outlet(f"smtp://127.0.0.1:{port}").send([notice(recipients=to("ana", "gone", "busy"))])
    assert (sent.result, sent.why) == ("sent", "but not to 2 of 3: 451 4.3.0, 550 5.1.1")
    assert box.recipients == [["ana@example.org"]]


def test_a_batch_goes_through_one_connection(box: Postbox, port: int) -> None:
    outlet(f"smtp://127.0.0.1:{port}").send([notice(str(number)) for number in range(20)])
    assert (len(box.mails), len(box.sessions)) == (20, 1)


def test_a_connection_that_breaks_is_made_again_and_nothing_is_left_out(box: Postbox, port: int) -> None:
    box.hang_up_at = {0, 7, 8}
    sent = outlet(f"smtp://127.0.0.1:{port}").send([notice(str(number)) for number in range(10)])
    assert [answer.result for answer in sent] == ["sent"] * 10
    ids = [message_from_bytes(mail)["Message-ID"] for mail in box.mails]
    assert sorted(ids) == sorted(f"<hd-000001.{number}@example.org>" for number in range(10))


def test_a_server_that_went_away_is_asked_once_more_and_not_for_each_notice(box: Postbox) -> None:
    door = outlet(f"smtp://127.0.0.1:{free_port()}")
    sent = door.send([notice(str(number)) for number in range(500)])
    assert {(answer.result, answer.theirs) for answer in sent} == {("later", False)}
    assert "no connection to the mail server" in sent[0].why


def test_when_our_own_address_is_refused_the_notice_waits_until_somebody_mends_that(box: Postbox, port: int) -> None:
    box.from_answer = "553 5.7.1 not yours to send from"
    (sent,) = outlet(f"smtp://127.0.0.1:{port}").send([notice()])
    assert (sent.result, sent.why) == ("later", "the mail server refused what we send from: 553 5.7.1")
    box.from_answer = "552 5.3.4 too large"
    assert outlet(f"smtp://127.0.0.1:{port}").send([notice()])[0].result == "undeliverable"


@pytest.mark.parametrize(("tls", "scheme", "option"), [("starttls", "smtp", "?tls=starttls"), ("tls", "smtps", "")])
def test_over_tls_with_a_password_from_the_environment(
    tls: str, scheme: str, option: str, box: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate(tmp_path)
    monkeypatch.setenv("HELPDESK_SMTP_PASSWORD", PASSWORD)
    with smtp_server(box, folder=tmp_path, tls=tls) as port:
        door = outlet(f"{scheme}://support%40example.org@localhost:{port}{option}")
        (sent,) = door.send([notice()])
        assert sent.result == "later" and "CERTIFICATE" in sent.why.upper(), "nobody vouches for this certificate yet"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert door.send([notice()])[0].result == "sent"
        monkeypatch.setenv("HELPDESK_SMTP_PASSWORD", "hunter2")
        (sent,) = door.send([notice()])
    assert (sent.result, box.signed_in) == ("later", ["PLAIN yes", "PLAIN no"])
    assert "see HELPDESK_SMTP_PASSWORD (535)" in sent.why and "hunter2" not in sent.why


def test_with_a_token_as_large_providers_ask(
    box: Postbox, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_SMTP_TOKEN_COMMAND_OUT", f"{sys.executable} -c \"print('{TOKEN}')\"")
    door = outlet(f"smtp://support%40example.org@127.0.0.1:{port}?account=OUT")
    assert door.send([notice()])[0].result == "sent"
    monkeypatch.setenv("HELPDESK_SMTP_TOKEN_COMMAND_OUT", f"{sys.executable} -c \"print('stale')\"")
    (sent,) = door.send([notice()])
    assert sent.result == "later" and "see HELPDESK_SMTP_TOKEN_COMMAND_OUT" in sent.why
    assert box.signed_in == ["XOAUTH2 yes", "XOAUTH2 no"]


def test_a_secret_never_goes_over_the_network_in_the_clear(
    box: Postbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpdesk.channels.mail.account import Account

    monkeypatch.setenv("HELPDESK_SMTP_PASSWORD", PASSWORD)
    monkeypatch.setattr(Account, "loopback", property(lambda self: False))
    (sent,) = outlet(f"smtp://support%40example.org@127.0.0.1:{port}").send([notice()])
    assert sent.result == "later" and "STARTTLS" in sent.why
    assert box.signed_in == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mail.example.org", "smtp://host:port"),
        ("imaps://ana@example.org/INBOX", "HELPDESK_IMAP_PASSWORD"),
        ("smtp://ana:hunter2@example.org", "put it into HELPDESK_SMTP_PASSWORD"),
        ("smtp://ana@example.org", "set HELPDESK_SMTP_PASSWORD or HELPDESK_SMTP_TOKEN_COMMAND"),
        ("smtp://example.org?starttls=yes", "no such option .* 'starttls'"),
    ],
)
def test_an_address_that_is_none_says_what_to_write(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        outlet(address)
    assert "hunter2" not in str(raised.value)
