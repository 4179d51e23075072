"""The search box in a real browser: by keyboard, with slips, grouped; and its page of results."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def first(page, title: str) -> None:
    """Waits until this is offered first: help comes at once, tickets a moment later."""
    page.wait_for_function(
        "title => document.querySelector('[role=option]')?.firstChild.textContent === title", arg=title
    )


def test_a_slash_reaches_the_search_from_anywhere_and_enter_shows_all_results(staff, visit):
    page = visit(staff + "articles/network/vpn.html")
    page.keyboard.press("/")
    page.keyboard.type("wireless")
    first(page, "Use the wireless network")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=wireless")
    expect(page.locator("[data-found]")).to_contain_text("results for “wireless”")
    assert page.locator("[data-results] a").first.inner_text() == "Use the wireless network"


def test_arrows_walk_through_the_groups_and_enter_opens(staff, visit):
    page = visit(staff + "index.html")
    page.focus("#q")
    page.keyboard.type("vpn")
    # Help is shown before the tickets are known.
    expect(page.locator(".finds .head-of")).to_have_text(["Articles", "Services", "Tickets"])
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    first = page.locator("[role=option][aria-selected=true]")
    assert page.locator("#q").get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert first.inner_text().startswith("Connect to the VPN")
    page.keyboard.press("ArrowUp")
    assert page.locator("[role=option]").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/network/vpn.html")


def test_escape_closes_the_list_and_keeps_what_was_typed(staff, visit):
    page = visit(staff + "index.html")
    page.focus("#q")
    page.keyboard.type("vpn")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    assert page.locator(".finds").is_hidden()
    assert page.locator("#q").input_value() == "vpn"


def tickets_wait(page):
    """Hold back what the search asks of tickets; what is given lets it through."""
    held, through = [], []
    page.route("**/search/tickets/*", lambda route: route.continue_() if through else held.append(route))

    def come():
        through.append(True)
        for route in held:
            route.continue_()

    return come


def test_tickets_that_come_late_do_not_open_a_list_that_was_closed(staff, visit):
    page = visit(staff + "index.html")
    come = tickets_wait(page)
    page.focus("#q")
    page.keyboard.type("vpn")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    come()
    page.wait_for_timeout(500)
    assert page.locator(".finds").is_hidden()


def test_who_went_down_to_a_line_stays_on_it_when_tickets_come_late(staff, visit):
    page = visit(staff + "index.html")
    come = tickets_wait(page)
    page.focus("#q")
    page.keyboard.type("vpn")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]").inner_text()
    come()
    expect(page.locator(".finds .head-of").last).to_have_text("Tickets")
    assert page.locator("[role=option][aria-selected=true]").inner_text() == chosen


@pytest.mark.parametrize("typed", ["wirless", "wireles", "wirelses", "wiireless", "iwreless", "vireless", "ireless"])
def test_one_slip_is_forgiven_wherever_it_is(staff, visit, typed):
    page = visit(staff + "index.html")
    page.focus("#q")
    page.keyboard.type(typed)
    first(page, "Use the wireless network")


def test_all_words_count_and_the_last_may_be_begun(staff, visit):
    page = visit(staff + "index.html")
    page.focus("#q")
    page.keyboard.type("marek lap")
    expect(page.locator(".finds .head-of")).to_have_text(["Tickets"])
    first(page, "Laptop does not wake up after the lid was closed")


def test_a_number_leads_to_its_ticket(staff, visit):
    page = visit(staff + "articles/index.html")
    page.keyboard.press("/")
    page.keyboard.type("601")
    first(page, "HD-000601")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/000/HD-000601.html")


def test_nothing_found_is_said_to_a_screen_reader_and_on_the_page(staff, visit):
    page = visit(staff + "index.html")
    page.focus("#q")
    page.keyboard.type("zzzzqqqq")
    expect(page.locator("form[data-search] [role=status]")).to_have_text("Nothing found. Try fewer or other words.")
    page.goto(staff + "search.html?q=zzzzqqqq")
    expect(page.locator("[data-found]")).to_contain_text("Nothing found for “zzzzqqqq”.")


def test_what_was_typed_is_text_on_the_results_page(staff, visit):
    page = visit(staff + "search.html?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.locator("[data-found]")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img").count() == 0


def test_a_query_loads_kilobytes_and_not_the_index(staff, visit):
    page = visit(staff + "index.html")
    sizes = []
    page.on("response", lambda answer: sizes.append((answer.url, len(answer.body()))))
    page.focus("#q")
    page.keyboard.type("wireless")
    page.wait_for_selector("[role=option]")
    searched = [size for url, size in sizes if "/search/" in url]
    assert sum(searched) < 60_000


def test_without_scripts_the_box_leads_to_the_list_of_everything(staff, visit):
    page = visit(staff + "index.html", scripts=False)
    page.fill("#q", "vpn")
    page.get_by_role("button", name="Search").click()
    assert re.search(r"search\.html\?q=vpn$", page.url)
    assert "Connect to the VPN" in page.locator("main").inner_text()
