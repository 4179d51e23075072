"""A Notice as RFC 5322 bytes: plain text and HTML, the same bytes each time it is sent again."""

import binascii
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.policy import compat32
from email.utils import format_datetime, formataddr
from functools import lru_cache
from html import escape

from helpdesk.channels.mail.rich import rich
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice

# Mail programs keep inline styles, and hardly any a style sheet. No colours: light or dark is the reader's choice.
_BODY = "margin:0;padding:16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif"
_STEP = '<p style="margin:0 0 1em;padding:8px 12px;border:2px solid;border-radius:6px">'
_TABLE = '<table cellpadding="4" style="border-collapse:collapse;margin:0 0 1.5em">'
# An addr-spec of RFC 5321 without quoted local parts, which no mailbox of ours has.
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+@[^\s\x00-\x1f\x7f@<>()\[\],;:\\\"]+\Z")
_LINE = 78
# So many bytes of text fit into an encoded word behind the name of a subject.
_ENCODED = 39
_ENCODED_WORDS = re.compile(r"(?:=\?utf-8\?b\?[A-Za-z0-9+/=]+\?=(?:\r\n )?)+\Z")
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
_PART = (
    b'Content-Type: text/%s; charset="utf-8"\r\nMIME-Version: 1.0\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
)
# The older policy writes the same headers ten times as fast, which a storm of acknowledgements feels.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)


def compose(notice: Notice) -> bytes:
    """The mail for `notice`. Auto-Submitted (RFC 3834) keeps other machines from answering it.

    Raises ValueError when an address cannot be written in a header, or there is nobody to write to.
    """
    if not notice.recipients:
        raise ValueError("nobody to write to")
    boundary = "=_" + hashlib.sha256(notice.message_id.encode()).hexdigest()[:32]
    head = b"".join(_header(name, value) for name, value in _headers(notice, boundary))
    mark = f"\r\n--{boundary}".encode()
    texts = _part("plain", notice.text), _part("html", _html_of(notice))
    return b"".join((head, *(mark + b"\r\n" + part for part in texts), mark, b"--\r\n"))


def _html_of(notice: Notice) -> str:
    return html(notice.markdown or notice.text, notice.subject, notice.language)


def _headers(notice: Notice, boundary: str) -> Iterator[tuple[str, str]]:
    yield "Content-Type", f'multipart/alternative; boundary="{boundary}"'
    yield "MIME-Version", "1.0"
    yield "From", address(notice.sender)
    yield "To", ", ".join(address(party) for party in notice.recipients)
    yield "Subject", _subject(one_line(notice.subject))
    yield "Message-ID", one_line(notice.message_id)
    if notice.at is not None:
        yield "Date", _date(notice.at)
    if notice.reply_to:
        yield "Reply-To", address(Party(email=notice.reply_to))
    if notice.in_reply_to:
        yield "In-Reply-To", _ascii(notice.in_reply_to)
        yield "References", " ".join(dict.fromkeys(map(_ascii, (*notice.references, notice.in_reply_to))))
    if notice.language.isalpha():
        yield "Content-Language", notice.language
    yield "Auto-Submitted", "auto-replied" if notice.in_reply_to else "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    yield "X-Helpdesk-Reference", notice.reference


def _header(name: str, value: str) -> bytes:
    """One header, folded at blanks where it is long (RFC 5322, 2.2.3); the library takes its time for it, and has the
    rest: words that fit no line, and what is folded already."""
    if value.isascii() and value.isprintable():
        if len(name) + len(": ") + len(value) <= _LINE:
            return f"{name}: {value}\r\n".encode("ascii")
        if lines := _lines(name, value):
            return "\r\n ".join(lines).encode("ascii") + b"\r\n"
    if _ENCODED_WORDS.match(value):
        return f"{name}: {value}\r\n".encode("ascii")
    return _POLICY.fold_binary(name, value)


def _lines(name: str, value: str) -> list[str]:
    """A header's lines; none where a word alone is longer than a line, or the line would be blank."""
    lines = [f"{name}:"]
    for word in value.split(" "):
        if len(lines[-1]) + 1 + len(word) <= _LINE or lines[-1] == f"{name}:":
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines if all(line.strip() and len(line) < _LINE + 1 for line in lines) else []


def _part(subtype: str, text: str) -> bytes:
    # Surrogates that some reader let through must not keep an answer from its writer.
    data = text.encode("utf-8", "replace").replace(b"\r\n", b"\n")
    lines = binascii.b2a_qp(data, istext=True)
    ended = _LINE_ENDS.sub(b"\r\n", lines) if b"\r" in lines else lines.replace(b"\n", b"\r\n")
    return _PART % subtype.encode() + ended


def html(text: str, title: str = "", language: str = "") -> str:
    """Markdown as a whole page that cannot run. The next step, which templates say first, stands in a frame; nothing is
    loaded from anywhere."""
    body = rich(text).replace("<table>", _TABLE)
    if body.startswith("<p><strong>"):
        body = _STEP + body.removeprefix("<p>")
    lang = f' lang="{language}"' if language.isalpha() else ""
    return (
        f'<!doctype html><html{lang}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head>"
        f'<body style="{_BODY}"><div style="max-width:40em;margin:0 auto" role="article"{lang}>{body}</div>'
        "</body></html>"
    )


def address(party: Party) -> str:
    """`Name <local@domain>` for a header. Raises ValueError that names the address that is none."""
    plain = party.email.strip()
    if not _ADDRESS.match(plain) or not plain.isascii():
        raise ValueError(f"not a mail address: {party.email!r}")
    return _named(one_line(party.name), plain)


@lru_cache(maxsize=4096)
def _named(name: str, plain: str) -> str:
    return f"{Header(name, 'utf-8').encode(linesep='')} <{plain}>" if "=?" in name else formataddr((name, plain))


@lru_cache(maxsize=1024)
def _date(at: datetime) -> str:
    """Everybody who is told of one thing is told of it at one time."""
    return format_datetime(at)


@lru_cache(maxsize=1024)
def _subject(subject: str) -> str:
    """A subject in encoded words where it needs them, for several readers often the same one."""
    # Text that looks like an encoded word is encoded itself: nobody is to decode line breaks from it.
    if subject.isascii() and "=?" not in subject:
        return subject
    return "\r\n ".join(_encoded_words(subject))


def _encoded_words(text: str) -> Iterator[str]:
    """`text` as encoded words of at most 75 characters, cut between characters and never within one (RFC 2047, 2)."""
    piece = ""
    for char in text.encode("utf-8", "replace").decode():
        if len((piece + char).encode()) > _ENCODED:
            yield f"=?utf-8?b?{binascii.b2a_base64(piece.encode(), newline=False).decode()}?="
            piece = ""
        piece += char
    if piece:
        yield f"=?utf-8?b?{binascii.b2a_base64(piece.encode(), newline=False).decode()}?="


def _ascii(text: str) -> str:
    """A message id as its sender may have mangled it, made fit for a header."""
    return one_line(text).encode("ascii", "replace").decode("ascii")


def one_line(text: str) -> str:
    """Header text: no line break or control character can end the header early."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())
