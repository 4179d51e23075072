"""MIME structure: raw bytes to a tree of parts (RFC 2045, RFC 2046).

The standard library's parser recurses once a level (a thousand levels end it), feeds every line through every
open boundary, and can only write an embedded message anew, not hand out its bytes. Here a part is a slice.
"""

import binascii
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from helpdesk.channels.mail import parameters, signed, words

_DEEPEST = 50  # levels of nesting; what lies deeper stays one part, as bytes
_MOST_PARTS = 20_000
_HEADER = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:(.*)", re.DOTALL)
_KNOWN_HEADER = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to|x-[a-z0-9-]+)"
    rb"[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n|\r[ \t]*\r(?!\n)")
_LINE = re.compile(rb"\r\n|\n|\r")
_GUESSED_BOUNDARY = re.compile(rb"^--(\S[^\r\n]{0,69}?)[ \t]*\r?\n(?=content-)", re.MULTILINE | re.IGNORECASE)
_REST_OF_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r\n|\n|\r|\Z)")


@dataclass(slots=True)
class Part:
    """One MIME entity. `content` is decoded for leaves; multiparts have `children` instead.

    `type` is how it is treated; `declared` is what it calls itself, which differs where a multipart is broken.
    """

    headers: list[tuple[str, bytes]]
    type: str = "text/plain"
    declared: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    name: str = ""
    content: bytes = b""
    children: list["Part"] = field(default_factory=list)

    def header(self, name: str) -> bytes:
        """The first header called `name` (lower case), or nothing."""
        return next((value for key, value in self.headers if key == name), b"")


def parse(raw: bytes) -> tuple[Part, list[str]]:
    """The tree of `raw` and what was wrong with it. Cost is linear in size for any nesting."""
    defects: list[str] = []
    # A byte order mark or blank lines before the headers come from files that were saved by hand.
    root, body = _entity(raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), defects)
    declared = root.parameters.get("charset", "")
    waiting = [(root, body, 0)]
    parts = 1
    while waiting:
        part, body, depth = waiting.pop()
        if not part.type.startswith("multipart/"):
            part.content = _decoded(part, body, defects)
            inner = signed.content(part.content) if part.type in signed.TYPES and depth < _DEEPEST else b""
            if inner:
                child, inside = _entity(inner, defects, hint=declared)
                whole = Part(part.headers, part.type, part.declared, part.parameters, "attachment", part.name)
                whole.content = part.content
                part.type, part.content, part.children = "multipart/mixed", b"", [child, whole]
                waiting.append((child, inside, depth + 1))
            continue
        slices = _slices(part, body, defects) if depth < _DEEPEST and parts < _MOST_PARTS else None
        if slices is None:
            part.content = body
            if depth >= _DEEPEST or parts >= _MOST_PARTS:
                defects.append("more levels or parts than a mail can need: kept as one attachment")
                part.type, part.name, part.disposition = "application/octet-stream", "nested.bin", "attachment"
            else:
                part.type = "text/plain"
            continue
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for piece in slices:
            child, inner = _entity(piece, defects, default, declared)
            part.children.append(child)
            waiting.append((child, inner, depth + 1))
        parts += len(slices)
    return root, list(dict.fromkeys(defects))


def _entity(raw: bytes, defects: list[str], default: str = "text/plain", hint: str = "") -> tuple[Part, bytes]:
    headers, body = _headers(raw, defects)
    part = Part(headers, type=default)
    declared = part.header("content-type")
    if declared:
        kind, part.parameters = parameters.parse(declared, hint)
        kind = re.sub(r"\s+", "", kind.partition("(")[0])
        part.type = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind, re.ASCII) else _guess(kind, default)
    part.declared = part.type
    disposition = part.header("content-disposition")
    names: dict[str, str] = {}
    if disposition:
        part.disposition, names = parameters.parse(disposition, hint)
    part.name = names.get("filename") or names.get("name") or part.parameters.get("name", "")
    part.name = part.name or part.parameters.get("filename", "")
    return part, body


def _guess(kind: str, default: str) -> str:
    return {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}.get(kind, default)


