"""The portal in a real browser: narrow and wide, light and dark, with a keyboard, with and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

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


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_no_page_scrolls_sideways_or_breaks_a_rule_of_wcag_in_either_theme(small, visit, path):
    page = visit(small + path)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert broken_rules(page) == []


PUBLIC_PAGES = [
    "index.html",
    "search.html?q=vpn",
    "request/index.html",
    "request/laptop.html",
    "services/index.html",
    "tickets/index.html",
    "articles/index.html",
    "articles/network/vpn.html",
    "analytics/index.html",
    "analytics/service-levels.html",
]


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_no_public_page_breaks_a_rule_of_wcag_on_a_phone(public, visit, path):
    page = visit(public + path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert broken_rules(page) == []


@pytest.mark.parametrize("which", [0, 1])
def test_a_requesters_own_page_breaks_no_rule_of_wcag_in_either_theme_and_fits_a_phone(unlisted, visit, which):
    page = visit(unlisted[which], width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert broken_rules(page) == []


@pytest.mark.parametrize("path", ["index.html", "queues/all.html", "analytics/index.html", "health/index.html"])
def test_the_portal_of_a_desk_on_its_first_day_has_no_holes(empty, visit, path):
    page = visit(empty + path, width=390, scheme="dark")
    assert broken_rules(page) == []


def broken_rules(page) -> list[str]:
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"][:3]]


def test_the_first_tab_stop_is_the_skip_link_and_it_leads_to_the_content(staff, visit):
    page = visit(staff + "queues/all.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_clock_counts_and_turns_late_while_the_page_is_open(staff, visit):
    page = visit(staff + "queues/all.html?sort=-opened")
    first = page.locator(".queue .clock.due").first
    assert re.match(r"due in \d", first.inner_text())
    due = first.locator("time").get_attribute("datetime")
    page.evaluate("(due) => { const at = Date.parse(due) + 120_000; Date.now = () => at; tellAll(); }", due)
    assert page.locator(f'time[datetime="{due}"]').first.locator("..").inner_text() == "late by 2 min"


def test_the_theme_follows_the_system_until_somebody_chooses_and_the_choice_stays(staff, visit):
    page = visit(staff + "index.html", scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)" != dark
    page.goto(staff + "queues/index.html")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_a_command_is_copied_by_a_click(staff, visit):
    page = visit(staff + "tickets/000/HD-000601.html")
    page.get_by_role("button", name="helpdesk reply 601").click()
    page.wait_for_selector("text=Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "helpdesk reply 601"


def test_a_page_that_is_a_day_old_says_so(staff, visit):
    page = visit(staff + "index.html")
    assert page.locator("[data-stale]").is_hidden()
    page.clock.set_fixed_time("2026-03-04T09:30:00Z")
    page.reload()
    page.wait_for_selector("[data-stale]:visible")
    assert page.locator("[data-stale]").inner_text().startswith("These pages were built 2 d ago.")


def test_without_scripts_everything_can_still_be_read(staff, visit):
    page = visit(staff + "queues/all.html", scripts=False)
    assert "late since" in page.locator(".clock.late").first.inner_text()
    assert page.locator("[data-queue]").is_hidden()
    assert page.locator("[data-queue-pages] a").count() > 1
    home = visit(staff + "index.html", scripts=False)
    home.get_by_role("link", name="Everything, A to Z").click()
    assert "Connect to the VPN" in home.locator("main").inner_text()


def test_a_missing_page_leads_back(staff, browser):
    page = browser.new_page()
    answer = page.goto(staff + "tickets/no/such/page.html")
    assert answer is not None and answer.status == 404
    page.get_by_role("link", name="Go to the front page").click()
    page.wait_for_url(staff + "index.html")
    page.close()


def test_printed_a_ticket_is_its_text(staff, visit):
    page = visit(staff + "tickets/000/HD-000601.html")
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden()
    assert page.locator(".said").first.is_visible()
