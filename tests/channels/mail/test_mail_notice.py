"""A notice as a mail: text and HTML that say the same, read well anywhere, and load nothing."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import html5lib

from helpdesk.channels.mail.compose import compose, html
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice

STEP = "**Ihr nächster Schritt:** antworten."


def sent(markdown: str = STEP, text: str = "Ihr nächster Schritt: antworten.") -> EmailMessage:
    notice = Notice(
        id="HD-000001/n",
        reference="HD-000001",
        channel="mail",
        recipients=(Party(name="Ana", email="ana@example.org"),),
        sender=Party(name="Desk", email="help@example.org"),
        subject="[HD-000001] Neues & <Altes>",
        text=text,
        markdown=markdown,
        message_id="<n@example.org>",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        language="de",
    )
    message = message_from_bytes(compose(notice), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_has_the_same_words_as_text_and_as_html() -> None:
    message = sent()
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"], "the better form comes last (RFC 2046, 5.1.4)"
    plain, marked = (part.get_content() for part in message.iter_parts())
    words = "".join(html5lib.parse(marked, namespaceHTMLElements=False).find("body").itertext())
    assert words.split() == plain.split()
    assert message["Content-Language"] == "de"


def test_the_html_says_its_language_and_title_and_sets_no_colours() -> None:
    page = html(STEP, "[HD-000001] Neues & <Altes>", "de")
    root = html5lib.parse(page, namespaceHTMLElements=False)
    assert root.get("lang") == "de"
    assert root.find("head/title").text == "[HD-000001] Neues & <Altes>"
    assert "color:" not in page.replace("color-scheme", "")
    assert "light dark" in page


def test_the_next_step_stands_in_a_frame_of_its_own() -> None:
    root = html5lib.parse(html(STEP + "\n\nMore."), namespaceHTMLElements=False)
    first, second = root.findall(".//p")
    assert "border" in first.get("style") and first.find("strong") is not None
    assert second.get("style") is None


def test_nothing_is_loaded_when_a_mail_is_read() -> None:
    hostile = (
        "![x](https://evil.example/pixel.png) <img src=//evil.example/p> <link rel=stylesheet href=//evil.example>"
    )
    page = html(hostile)
    tags = {each.tag for each in html5lib.parse(page, namespaceHTMLElements=False).iter()}
    assert not tags & {"img", "link", "script", "iframe", "style", "object", "video"}
    assert "url(" not in page


def test_a_link_that_names_no_place_is_no_link() -> None:
    page = html("[here](tickets/1), [there]([a](javascript:alert(1))), [page](https://example.org/)")
    links = html5lib.parse(page, namespaceHTMLElements=False).findall(".//a[@href]")
    assert [link.get("href") for link in links] == ["https://example.org/"]
