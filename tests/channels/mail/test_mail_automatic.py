"""The desk knows which mail a machine wrote, which is a bounce or spam, and whose sender is proved."""

from datetime import UTC, datetime

import pytest

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message, Proof

RECEIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SERVER = "mx.example.org"


def read(headers: str, body: str = "hello", **options: object) -> Message:
    sender = "" if headers.lower().startswith("from:") else "From: Ana <ana@example.org>\n"
    return parse_mail(f"{sender}{headers}\n\n{body}".encode(), received=RECEIVED, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied",
        "Auto-submitted: auto-generated; owner-email=x",
        "Return-Path: <>",
        "Precedence: bulk",
        "Precedence: list",
        "List-Id: <users.example.org>",
        "List-Unsubscribe: <mailto:leave@example.org>",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "X-Autoreply: yes",
        "X-MS-Exchange-Inbox-Rules-Loop: ana@example.org",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
        "Subject: Automatic reply: printer",
        "Subject: Automatische Antwort: Drucker",
        "Subject: Out of Office: printer",
        "Subject: Abwesenheitsnotiz",
        "Subject: Réponse automatique : imprimante",
        "Subject: 自動応答: プリンター",
    ],
)
def test_mail_of_machines_is_automatic(headers: str) -> None:
    assert read(headers).automatic
    assert not read(headers).bounce


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no",
        "Return-Path: <ana@example.org>",
        "Precedence: normal",
        "X-Auto-Response-Suppress: DR, RN",
        "Subject: Out of paper",
        "Subject: Re: Automatic door is broken",
        "X-Spam-Flag: NO",
    ],
)
def test_mail_of_people_is_not_automatic(headers: str) -> None:
    message = read(headers)
    assert (message.automatic, message.bounce, message.spam) == (False, False, False)


def test_the_desks_own_mail_is_automatic() -> None:
    assert read("Subject: x", own_addresses=frozenset({"ana@example.org"})).automatic


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
        "From: MAILER-DAEMON@example.org\nSubject: Mail delivery failed",
        "From: Mail Delivery System <mailer-daemon@example.org>",
        "From: MAILER-DAEMON\nSubject: failure notice",
        "From: postmaster@example.org\nSubject: Undeliverable: printer",
        "From: bounce@example.org\nReturn-Path: <>\nSubject: Returned mail: see transcript",
        "X-Failed-Recipients: bob@example.org",
    ],
)
def test_a_delivery_failure_is_a_bounce_and_automatic(headers: str) -> None:
    assert (read(headers).bounce, read(headers).automatic) == (True, True)


@pytest.mark.parametrize(
    "headers",
    [
        "X-Spam-Flag: YES",
        "X-Spam-Status: Yes, score=9.4",
        "X-Forefront-Antispam-Report: CIP:1.2.3.4;SCL:6;SRV:",
        "X-MS-Exchange-Organization-SCL: 9",
    ],
)
def test_what_a_filter_called_spam_is_spam(headers: str) -> None:
    assert read(headers).spam


def test_a_low_score_is_not_spam() -> None:
    assert not read("X-Forefront-Antispam-Report: SCL:-1;\nX-MS-Exchange-Organization-SCL: 1").spam


def verdict(*headers: str) -> Proof:
    return read("\n".join(headers), trusted_authserv=SERVER).proof


def test_the_trusted_servers_dmarc_pass_proves_the_sender() -> None:
    result = "spf=pass smtp.mailfrom=example.org; dmarc=pass (p=reject) header.from=example.org"
    assert verdict(f"Authentication-Results: {SERVER}; {result}") is Proof.DMARC
    assert verdict(f"Authentication-Results: {SERVER.upper()} 1;\n {result}") is Proof.DMARC


@pytest.mark.parametrize(
    "headers",
    [
        ["Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org"],
        [f"Authentication-Results: {SERVER}; dmarc=fail header.from=example.org"],
        [f"Authentication-Results: {SERVER}; spf=pass; dkim=pass header.d=example.org"],
        [f"Authentication-Results: {SERVER}; dmarc=pass header.from=other.example"],
        [f"Authentication-Results: {SERVER}; none", f"Authentication-Results: {SERVER}; dmarc=pass"],
        [f'Authentication-Results: {SERVER}; spf=fail reason="; dmarc=pass"'],
        [f"Authentication-Results: {SERVER}; spf=fail (; dmarc=pass)"],
        [f"Authentication-Results: {SERVER}; dmarc=pass; dmarc=fail"],
        [f"Authentication-Results: {SERVER}; dmarc=passed"],
        [f"Authentication-Results: {SERVER}.evil.example; dmarc=pass"],
        [f"Authentication-Results: {SERVER}; dmarc=pass header.from=example.org", "From: eve@example.net"],
        ["From: ana@example.org, eve@example.net", f"Authentication-Results: {SERVER}; dmarc=pass"],
        [],
    ],
)
def test_nothing_else_proves_a_sender(headers: list[str]) -> None:
    assert verdict("Subject: x", *headers) is Proof.NONE


