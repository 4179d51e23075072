"""hostile.xss: other people's markup attacks, put in every field of a ticket, read back as an HTML5 browser would.

The page may gain text, links to the web and a few harmless tags; never a script, frame, form, handler or address that
does something. What stands after the hostile field must still be there, and words that were to be shown are shown.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from outcome import Outcome

from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.desk import Desk
from helpdesk.model.rules.routing import PriorityMatrix
from helpdesk.model.ticket import Comment, FileRef, Ticket
from helpdesk.model.timeline import Commented, Opened
from helpdesk.publish import Audience, build

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HARMLESS = "nothing but words"
COUNTED = (
    "script",
    "link",
    "meta",
    "base",
    "form",
    "input",
    "button",
    "main",
    "aside",
    "footer",
    "nav",
    "h1",
    "title",
    "svg",
)
FORBIDDEN = {
    "iframe", "frame", "frameset", "object", "embed", "applet", "style", "template", "math", "img", "image", "video",
    "audio", "source", "textarea", "select", "noscript", "xmp", "plaintext", "portal", "marquee", "dialog", "area",
}  # fmt: skip
ADDRESSES = ("href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "srcset", "ping")


def xss(folder: Path) -> Iterator[Outcome]:
    """One outcome a payload."""
    path = folder / "hostile" / "xss.jsonl"
    if not path.is_file():
        return
    cases = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]
    records = [_record(number, text) for number, text in enumerate((HARMLESS, *(c["payload"] for c in cases)), start=1)]
    with tempfile.TemporaryDirectory() as out:
        build(MemoryDesk(_rules(), records), Path(out), NOW, Audience.STAFF)
        pages = [_parsed(Path(out), record) for record in records]
    usual = counts(pages[0])
    for case, page in zip(cases, pages[1:], strict=True):
        differences = [*dangers(page, usual), *_lost(page, case)]
        yield Outcome(case["id"], not differences, "; ".join(differences))


def _record(number: int, payload: str) -> Record:
    """A ticket with the payload in its title, text, requester, tag, own field, comment, comment's author and file."""
    name = reference("HD", TicketNumber(number))
    who = Party(name=payload, email=payload, phone=payload)
    file = FileRef(name=payload, type=payload, size=1, sha256="0" * 64)
    ticket = Ticket(
        id=name,
        title=payload,
        status="open",
        opened=NOW,
        requester=who,
        tags=(payload,),
        fields={payload: payload},
        summary=payload,
        channel="mail",
    )
    entries = (Opened(at=NOW, key=name, attachments=(file,)), Commented(at=NOW, by="requester", comment="1.md"))
    said = (Conversation("1.md", Comment(at=NOW, by="requester", sender=who, attachments=(file,)), payload),)
    return Record(
        number=TicketNumber(number),
        reference=name,
        path=ticket_folder("HD", TicketNumber(number)),
        ticket=ticket,
        request=payload,
        timeline=entries,
        conversation=said,
        state=fold(entries),
    )


def _rules() -> Rules:
    return Rules(
        version="",
        desk=Desk(),
        people={},
        teams={},
        calendars={},
        categories={},
        priority=PriorityMatrix(levels={}, matrix={}),
        routing=(),
        service_levels=(),
        lifecycles={},
        notices=(),
        templates={},
    )


def _parsed(out: Path, record: Record) -> Element:
    html = (out / f"tickets/{record.number // 1000:03d}/{record.reference}.html").read_text("utf-8")
    page: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return page


def elements(page: Element) -> Iterator[Element]:
    return (element for element in page.iter() if isinstance(element.tag, str))


def counts(page: Element) -> dict[str, int]:
    found = Counter(element.tag for element in elements(page))
    return {name: found[name] for name in COUNTED}


def dangers(page: Element, usual: dict[str, int]) -> Iterator[str]:
    """What the page has that the page of a harmless ticket has not."""
    now = counts(page)
    yield from (f"{name}: {now[name]} instead of {usual[name]}" for name in COUNTED if now[name] != usual[name])
    for element in elements(page):
        if element.tag in FORBIDDEN:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name.lower().startswith("on") or name == "style":
                yield f"<{element.tag} {name}>"
            if name.lower() in ADDRESSES and not harmless(value):
                yield f"<{element.tag} {name}={value[:60]!r}>"


def harmless(address: str) -> bool:
    """A browser drops blanks and control characters before it reads the scheme."""
    plain = "".join(character for character in address if character > " ").lower()
    head = plain.split("/")[0].split("?")[0].split("#")[0]
    return ":" not in head or head.split(":")[0] in ("http", "https", "mailto", "tel")


def _lost(page: Element, case: dict[str, Any]) -> Iterator[str]:
    """What stands after the hostile fields, and the words that were to stay visible."""
    text = " ".join("".join(page.itertext()).split())
    if "Times are in UTC" not in text or "helpdesk explain" not in text:
        yield "the rest of the page is gone"
    yield from (f"not shown: {word!r}" for word in case.get("should_show_words", ()) if word not in text)


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"hostile.xss": xss}
