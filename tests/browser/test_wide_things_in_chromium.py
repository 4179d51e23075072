"""Long code words, addresses, tables and logs, in articles and in what strangers write: they wrap or scroll in a box of
their own that the keyboard reaches; the page never scrolls sideways."""

import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from northwind import NOW, articles, rich_record, rules
from playwright.sync_api import Browser, Page
from test_wcag_in_chromium import broken_rules, too_wide

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.server import PortalServer

pytestmark = pytest.mark.browser

WORD = "net.northwind.example.configuration.gateway.timeout_of_the_second_attempt_in_seconds"
ADDRESS = "https://intranet.northwind.example/" + "very/long/path/" * 12 + "index.html"
WIDE = f"""
In a paragraph `{WORD}` and <{ADDRESS}>.

| Setting | Where | What |
|---|---|---|
| `{WORD}` | <{ADDRESS}> | Seconds |

| {" | ".join(f"Column {n}" for n in range(14))} |
|{"---|" * 14}
| {" | ".join("value" for _ in range(14))} |

```
{"a line of a log that goes on and on " * 12}
```

- in a list

      {"an indented line that goes on " * 12}
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wide")
    wide = replace(articles()["network/vpn"], body=WIDE)
    desk = MemoryDesk(rules(), [replace(rich_record(7), request=WIDE)], articles={wide.id: wide})
    build(desk, folder, NOW, Audience.STAFF)
    with PortalServer(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture(scope="module", params=["articles/network/vpn.html", "tickets/000/HD-000007.html"])
def page(browser: Browser, portal: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(portal + request.param)
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def test_the_page_does_not_scroll_sideways_and_no_rule_is_broken(page):
    assert too_wide(page) == []
    assert broken_rules(page) == []


def test_what_scrolls_takes_the_focus_and_arrows_scroll_it(page):
    scrolling = page.evaluate(
        """[...document.querySelectorAll("main *")].filter((each) => each.scrollWidth > each.clientWidth + 1
          && ["auto", "scroll"].includes(getComputedStyle(each).overflowX)).map((each) => each.tabIndex)"""
    )
    assert scrolling and set(scrolling) == {0}
    box = page.get_by_role("group", name="Table").nth(1)
    box.focus()
    page.keyboard.press("ArrowRight")
    assert any(box.evaluate("(box) => box.scrollLeft") or page.wait_for_timeout(50) for _ in range(40))
    assert box.evaluate("(box) => box.matches(':focus-visible') && getComputedStyle(box).outlineStyle") == "solid"


def test_a_code_word_or_an_address_makes_no_column_wider_than_the_phone(page):
    first = page.get_by_role("group", name="Table").first
    assert first.evaluate("(box) => box.scrollWidth - box.clientWidth") <= 1
