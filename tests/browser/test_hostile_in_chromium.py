"""What strangers write, in every field they can reach, in a real browser: no script begins, no page breaks.

The attacks of the tests beside the sanitiser; with HELPDESK_CASES set, other people's collections in that folder too.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from northwind import HOUR, NOW, assets, rich_record, rules
from test_portal_markup import ATTACKS

from helpdesk.decide.notifying.unlisted import PageKey, person_page_of, ticket_page_of
from helpdesk.model.knowledge import Article
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record
from helpdesk.model.ticket import Comment, FileRef, Form, Visibility
from helpdesk.publish import Audience, build
from helpdesk.publish.extras import Extras
from helpdesk.publish.server import PortalServer

pytestmark = pytest.mark.browser
A_TICKET = 40
KEY = PageKey("k1", b"a secret of some length")
ALARM = """globalThis.ran = [];
for (const name of ["alert", "confirm", "prompt", "print"]) globalThis[name] = (...words) => ran.push([name, ...words]);
"""


def attacks() -> list[str]:
    folder = Path(os.environ.get("HELPDESK_CASES", "")) / "hostile"
    found = list(ATTACKS)
    for file, field in (("xss.jsonl", "payload"), ("strings.jsonl", "text")):
        if (folder / file).is_file():
            found += [json.loads(line)[field] for line in (folder / file).read_text().split("\n") if line]
    return [text for text in found if "\0" not in text]


def hostile_record(number: int, texts: list[str]) -> Record:
    """A ticket with an attack in each of its fields, and one in each of its messages."""
    record, first = rich_record(number), texts[0]
    file = FileRef(first, "image/png", 10, "ab" * 32, withheld=texts[-1])
    said = tuple(
        Conversation(
            f"{place}.md",
            Comment(at=NOW - HOUR, by="requester", sender=Party(text, text), attachments=(file,)),
            text,
        )
        for place, text in enumerate(texts)
    )
    ticket = replace(
        record.ticket,
        title=texts[1 % len(texts)],
        summary=texts[2 % len(texts)],
        requester=Party(name=first, email="ada@northwind.example", phone=texts[3 % len(texts)]),
        tags=tuple(texts[:8]),
        fields={text: text for text in texts[:8]},
        form=Form(first, {text: text for text in texts[:8]}),
        source=first,
        visibility=Visibility.PUBLIC if number % 2 else Visibility.INTERNAL,
    )
    return replace(record, ticket=ticket, conversation=said, request="\n\n".join(texts[:3]))


@pytest.fixture
def portals(tmp_path) -> Iterator[list[str]]:
    """Addresses of pages that show attacks."""
    texts = attacks()
    records = [hostile_record(1 + at // A_TICKET, texts[at : at + A_TICKET]) for at in range(0, len(texts), A_TICKET)]
    article = Article(
        id="a/b", path="kb/a/b.md", title=texts[0], audience="public", summary=texts[1], body="\n\n".join(texts[:200])
    )
    desk = MemoryDesk(rules(), records, assets=assets(), articles={"a/b": article})
    build(desk, tmp_path / "staff", NOW, Audience.STAFF)
    build(desk, tmp_path / "public", NOW, Audience.PUBLIC, extras=Extras(page_keys=(KEY,)))
    own = [ticket_page_of(records[0], KEY), person_page_of("ada@northwind.example", KEY)]
    lists = ["index.html", "tickets/index.html", "articles/a/b.html", "search.html?q=script", "request/other.html"]
    with PortalServer(tmp_path / "staff", 0) as staff, PortalServer(tmp_path / "public", 0) as public:
        import threading

        for server in (staff, public):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        tickets = [f"tickets/000/{record.reference}.html" for record in records]
        yield [staff.address + path for path in (*lists, "queues/all.html", *tickets)] + [
            public.address + path for path in (*lists, *own)
        ]
        staff.shutdown()
        public.shutdown()


def test_no_attack_starts_a_script_leaves_the_site_or_breaks_the_page(portals, browser):
    context = browser.new_context()
    context.add_init_script(ALARM)
    page, trouble = context.new_page(), list[str]()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    for address in portals:
        host = "/".join(address.split("/")[:3])
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.evaluate("ran") == [], address
        assert [url for url in asked if not url.startswith((host, "data:"))] == [], address
        assert page.locator("footer.foot").count() == 1, address
        assert (
            page.locator("main iframe, main object, main embed, main img, main style, main script:not([src])").count()
            == 0
        )
    assert trouble == []
    context.close()


def test_an_attack_typed_into_the_search_is_text(portals, browser):
    context = browser.new_context()
    context.add_init_script(ALARM)
    page = context.new_page()
    page.goto(portals[0])
    page.focus("#q")
    page.keyboard.type("alert script")
    page.wait_for_selector("[role=option]")
    assert page.locator(".finds script, .finds img").count() == 0
    assert page.evaluate("ran") == []
    context.close()
