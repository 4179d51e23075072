"""What must hold of everything that the desk puts out, whatever it was sent. Each function gives what is wrong."""

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conformance" / "families"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conformance"))

from hostile_xss import ADDRESSES, FORBIDDEN, counts, dangers, elements, harmless

HEADERS = {
    *("from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "mime-version"),
    *("content-type", "content-transfer-encoding", "content-disposition", "auto-submitted", "x-auto-response-suppress"),
    *("precedence", "list-id", "sender", "content-language", "x-helpdesk-reference"),
}
# Everything that a terminal or a reader's eye obeys: C0 but for line breaks and tabs, C1, and the bidirectional ones.
ORDERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FORMULA = re.compile("[ \u00a0]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
ICS = re.compile(r"[A-Z][A-Z-]*[;:]")


def squashed(text: str) -> str:
    """What is left of a text when nobody counts white space, what has no shape, and the backslashes that make
    Markdown's signs plain ones."""
    return "".join(
        sign for sign in text if not sign.isspace() and sign != "\\" and unicodedata.category(sign)[0] != "C"
    )


def page(html: str, usual: dict[str, int] | None = None, *, styled: bool = False) -> Iterator[str]:
    """Nothing in it runs; with `usual`, it has no more parts than a harmless one. Elements of a mail are `styled`."""
    parsed: Element = html5lib.parse(html, namespaceHTMLElements=False)
    if usual is not None:
        yield from dangers(parsed, usual)
        return
    for element in elements(parsed):
        if element.tag in FORBIDDEN - {"select", "style", "template", "noscript", "textarea", "dialog"}:
            yield f"<{element.tag}>"
        if element.tag == "script" and "src" not in element.attrib and "json" not in element.attrib.get("type", ""):
            yield "<script> without an address"
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or (name == "style" and (not styled or "(" in value)):
                yield f"<{element.tag} {name}>"
            if name.lower() in ADDRESSES and not harmless(value) and value != "data:,":
                yield f"<{element.tag} {name}={value[:60]!r}>"


def parts(html: str) -> dict[str, int]:
    return counts(html5lib.parse(html, namespaceHTMLElements=False))


def words_of(html: str) -> str:
    return squashed("".join(html5lib.parse(html, namespaceHTMLElements=False).itertext()))


def feed(data: bytes) -> Iterator[str]:
    """An Atom feed is well-formed and made of Atom's own elements, without a declaration of entities."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield "a document type"
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as problem:
        yield str(problem)
        return
    yield from (
        f"an element {one.tag}" for one in root.iter() if not one.tag.startswith("{http://www.w3.org/2005/Atom}")
    )


def calendar(data: bytes) -> Iterator[str]:
    """Every line of an iCalendar file is a property of ours, folded at 75 octets, and its parts are paired."""
    lines = data.split(b"\r\n")
    yield from ("a bare line break" for line in lines if b"\n" in line or b"\r" in line)
    yield from (f"a line of {len(line)} octets" for line in lines if len(line) > 75)
    whole = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    known = ("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "NAME", "REFRESH-INTERVAL")
    known += ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "STATUS", "LAST-MODIFIED", "RRULE")
    known += ("TRANSP", "X-PUBLISHED-TTL", "SEQUENCE", "CATEGORIES", "CREATED", "SOURCE", "COLOR")
    for line in filter(None, whole):
        if not ICS.match(line) or re.split("[;:]", line)[0] not in known:
            yield f"a line {line[:60]!r}"


def notice(data: bytes) -> Iterator[str]:
    """A mail has the desk's own headers, each once, one recipient, and lines that no server breaks."""
    message = message_from_bytes(data, policy=policy.default)
    names = [name.lower() for name in message]
    yield from (f"a header {name}" for name in names if name not in HEADERS)
    yield from (f"{name} twice" for name in set(names) if names.count(name) > 1)
    recipients = [address.addr_spec for address in message["to"].addresses]
    if len(recipients) != 1 or not re.fullmatch(r"(?:[pqf]\d+|kim|ana)@example\.org", recipients[0]):
        yield f"to {recipients}"
    head = data.split(b"\r\n\r\n", 1)[0] if b"\r\n\r\n" in data else data.split(b"\n\n", 1)[0]
    if re.search(rb"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]", head):
        yield "a control character in the head"
    yield from (f"a header of {len(line)} octets" for line in head.splitlines() if len(line) > 998)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            yield from page(part.get_content(), styled=True)


def table(text: str, rows: int) -> Iterator[str]:
    """A CSV has a row a ticket, all as wide as the head, and no cell that a spreadsheet would compute."""
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    if len(read) != rows + 1:
        yield f"{len(read) - 1} rows for {rows} tickets"
    yield from (f"a row of {len(row)} cells" for row in read if len(row) != len(read[0]))
    for row in read:
        yield from (f"a cell {cell[:40]!r}" for cell in row if FORMULA.match(cell) and not NUMBER.match(cell))


def log(data: bytes, *, commands: bool = False) -> Iterator[str]:
    """Lines for a terminal or a workflow's runner: no order to either; `commands` may be our own findings."""
    text = data.decode("utf-8", "replace")
    for line in re.split(r"\r\n|\r|\n", text):
        own = commands and re.match(r"::(?:error|warning|notice) (?:file|title)=[^\n]*?::", line)
        if (line.lstrip().startswith("::") and not own) or "##[" in line:
            yield f"an order to the runner: {line[:80]!r}"
    found = ORDERS.search(text)
    if found:
        yield f"an order to the terminal: {text[max(0, found.start() - 30) : found.end() + 30]!r}"


def summary(text: str) -> Iterator[str]:
    """Markdown of a step: outside of fences no HTML, link, picture or mention."""
    outside = re.sub(r"(?ms)^(`{3,})text\n.*?^\1$", "", text)
    for sign in re.findall(r"<[a-zA-Z/!]|\]\(|(?<![\w`])@\w", outside):
        yield f"{sign!r} in a summary"
    found = ORDERS.search(text)
    if found:
        yield f"an order to the terminal: {text[max(0, found.start() - 30) : found.end() + 30]!r}"


def metrics(text: str) -> Iterator[str]:
    """Lines of OpenMetrics: a comment, or a name with its labels and a number."""
    for line in text.split("\n"):
        if line and not re.fullmatch(r"# .*|[a-z_]+(?:\{.*\})? [0-9.e+-]+", line):
            yield f"a line {line[:80]!r}"


def json_lines(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").split("\n"):
        if line:
            try:
                json.loads(line)
            except ValueError as problem:
                yield f"{problem}: {line[:60]!r}"
