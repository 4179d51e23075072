"""Figures in a real browser: from a group's figure to its tickets by the address, and what a mark stands for."""

import re
from urllib.parse import urlencode

import pytest
from northwind import NOW, sample_desk
from playwright.sync_api import expect

from helpdesk.figures.facts import Reader
from helpdesk.figures.groups import where
from helpdesk.figures.within import Group
from helpdesk.publish.dashboards.boards import overview, satisfaction, service_levels, teams
from helpdesk.publish.dashboards.measured import Measured
from helpdesk.publish.dashboards.periods import USUAL
from helpdesk.publish.names import Names

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


@pytest.mark.parametrize("asked", [{"category": "hardware/laptop", "type": "incident"}, {"type": "problem"}])
def test_a_board_with_a_filter_says_what_the_desk_says_of_those_tickets(staff, visit, asked):
    desk = sample_desk(600, days=40)
    every = [*Reader(desk.rules).read_all(desk.all_tickets())]
    at = max(NOW.replace(minute=0), *(one.changed for one in every if one.changed))
    left = Group(where(every, asked))
    measured = Measured(left, USUAL, at, Names(desk.rules, desk.assets), staff=True, managers=False)
    page = visit(staff + "analytics/index.html?" + urlencode(asked))
    for board in (overview, service_levels, teams, satisfaction):
        wanted = board(measured)
        if board is not overview:
            name = {service_levels: "Service levels", teams: "Teams", satisfaction: "Satisfaction"}[board]
            page.get_by_role("link", name=name, exact=True).click()  # the filter goes along
        page.wait_for_selector("[data-picked]:not([hidden])")
        assert page.locator(".tile strong").all_inner_texts() == [tile.value for tile in wanted.tiles]
        for part in (*wanted.charts, *wanted.tables):
            section = page.locator("section", has=page.get_by_role("heading", name=part.title, exact=True))
            if part.made is None:
                assert not section.is_visible()
            elif part.rows:
                rows = section.locator("tbody tr")
                shown = rows.evaluate_all("all => all.map((row) => [...row.cells].map((cell) => cell.textContent))")
                assert sorted(map(tuple, shown)) == sorted(part.rows), (part.title, asked)
    page.get_by_role("link", name="Knowledge", exact=True).click()
    page.wait_for_selector("[data-picked]:not([hidden])")
    expect(page.locator("[data-picked]")).to_contain_text("so left out: Spared asking, Asked often, no article")
    expect(page.locator(".tile", has_text="Spared asking")).to_be_hidden()


def test_a_number_behind_a_filtered_chart_leads_to_the_tickets_of_its_week(staff, visit):
    page = visit(staff + "analytics/index.html?category=hardware/laptop")
    page.wait_for_selector("[data-picked]:not([hidden])")
    section = page.locator("section", has=page.get_by_role("heading", name="Backlog", exact=True))
    section.locator("summary").click()
    link = section.locator("tbody tr a").last
    count = int(link.inner_text())
    link.click()
    page.wait_for_selector("[data-picked]:not([hidden])")
    assert "category=hardware%2Flaptop&step=2026-W" in page.url
    assert page.locator("tbody tr").count() == count


def test_filters_are_chosen_on_the_page_and_taken_back(staff, visit):
    page = visit(staff + "analytics/30d/teams.html")
    everything = page.locator(".tile strong").all_inner_texts()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Category").select_option("hardware/laptop")
    expect(page.locator("[data-picked]")).to_contain_text("Category:")
    assert page.url.endswith("teams.html?category=hardware%2Flaptop")
    assert page.locator(".tile strong").all_inner_texts() != everything
    opened = page.locator(".tile strong a").nth(1)
    assert opened.get_attribute("href").endswith("/30d/tickets/ended.html?category=hardware%2Flaptop")
    page.go_back()
    expect(page.locator("[data-picked]")).to_be_hidden()
    assert page.locator(".tile strong").all_inner_texts() == everything
