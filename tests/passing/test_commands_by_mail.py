"""Commands by real mail: what mailers make of them, whose word counts, and what the requester reads."""

from datetime import datetime

import pytest

from builders import Scene, a_desk, mail, utc
from helpdesk.channels.mail import parse_mail
from helpdesk.decide.notifying.reply_address import reply_address
from helpdesk.decide.plan import decide
from helpdesk.model.message import Message
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import Confirmed, Refused

SERVER = "mx.desk.example"
KEY = b"a key of at least sixteen bytes"
PLAIN = """From: Kim <kim@desk.example>
To: support@desk.example
Subject: Re: [HD-000001] wifi
Message-ID: <k1@desk.example>
In-Reply-To: <a@example.org>
Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example
Content-Type: text/plain; charset=utf-8

Hello Anna,
please restart it.

/Priority P1
/tag branch
/asign lou

On Mon, 2 Mar 2026 at 09:00, Anna <anna@example.org> wrote:
> /close
> It is slow.

--\u0020
Kim
/spam
"""
HTML = """From: Kim <kim@desk.example>
To: support@desk.example
Subject: Re: [HD-000001] wifi
Message-ID: <k2@desk.example>
In-Reply-To: <a@example.org>
Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example
Content-Type: text/html; charset=utf-8

<div>Hello Anna,</div><div>please restart it.</div><div><br></div>
<div>/assign <a href="mailto:lou@desk.example">lou@desk.example</a></div>
<p>/priority&nbsp;p1<br>/tag big_job</p><blockquote><div>/close</div></blockquote><pre>/spam</pre>
"""


def a_ticket() -> Scene:
    desk = a_desk().practice().team("network", "kim", "lou", lead="mia").category("network", "wifi", team="network")
    scene = desk.open()
    scene.receive(mail("anna@example.org", "wifi is slow", name="a"))
    return scene


def read(raw: str, at: str = "2026-03-02T10:00") -> Message:
    return parse_mail(raw.encode(), received=utc(at), trusted_authserv=SERVER)


def test_a_plain_mail_of_staff_commands_and_its_requester_reads_the_rest() -> None:
    scene = a_ticket()
    scene.receive(read(PLAIN))
    ticket = scene.ticket().ticket
    assert (ticket.priority, ticket.tags, ticket.status) == ("P1", ("branch",), "new")
    assert [entry.why for entry in scene.entries(Refused)] == ["there is no command /asign; did you mean '/assign'?"]
    (said,) = scene.ticket().conversation
    assert (said.comment.visibility, said.text) == (Visibility.PUBLIC, "Hello Anna,\nplease restart it.\n")


def test_an_html_mail_commands_as_it_is_seen() -> None:
    scene = a_ticket()
    scene.receive(read(HTML))
    ticket = scene.ticket().ticket
    assert (ticket.assignee, ticket.priority, ticket.tags, ticket.status) == ("lou", "P1", ("big_job",), "new")
    assert scene.entries(Refused) == []
    assert "/assign" not in scene.ticket().conversation[0].text


@pytest.mark.parametrize("verdict", ["dmarc=fail header.from=desk.example", "dmarc=pass header.from=evil.example"])
def test_a_mail_that_only_claims_to_come_from_staff_commands_nothing(verdict: str) -> None:
    scene = a_ticket()
    scene.receive(read(PLAIN.replace("dmarc=pass header.from=desk.example", verdict)))
    assert (scene.ticket().ticket.priority, scene.ticket().ticket.tags) == ("P3", ())
    assert scene.ticket().conversation[0].comment.visibility is Visibility.INTERNAL


def answered(scene: Scene, to: str, text: str) -> Scene:
    """Anna's own provider vouches for nothing."""
    head = f"From: Anna <anna@example.org>\nTo: {to}\nSubject: Re: wifi\nMessage-ID: <y@example.org>\n"
    raw = f"{head}In-Reply-To: <a@example.org>\n\n{text}\n"
    now: datetime = utc("2026-03-02T11:00")
    scene.desk = scene.desk.apply(decide(scene.desk, [read(raw, "2026-03-02T11:00")], now, scene.advise, [KEY]))
    return scene


def resolved() -> Scene:
    scene = a_ticket()
    scene.receive(read(PLAIN.replace("/Priority P1", "/resolve new cable")))
    return scene


@pytest.mark.parametrize("text", ["yes", "yes thanks", "/confirm", "Ja, danke\n\n> alles gut?", "oui", "sí, gracias"])
def test_yes_to_the_tickets_own_address_closes_it(text: str) -> None:
    scene = answered(resolved(), reply_address("support@desk.example", "HD-000001", KEY), text)
    assert (scene.ticket().ticket.status, len(scene.entries(Confirmed))) == ("closed", 1)


@pytest.mark.parametrize("to", ["support@desk.example", "support+hd-000001.aaaaaaaaaaaaaaaa@desk.example"])
@pytest.mark.parametrize("text", ["yes", "4", "/confirm", "/close"])
def test_yes_to_any_other_address_is_kept_and_closes_nothing(to: str, text: str) -> None:
    scene = answered(resolved(), to, text)
    assert (scene.ticket().ticket.status, scene.ticket().state.rating) == ("resolved", None)
    assert len(scene.ticket().conversation) == 2


@pytest.mark.parametrize("text", ["no still broken", "Nein, geht immer noch nicht", "no\n\n> /confirm", "Non !"])
def test_no_to_any_address_opens_it_again(text: str) -> None:
    assert answered(resolved(), "support@desk.example", text).ticket().ticket.status == "open"
