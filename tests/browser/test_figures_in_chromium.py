"""Figures in a real browser: from a group's figure to its tickets by the address, and what a mark stands for."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_groups_figure_leads_to_its_tickets_and_the_address_says_so(staff, visit):
    page = visit(staff + "analytics/teams.html")
    flow = page.locator("section", has=page.get_by_role("heading", name="Flow by team", exact=True))
    figure = flow.locator("tbody tr").first.locator("a").nth(2)  # what is open now
    count = int(figure.inner_text())
    assert 0 < count < 200
    figure.click()
    page.wait_for_selector("[data-picked]:not([hidden])")
    assert re.search(r"backlog\.html\?team=\w+", page.url)
    assert page.locator("tbody tr").count() == count
    expect(page.locator("[data-picked]")).to_contain_text(f"{count} tickets")
    page.get_by_role("link", name="Show all").click()
    page.wait_for_load_state()
    assert page.locator("tbody tr").count() > count


def test_the_mark_under_the_pointer_says_what_it_stands_for(staff, visit):
    page = visit(staff + "analytics/index.html")
    marks = page.locator('svg.chart [data-tip]:not([data-tip*="value: 0"])')
    marks.first.hover(force=True)
    expect(page.locator(".tip")).to_be_visible()
    expect(page.locator(".tip")).to_have_text(re.compile(r"when: .+; value: .+"))
