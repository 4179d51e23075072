"""A list of tickets is sorted where its head is not shown, too: on a phone, by a list of choices."""

import threading

import pytest
from msgspec.structs import replace
from northwind import NOW, sample_desk
from playwright.sync_api import expect

from helpdesk.publish import Audience, build
from helpdesk.publish.server import PortalServer

pytestmark = pytest.mark.browser
PHONE = 390


def references(page) -> list[str]:
    return page.locator("[data-rows] tbody .ref").all_inner_texts()


def test_on_a_phone_tickets_are_sorted_by_a_choice_that_the_address_keeps(visit, small):
    page = visit(small + "tickets/index.html", width=PHONE)
    listed = references(page)
    sort_by = page.get_by_role("combobox", name="Sort by")
    assert sort_by.input_value() == ""
    sort_by.focus()
    page.keyboard.type("Reference, asc")
    assert references(page) == sorted(listed) != listed
    page.wait_for_url("**?sort=0")
    sort_by.select_option(label="Reference, descending")
    assert references(page) == sorted(listed, reverse=True)
    page.reload()
    expect(sort_by).to_have_value("0-down")
    assert references(page) == sorted(listed, reverse=True)
    sort_by.select_option(label="As listed")
    assert references(page) == listed
    assert page.url.endswith("tickets/index.html")


def test_where_the_head_is_shown_it_alone_sorts_and_a_narrow_window_knows_it(visit, small):
    page = visit(small + "tickets/index.html")
    sort_by = page.locator("[data-sorts]").first
    expect(sort_by).to_be_hidden()
    page.get_by_role("button", name="Priority").click()
    page.set_viewport_size({"width": PHONE, "height": 844})
    expect(sort_by.locator("option:checked")).to_have_text("Priority, ascending")


def test_the_choices_are_in_the_desks_language(visit, tmp_path):
    desk = sample_desk(6)
    desk.rules = replace(desk.rules, desk=replace(desk.rules.desk, languages=("fr",)))
    build(desk, tmp_path / "site", NOW, Audience.STAFF)
    with PortalServer(tmp_path / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = visit(server.address + "tickets/index.html", width=PHONE)
        options = page.get_by_role("combobox", name="Trier par").locator("option").all_inner_texts()
        server.shutdown()
    assert {"Comme listé", "État, croissant", "État, décroissant"} <= set(options)