def test_without_a_trusted_server_nobody_is_proved() -> None:
    assert read("Authentication-Results: ; dmarc=pass header.from=example.org").proof is Proof.NONE


EXCHANGE = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass header.d=example.org;dmarc={}"


@pytest.mark.parametrize(
    ("headers", "proof"),
    [
        (
            [f"Authentication-Results: {EXCHANGE.format('pass action=none header.from=example.org;compauth=pass')}"],
            Proof.DMARC,
        ),
        (
            [f"Authentication-Results: {EXCHANGE.format('bestguesspass action=none header.from=example.org')}"],
            Proof.NONE,
        ),
        ([f"Authentication-Results: {EXCHANGE.format('pass action=none header.from=evil.example')}"], Proof.NONE),
        (["Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org"], Proof.NONE),
        (
            [
                f"Authentication-Results: {EXCHANGE.format('fail action=none header.from=example.org')}",
                f"Authentication-Results: {EXCHANGE.format('pass action=none header.from=example.org')}",
            ],
            Proof.NONE,
        ),
    ],
)
def test_exchange_onlines_verdict_has_no_servers_name_and_only_the_topmost_counts(
    headers: list[str], proof: Proof
) -> None:
    assert read("\n".join(headers), trusted_authserv="microsoft365").proof is proof
    assert verdict(*headers) is Proof.NONE


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office not working",
        "Abwesenheitsnotiz einrichten",
        "Automatic reply does not switch off",
        "Auto-reply for the shared mailbox please",
        "Réponse automatique à configurer",
        "Out of office: how do I set it up?",
        "Undeliverable mail to our supplier, please check",
    ],
)
def test_who_asks_for_help_with_automatic_answers_is_a_person(subject: str) -> None:
    message = read(f"Subject: {subject}")
    assert (message.automatic, message.bounce) == (False, False)


@pytest.mark.parametrize(
    "subject",
    [
        "[Auto-Reply] Drucker",
        "Out of Office AutoReply: printer",
        "Out of Office Re: printer",
        "Out of office until Monday",
        "Abwesend: Ana - Drucker",
        "Automated reply: printer",
        "Resposta automàtica: impressora",
        "Автоматична відповідь: принтер",
        "自动答复: 打印机",
        "자동 회신: 프린터",
        "תשובה אוטומטית: מדפסת",
        "Automatski odgovor: printer",
    ],
)
def test_a_machine_puts_its_words_before_the_subject_in_any_language(subject: str) -> None:
    assert read(f"Subject: {subject}").automatic


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        ("Preference: auto_reply", True),
        ("X-FC-MachineGenerated: true", True),
        ("X-POST-MessageClass: 9; Autoresponder", True),
        ("Delivered-To: Autoresponder", True),
        ("X-Autoreply: no", False),
        ("Feedback-ID: 4711:user:proton", False),
    ],
)
def test_a_field_counts_for_what_it_says(header: str, automatic: bool) -> None:
    assert read(header).automatic is automatic


REPORT = """\
--B
Content-Type: text/plain

Why do I get this?

--B
Content-Type: message/delivery-status; name="details.txt"
Content-Disposition: attachment; filename=details.txt

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@gone.example
Action: failed
Status: 5.1.1

--B--
"""


def test_a_person_who_passes_a_bounce_on_asks_about_it() -> None:
    message = read('Subject: Fwd: Undelivered Mail\nContent-Type: multipart/mixed; boundary="B"', REPORT)
    assert (message.automatic, message.bounce, dict(message.fields)) == (False, False, {})
    assert [file.name for file in message.attachments] == ["details.txt"]


def test_a_bounce_that_a_filter_wrapped_is_still_one() -> None:
    message = read('Return-Path: <>\nContent-Type: multipart/mixed; boundary="B"', REPORT)
    assert (message.bounce, message.fields["failed-recipient"]) == (True, "bob@gone.example")


def test_a_bounce_in_words_names_whom_it_failed_for() -> None:
    text = (
        "Hi. This is the qmail-send program at mx.example.net.\n\n<bob@gone.example>:\nno such user\n\n"
        "--- Below this line is a copy of the message.\n\nMessage-ID: <ours@example.org>\n\n<not@this.example>:\n"
    )
    message = read("From: MAILER-DAEMON@mx.example.net\nReturn-Path: <>\nSubject: failure notice", text)
    assert (message.bounce, message.in_reply_to) == (True, "<ours@example.org>")
    assert message.fields["failed-recipient"] == "bob@gone.example"


def test_a_delay_is_no_failure() -> None:
    subject = "Warning: message 1vAbCd-000123-AB delayed 24 hours"
    message = read(f"From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nSubject: {subject}")
    assert (message.bounce, message.automatic) == (False, True)
