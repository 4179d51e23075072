"""Mail that came through a list or was passed on, and what mail servers report: whose it is, and about what."""

from datetime import UTC, datetime

import pytest

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message, Proof

RECEIVED = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
OWN = frozenset({"support@example.org", "it@example.org"})
GROUP = (
    "Precedence: list\nMailing-list: list support@example.org; contact support+owners@example.org\n"
    "List-ID: <support.example.org>\nX-Google-Group-Id: 12\n"
    "List-Post: <https://groups.example.com/a/support/post>, <mailto:support@example.org>\n"
    "List-Unsubscribe: <mailto:googlegroups-manage+12+unsubscribe@example.org>"
)


def read(headers: str, body: str = "hello", **options: object) -> Message:
    options = {"own_addresses": OWN, **options}
    return parse_mail(f"{headers}\n\n{body}".encode(), received=RECEIVED, **options)  # type: ignore[arg-type]


def test_what_people_write_to_a_group_in_front_of_the_desk_is_a_request() -> None:
    message = read(f"From: Ana <ana@example.net>\nTo: support@example.org\n{GROUP}")
    assert (message.automatic, message.sender.email) == (False, "ana@example.net")
    assert message.fields["list"] == "support@example.org"


def test_a_list_the_desk_is_written_to_beside_is_answered_to_the_person_alone() -> None:
    head = "From: Ana <ana@example.net>\nTo: dev@lists.example.net\nCc: IT <it+vpn@example.org>\n"
    message = read(f"{head}List-Id: <dev.lists.example.net>\nList-Post: <mailto:dev@lists.example.net>")
    assert (message.automatic, message.fields["list"]) == (False, "dev@lists.example.net")


@pytest.mark.parametrize(
    "headers",
    [
        "From: a@b.example\nTo: dev@l.example\nList-Id: <dev.l.example>\nList-Post: <mailto:dev@l.example>",
        "From: n@shop.example\nTo: it@example.org\nList-Unsubscribe: <https://shop.example/leave>",
        "From: n@shop.example\nTo: it@example.org\nList-Id: <news.shop.example>\nList-Post: NO",
        f"From: a@b.example\nTo: support@example.org\n{GROUP.replace('Precedence: list', 'Precedence: bulk')}",
        f"From: a@b.example\nTo: support@example.org\n{GROUP}\nAuto-Submitted: auto-replied",
        f"From: a@b.example\nTo: support@example.org\nReturn-Path: <>\n{GROUP}",
        f"From: Desk <support@example.org>\nTo: support@example.org\n{GROUP}",
        "From: Dev <dev@l.example>\nTo: it@example.org\nList-Id: <dev.l.example>\nList-Post: <mailto:dev@l.example>",
        "From: a@b.example\nX-Helpdesk-Reference: IT-000001",
        "From: a@b.example\nX-OTRS-Loop: support@b.example",
    ],
)
def test_other_lists_newsletters_and_machines_behind_a_list_are_never_answered(headers: str) -> None:
    assert read(headers).automatic


@pytest.mark.parametrize(
    "original",
    ["X-Original-From: Ana <ana@example.net>", "Reply-To: Ana <ana@example.net>", "X-Original-Sender: ana@example.net"],
)
def test_where_the_list_put_itself_into_from_the_writer_is_found_and_not_proved(original: str) -> None:
    head = f"From: 'Ana' via Support <support@example.org>\nTo: support@example.org\n{original}\n{GROUP}\n"
    result = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org"
    message = read(head + result, trusted_authserv="mx.example.org")
    assert (message.automatic, message.sender.email, message.proof) == (False, "ana@example.net", Proof.NONE)


def test_a_list_cannot_lend_its_own_proof_to_whom_it_names() -> None:
    head = "From: Eve via X <support@example.org>\nX-Original-From: boss@example.org\nTo: support@example.org\n"
    result = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org"
    assert read(f"{head}{GROUP}\n{result}", trusted_authserv="mx.example.org").proof is Proof.NONE