def _headers(raw: bytes, defects: list[str]) -> tuple[list[tuple[str, bytes]], bytes]:
    """Header fields, names in lower case, folds kept as line feeds, and the body after the blank line."""
    start = _LINE.match(raw)
    if start:
        return [], raw[start.end() :]
    blank = _BLANK.search(raw)
    block, body = (raw[: blank.start()], raw[blank.end() :]) if blank else (raw, b"")
    headers: list[tuple[str, bytes]] = []
    position = 0
    last_known = -1
    folds: list[tuple[int, bytes]] = []
    for line in _LINE.split(block):
        at, end = position, position + len(line)
        position = end + (2 if block.startswith(b"\r\n", end) else 1)
        found = _HEADER.match(line)
        if line[:1] in b" \t" and headers:
            folds.append((len(headers) - 1, line))
        elif found:
            headers.append((found.group(1).decode("ascii").lower(), found.group(2).strip()))
        elif line.startswith((b"From ", b">From ")) and not headers:
            continue  # the envelope line of an mbox file
        else:
            if last_known < 0:
                defects.append("a header line without a colon")
                last_known = max((match.start() for match in _KNOWN_HEADER.finditer(block)), default=0)
            if at >= last_known:
                body = raw[at:]
                break
    return _folded(headers, folds), body


def _folded(headers: list[tuple[str, bytes]], folds: list[tuple[int, bytes]]) -> list[tuple[str, bytes]]:
    """Continuation lines put to the headers they belong to."""
    lines: dict[int, list[bytes]] = {}
    for index, line in folds:
        lines.setdefault(index, [headers[index][1]]).append(line)
    for index, pieces in lines.items():
        headers[index] = (headers[index][0], b"\n".join(pieces))
    return headers


class _Mark(NamedTuple):
    """A boundary line: where it begins and ends, and whether it is the last."""

    start: int
    end: int
    closes: bool


def _slices(part: Part, body: bytes, defects: list[str]) -> list[bytes] | None:
    """The bodies between the boundary lines; None when there is no boundary line at all."""
    boundary = words.raw_text(part.parameters.get("boundary", "").encode("utf-8", "replace")).encode("utf-8")
    marks = _marks(boundary, body) if boundary else []
    if not marks:
        guess = _GUESSED_BOUNDARY.search(body)
        marks = _marks(guess.group(1), body) if guess else []
        if not marks:
            defects.append("a multipart without its boundary")
            return None
        defects.append("a multipart with another boundary than declared")
    slices: list[bytes] = []
    for index, mark in enumerate(marks):
        if mark.closes:
            break
        if index + 1 == len(marks):
            defects.append("a multipart that is not closed")
        end = _before_line_end(body, marks[index + 1].start) if index + 1 < len(marks) else len(body)
        slices.append(body[mark.end : end])
    return slices


def _marks(boundary: bytes, body: bytes) -> list[_Mark]:
    """The boundary lines in `body`, closing ones too."""
    found = []
    wanted = b"--" + boundary
    start = body.find(wanted)
    while start >= 0:
        rest = _REST_OF_BOUNDARY.match(body, start + len(wanted))
        if rest and (not start or body[start - 1] in b"\r\n"):
            found.append(_Mark(start, rest.end(), bool(rest[1])))
        start = body.find(wanted, rest.end() if rest else start + 1)
    return found


def _before_line_end(body: bytes, position: int) -> int:
    """The end of the line before `position`: its line end belongs to the boundary (RFC 2046, 5.1.1)."""
    if body[max(0, position - 2) : position] == b"\r\n":
        return position - 2
    return max(0, position - 1)


def _decoded(part: Part, body: bytes, defects: list[str]) -> bytes:
    """`body` with its transfer encoding undone (RFC 2045 section 6, uuencode besides)."""
    encoding = re.split(rb"[;(]", part.header("content-transfer-encoding"), maxsplit=1)[0].strip().strip(b'"').lower()
    if encoding == b"base64":
        if not body.strip():
            return b""
        return words.base64_bytes(body)
    if encoding in (b"quoted-printable", b"quotedprintable"):
        return binascii.a2b_qp(body)
    if encoding in (b"x-uuencode", b"uuencode", b"uue", b"x-uue"):
        return _uudecoded(body)
    if encoding not in (b"", b"7bit", b"8bit", b"binary"):
        defects.append(f"unknown transfer encoding: {encoding[:40].decode('ascii', 'replace')!r}")
    return body


def _uudecoded(body: bytes) -> bytes:
    lines = body.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if begin is None:
        return body
    out = bytearray()
    for line in lines[begin + 1 :]:
        if line.strip() == b"end":
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            # Encoders that pad wrongly: the first character says how many bytes count (as in the uu module).
            length = ((line[0] - 32 & 63) * 4 + 5) // 3 if line else 0
            try:
                out += binascii.a2b_uu(line[:length])
            except binascii.Error:
                continue
    return bytes(out)
