"""The portal in a real browser: narrow and wide, light and dark, with a keyboard, with and without scripts."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_the_first_tab_stop_is_the_skip_link_and_it_leads_to_the_content(staff, visit):
    page = visit(staff + "queues/all.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_shortcuts_of_one_key_can_be_turned_off_and_stay_off(staff, visit):
    page = visit(staff + "queues/all.html")
    switch = page.get_by_role("button", name="Single-key shortcuts")
    assert switch.get_attribute("aria-pressed") == "true"
    switch.click()
    page.reload()
    page.wait_for_selector("[data-queue-rows][data-ready]")
    assert switch.get_attribute("aria-pressed") == "false"
    for key in ("j", "/"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.tagName") == "BODY"
    switch.click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "q-what"


def test_what_has_the_focus_is_never_hidden_by_the_banner_of_an_old_page(staff, visit):
    page = visit(staff + "queues/index.html", width=390)
    page.clock.set_fixed_time("2026-03-04T09:30:00Z")
    page.reload()
    page.wait_for_selector("[data-stale]:visible")
    hidden = []
    for _ in range(40):
        page.keyboard.press("Tab")
        hidden += page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const banner = document.querySelector("[data-stale]").getBoundingClientRect();
              return document.activeElement !== document.body && box.bottom > banner.top && box.top < banner.bottom
                ? [document.activeElement.outerHTML] : [];
            }"""
        )
    assert hidden == []


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
    assert page.locator(".said .at").first.inner_text() == "mail · 5 h ago"
    page.emulate_media(media="print")
    assert page.locator("header.top").is_hidden()
    assert page.locator(".said").first.is_visible()
    # Paper does not count on: what it says has to be true tomorrow. And it names its ticket.
    assert page.locator(".said .at").first.inner_text() == "mail · 2 Mar 2026, 05:30"
    assert page.locator(".promise.late dd").inner_text().startswith("late since 2 Mar 2026, ")
    assert page.locator(".crumbs").inner_text().strip() == "HD-000601"
    page.emulate_media(media="screen")
    assert page.locator(".said .at").first.inner_text() == "mail · 5 h ago"