REPORT = """From: MAILER-DAEMON@mx.example.net
To: support@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; Ana@Example.net
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <ana@example.net>:
    no such mailbox

--b
Content-Type: {kind}

From: support@example.org
To: ana@example.net
Message-ID: <hd-000001.ack@example.org>
Subject: [HD-000001] We have it

--b--
"""


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_delivery_report_says_for_whom_it_failed_and_which_mail_it_is_about(kind: str) -> None:
    message = read(REPORT.format(action="failed", status="5.1.1", kind=kind))
    assert (message.bounce, message.automatic) == (True, True)
    assert message.in_reply_to == "<hd-000001.ack@example.org>"
    assert message.fields == {"delivery": "failed", "failed-recipient": "ana@example.net", "delivery-status": "5.1.1"}


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_of_a_delay_or_an_arrival_is_no_bounce(action: str) -> None:
    message = read(REPORT.format(action=action, status="4.4.1", kind="message/rfc822"))
    assert (message.bounce, message.automatic, message.fields["delivery"]) == (False, True, action)
    assert message.in_reply_to == "<hd-000001.ack@example.org>"


def test_a_bounce_without_a_report_is_read_from_its_headers_and_its_text() -> None:
    head = "From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nX-Failed-Recipients: ana@example.net\n"
    copied = "---- This is a copy of your message ----\n\nMessage-ID: <hd-000001.ack@example.org>\nSubject: x\n"
    message = read(f"{head}Subject: Mail delivery failed", copied)
    assert message.bounce and message.fields["failed-recipient"] == "ana@example.net"
    assert message.in_reply_to == "<hd-000001.ack@example.org>"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Fwd: Printer", "Please help her.\n\n---------- Forwarded message ---------\nFrom: {}\nDate: Mon, 2 Mar\n"),
        ("WG: Drucker", "Kümmert euch bitte.\n\nVon: {}\nGesendet: Montag, 2. März 2026 10:00\nAn: kim@x.example\n"),
        ("TR: Imprimante", "________________________________\nDe : {}\nEnvoyé : lundi 2 mars 2026\nÀ : kim\n"),
        ("Printer", "Begin forwarded message:\n\n> From: {}\n> Subject: Printer\n> Date: 2 March\n"),
        ("RV: Impresora", "De: {}\nEnviado el: lunes, 2 de marzo de 2026 10:00\nPara: kim@x.example\n"),
    ],
)
def test_who_wrote_a_forwarded_mail_first_is_found_in_many_languages(subject: str, body: str) -> None:
    head = f"From: Kim <kim@example.org>\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8"
    for written in ("Ana Lopes <ana@example.net>", "Ana Lopes [mailto:ana@example.net]"):
        assert read(head, body.format(written)).fields["forwarded-from"] == "Ana Lopes <ana@example.net>"


def test_a_forwarded_mail_in_html_and_one_attached_are_read_too() -> None:
    html = (
        "<p>See below</p><hr><b>From:</b> Ana &lt;<a href='mailto:a@x.example'>a@x.example</a>&gt;<br><b>Sent:</b> Mon"
    )
    head = "From: kim@example.org\nSubject: FW: Printer\nContent-Type: text/html"
    assert read(head, html).fields["forwarded-from"] == "Ana <a@x.example>"
    attached = '--b\n\nsee\n--b\nContent-Type: message/rfc822\n\nFrom: "Ana" <a@x.example>\nSubject: P\n\nhi\n--b--\n'
    head = "From: kim@example.org\nSubject: Fwd: P\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
    assert read(head, attached).fields["forwarded-from"] == "Ana <a@x.example>"


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: Printer", "It is.\n\n-----Original Message-----\nFrom: Desk <it@example.org>\nSent: Monday\nTo: Kim\n"),
        ("Re: Printer", "Yes.\n\nFrom: Desk <it@example.org>\nSent: Monday, 2 March 2026\nTo: Kim\n"),
        ("FW: Printer", "From: my point of view ana@example.net is wrong.\n"),
        ("Printer", "From: Ana <ana@example.net>\nTo: you\nis how it begins\n"),
        ("Fwd: mine", "From: Kim <kim@example.org>\nDate: Monday\n"),
    ],
)
def test_a_reply_a_sentence_and_ones_own_mail_are_not_forwarded_by_anybody_else(subject: str, body: str) -> None:
    assert "forwarded-from" not in read(f"From: Kim <kim@example.org>\nSubject: {subject}", body).fields
