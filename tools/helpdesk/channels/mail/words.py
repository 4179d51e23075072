"""Header bytes to text: RFC 2047 encoded words as they really arrive, and raw 8-bit headers."""

import binascii
import re

from helpdesk.channels.mail import charset

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*(?:\?(?![=bBqQ])[^?\r\n]{0,100}){0,8})\?=")
_FOLD = re.compile(r"\r?\n[ \t]*|\r[ \t]*")
_Q_BYTE = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def raw_text(value: bytes, declared: str = "") -> str:
    """An unfolded header as text, encoded words untouched; 8-bit bytes are UTF-8 or what the mail declares."""
    return _FOLD.sub(" ", charset.decode_header(value, declared))


def decode_words(text: str) -> str:
    """`text` with every encoded word decoded (RFC 2047).

    Neighbours in one character set are joined as bytes first: many mailers cut a character in two. Words
    glued to other text or standing in quotes are decoded too, though the RFC says they should not be there.
    """
    if "=?" not in text:
        return text
    pieces: list[str] = []
    run: list[bytes] = []
    run_charset = ""
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        name = match.group(1).split("*")[0].lower()
        name = charset.codec(name) or name  # one character set has many names
        if run and (between.strip() or name != run_charset):
            pieces.append(charset.decode(b"".join(run), run_charset)[0])
            run = []
        if between.strip() or not end:
            pieces.append(between)
        run_charset = name
        run.append(_payload(match.group(2), match.group(3)))
        end = match.end()
    if run:
        pieces.append(charset.decode(b"".join(run), run_charset)[0])
    pieces.append(text[end:])
    return "".join(pieces)


def header_text(value: bytes, declared: str = "") -> str:
    """A header as one clean line for people."""
    return one_line(decode_words(raw_text(value, declared)))


def one_line(text: str) -> str:
    """`text` on one line, control characters gone, ends trimmed."""
    return charset.clean(text).replace("\n", " ").replace("\t", " ").strip()


def _payload(encoding: str, encoded: str) -> bytes:
    data = encoded.encode("utf-8", "replace")
    if encoding in "qQ":
        return _Q_BYTE.sub(lambda match: bytes([int(match.group(1), 16)]), data.replace(b"_", b" "))
    return base64_bytes(data)


def base64_bytes(data: bytes) -> bytes:
    """Base64 as it arrives: line breaks, stray characters, lacking or early padding."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        digits = _NOT_BASE64.sub(b"", data)
        usable = len(digits) - (len(digits) % 4 == 1)
        return binascii.a2b_base64(digits[:usable] + b"=" * (-usable % 4))
