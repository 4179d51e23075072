"""A Notice as RFC 5322 bytes: plain text and HTML, the same bytes each time it is sent again."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import nh3
from markdown_it import MarkdownIt

from helpdesk.model.message import Party
from helpdesk.model.notice import Notice

_render = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").render
_LINKS = {"http", "https", "mailto"}


def compose(notice: Notice) -> EmailMessage:
    """The mail for `notice`. Auto-Submitted (RFC 3834) keeps other machines from answering it.

    Raises ValueError when a recipient's address cannot be written in a header.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = address(notice.sender)
    mail["To"] = [address(party) for party in notice.recipients]
    mail["Subject"] = one_line(notice.subject)
    mail["Message-ID"] = notice.message_id
    if notice.at is not None:
        mail["Date"] = notice.at
    if notice.reply_to:
        mail["Reply-To"] = notice.reply_to
    if notice.in_reply_to:
        mail["In-Reply-To"] = one_line(notice.in_reply_to)
        mail["References"] = " ".join(dict.fromkeys(map(one_line, (*notice.references, notice.in_reply_to))))
    mail["Auto-Submitted"] = "auto-replied" if notice.in_reply_to else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Helpdesk-Reference"] = notice.reference
    mail.set_content(notice.text)
    mail.add_alternative(html(notice.markdown or notice.text), subtype="html")
    mail.set_boundary("=_" + hashlib.sha256(notice.message_id.encode()).hexdigest()[:32])
    return mail


def html(text: str) -> str:
    """Markdown to HTML that cannot run: raw HTML off in the renderer, and the sanitiser behind it."""
    body = nh3.clean(_render(text), url_schemes=_LINKS, link_rel="nofollow noopener noreferrer")
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'


def address(party: Party) -> Address:
    """A header address. Raises ValueError that names the address that is none."""
    try:
        return Address(display_name=one_line(party.name), addr_spec=party.email.strip())
    except Exception as problem:  # the standard library raises its parser's own errors on hostile addresses
        raise ValueError(f"not a mail address: {party.email!r}") from problem


def one_line(text: str) -> str:
    """Header text: no line break or control character can end the header early."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
