"""Every kind of page keeps to WCAG 2.2 AA: in the light and the dark, on a phone, at 320 pixels (which is a wide screen
at 400 %), in other languages and from right to left; and nothing on it moves once it can be read."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from northwind import NOW
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
EVERY_RULE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # of 2.2, and off by default
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

STAFF_PAGES = [
    "index.html",
    "tickets/000/HD-000025.html",
    "tickets/index.html",
    "queues/index.html",
    "queues/all.html",
    "services/index.html",
    "changes/index.html",
    "articles/index.html",
    "articles/network/vpn.html",
    "assets/index.html",
    "assets/device/lt-0042.html",
    "analytics/index.html",
    "analytics/figures.html",
    "analytics/service-levels.html",
    "analytics/teams.html",
    "analytics/reports/index.html",
    "analytics/reports/2026-02.html",
    "labels/device.html",
    "analytics/knowledge.html",
    "analytics/tickets/opened.html",
    "problems/index.html",
    "queues/team/network.html",
    "404.html",
    "health/index.html",
    "search.html?q=vpn",
    "request/index.html",
    "request/laptop.html",
    "request/other.html",
]
PUBLIC_PAGES = [
    "index.html",
    "search.html?q=vpn",
    "request/index.html",
    "request/laptop.html",
    "request/starter.html",
    "report.html",
    "services/index.html",
    "tickets/index.html",
    "articles/index.html",
    "articles/network/vpn.html",
    "analytics/index.html",
    "analytics/service-levels.html",
]
IN_OTHER_LANGUAGES = ["index.html", "queues/all.html", "request/other.html", "tickets/000/HD-000007.html"]


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """One window for all pages: what is looked at here leaves nothing behind in it."""
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    yield page
    context.close()


def broken_rules(page: Page) -> list[str]:
    """What axe-core finds in the light, and of colours in the dark; all that is folded is open."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.evaluate(AXE)
    found = []
    for scheme, options in (("light", EVERY_RULE), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        for each in page.evaluate("(options) => axe.run(options)", options)["violations"]:
            found += [f"{scheme}: {each['id']}: {node['html'][:120]}" for node in each["nodes"][:3]]
    return found


def too_wide(page: Page) -> list[int]:
    """The widths at which the page scrolls sideways."""
    found = []
    for width in (320, 1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


def look(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert (broken_rules(page), too_wide(page)) == ([], [])


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_no_page_for_staff_breaks_a_rule_or_scrolls_sideways(small, reader, path):
    look(reader, small + path)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_no_public_page_breaks_a_rule_or_scrolls_sideways(public, reader, path):
    look(reader, public + path)


def test_the_page_of_a_public_ticket_breaks_no_rule(public, reader):
    reader.goto(public + "tickets/index.html")
    look(reader, reader.locator("td.ref a").first.evaluate("(link) => link.href"))


@pytest.mark.parametrize("which", [0, 1])
def test_a_requesters_own_page_breaks_no_rule(unlisted, reader, which):
    look(reader, unlisted[which])


@pytest.mark.parametrize("path", ["index.html", "queues/all.html", "analytics/index.html", "health/index.html"])
def test_the_portal_of_a_desk_on_its_first_day_has_no_holes(empty, reader, path):
    look(reader, empty + path)


def test_pages_in_other_languages_and_directions_break_no_rule(abroad, reader):
    for path in IN_OTHER_LANGUAGES:
        look(reader, abroad + path)


SHIFTS = """window.moved = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.moved.push(each.value);
}).observe({ type: "layout-shift", buffered: true });"""
STEADY = [
    "index.html", "queues/all.html", "tickets/000/HD-000025.html", "articles/index.html", "articles/network/vpn.html",
    "health/index.html", "services/index.html", "request/other.html", "analytics/tickets/opened.html",
]  # fmt: skip


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_scripts_and_data_come_late(small, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.clock.set_fixed_time("2026-03-05T09:30:00Z")  # so that the banner of an old page comes, too
    page.add_init_script(SHIFTS)
    page.route(lambda address: address.endswith((".js", ".json")) and "first.js" not in address, late)
    moved = {}
    for path in STEADY:
        page.goto(small + path)
        page.wait_for_selector("[data-stale]:visible")
        page.wait_for_load_state("networkidle")
        moved[path] = sum(page.evaluate("window.moved"))
    page.close()
    assert {path: amount for path, amount in moved.items() if amount > 0.001} == {}


def late(route: Route) -> None:
    """Comes after the page has been painted."""
    route.request.frame.page.wait_for_timeout(150)
    route.continue_()
