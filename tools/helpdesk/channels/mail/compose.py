"""A Notice as RFC 5322 bytes: plain text and HTML, the same bytes each time it is sent again."""

import binascii
import hashlib
import re
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr

import nh3
from markdown_it import MarkdownIt

from helpdesk.model.message import Party
from helpdesk.model.notice import Notice

_render = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").render
_LINKS = {"http", "https", "mailto"}
# An addr-spec of RFC 5321 without quoted local parts, which no mailbox of ours has.
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+@[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+\Z")
# The older policy writes the same headers ten times as fast, which a storm of acknowledgements feels.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)


def compose(notice: Notice) -> bytes:
    """The mail for `notice`. Auto-Submitted (RFC 3834) keeps other machines from answering it.

    Raises ValueError when an address cannot be written in a header.
    """
    boundary = "=_" + hashlib.sha256(notice.message_id.encode()).hexdigest()[:32]
    mail = MIMEMultipart("alternative", boundary=boundary)
    mail["From"] = address(notice.sender)
    mail["To"] = ", ".join(address(party) for party in notice.recipients)
    mail["Subject"] = Header(one_line(notice.subject), header_name="Subject").encode(linesep="\r\n")
    mail["Message-ID"] = one_line(notice.message_id)
    if notice.at is not None:
        mail["Date"] = format_datetime(notice.at)
    if notice.reply_to:
        mail["Reply-To"] = address(Party(email=notice.reply_to))
    if notice.in_reply_to:
        mail["In-Reply-To"] = _ascii(notice.in_reply_to)
        mail["References"] = " ".join(dict.fromkeys(map(_ascii, (*notice.references, notice.in_reply_to))))
    mail["Auto-Submitted"] = "auto-replied" if notice.in_reply_to else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Helpdesk-Reference"] = notice.reference
    mail.attach(_part("plain", notice.text))
    mail.attach(_part("html", html(notice.markdown or notice.text)))
    return mail.as_bytes(policy=_POLICY)


def _part(subtype: str, text: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    # Surrogates that some reader let through must not keep an answer from its writer.
    data = text.encode("utf-8", "replace").replace(b"\r\n", b"\n")
    part.set_payload(binascii.b2a_qp(data, istext=True).decode("ascii"))
    return part


def html(text: str) -> str:
    """Markdown to HTML that cannot run: raw HTML off in the renderer, and the sanitiser behind it."""
    body = nh3.clean(_render(text), url_schemes=_LINKS, link_rel="nofollow noopener noreferrer")
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'


def address(party: Party) -> str:
    """`Name <local@domain>` for a header. Raises ValueError that names the address that is none."""
    plain = party.email.strip()
    if not _ADDRESS.match(plain) or not plain.isascii():
        raise ValueError(f"not a mail address: {party.email!r}")
    return formataddr((one_line(party.name), plain))


def _ascii(text: str) -> str:
    """A message id as its sender may have mangled it, made fit for a header."""
    return one_line(text).encode("ascii", "replace").decode("ascii")


def one_line(text: str) -> str:
    """Header text: no line break or control character can end the header early."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
