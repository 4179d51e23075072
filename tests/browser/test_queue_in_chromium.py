"""A queue in a real browser: filters and order in the address, keys, a phone, thousands of rows, no scripts."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
READY = "[data-queue-rows][data-ready]"


def counts(page) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", page.locator("[data-count]").inner_text())]


def queue(visit, url, **how):
    page = visit(url, **how)
    page.wait_for_selector(READY, state="attached")
    return page


def test_a_filter_covers_the_whole_queue_and_stands_in_the_address(staff, visit):
    page = queue(visit, staff + "queues/all.html")
    (total,) = counts(page)
    assert total > 200
    page.get_by_label("Filter").fill("kim park")
    page.wait_for_url("**q=kim+park")
    shown, of = counts(page)
    assert 0 < shown < of == total
    assert all("Kim Park" in text for text in page.locator(".q").all_inner_texts())
    again = queue(visit, page.url)
    assert counts(again) == [shown, total]
    assert again.get_by_label("Filter").input_value() == "kim park"


def test_an_address_that_a_colleague_sent_shows_just_that(staff, visit):
    page = queue(visit, staff + "queues/all.html?team=network&priority=P1,P2&sort=-opened")
    rows = page.locator(".q").all_inner_texts()
    assert rows
    assert all("Network" in text and re.search(r"\bP[12]\b", text) for text in rows)
    assert page.get_by_label("Team").input_value() == "network"
    assert page.get_by_label("Priority").input_value() == "P1,P2"
    assert page.get_by_label("Sort").input_value() == "-opened"


def test_an_order_covers_the_whole_queue(staff, visit):
    page = queue(visit, staff + "queues/all.html")
    page.get_by_label("Sort").select_option("reference")
    page.wait_for_url("**sort=reference")
    references = page.locator(".q-ref").all_inner_texts()
    assert references == sorted(references)
    (total,) = counts(page)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(f'.q[aria-posinset="{total}"] .q-ref')
    expect(last).to_be_visible()
    assert last.inner_text() > max(references)


def test_only_rows_near_the_window_are_in_the_page_whatever_the_length(staff, visit):
    page = queue(visit, staff + "queues/all.html")
    (total,) = counts(page)
    assert page.locator(".q").count() < 100 < total
    height = page.evaluate("document.querySelector('[data-queue-rows]').getBoundingClientRect().height")
    row = page.evaluate("document.querySelector('.q').getBoundingClientRect().height")
    assert abs(height - total * row) < 2


def test_j_and_k_walk_the_rows_and_enter_opens_one(staff, visit):
    page = queue(visit, staff + "queues/all.html")
    for _ in range(80):
        page.keyboard.press("j")
    page.keyboard.press("k")
    focused = page.locator(".q:has(.q-what:focus)")
    assert focused.get_attribute("aria-posinset") == "79"
    expect(focused).to_be_in_viewport()
    reference = focused.locator(".q-ref").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{reference}.html")


def test_a_slash_filters_and_escape_goes_back_to_the_rows(staff, visit):
    page = queue(visit, staff + "queues/all.html")
    page.keyboard.press("/")
    page.keyboard.type("lisbon")
    page.wait_for_url("**q=lisbon")
    page.keyboard.press("Escape")
    assert page.locator('.q[aria-posinset="1"] .q-what').evaluate("(link) => link === document.activeElement")


def test_a_filter_that_nothing_matches_offers_the_way_back(staff, visit):
    page = queue(visit, staff + "queues/all.html?q=no-such-word")
    expect(page.get_by_text("No ticket matches.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    assert len(counts(page)) == 1
    assert page.locator(".q").count() > 0


def test_on_a_phone_a_row_is_a_card_and_nothing_is_cut_off_sideways(staff, visit):
    page = queue(visit, staff + "queues/all.html", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card = page.locator(".q").first
    title, reference = card.locator(".q-what").bounding_box(), card.locator(".q-ref").bounding_box()
    assert title["y"] > reference["y"] + reference["height"] - 1


def test_without_scripts_a_queue_is_pages_of_links(staff, visit):
    page = visit(staff + "queues/all.html", scripts=False)
    assert page.locator("[data-queue]").is_hidden()
    assert page.locator(".q").count() == 100
    page.locator(".q-what").first.click()
    page.wait_for_url("**/tickets/**")
