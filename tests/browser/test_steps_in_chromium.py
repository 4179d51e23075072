"""A long request form goes one thing after the other, and nothing is lost on the way."""

import re
import threading
from collections.abc import Iterator

import pytest
from northwind import NOW, articles, rules
from playwright.sync_api import Browser, Page, expect

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.server import PortalServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A public portal with a gateway; nobody answers there, which is all that these tests need of it."""
    folder = tmp_path_factory.mktemp("steps")
    build(MemoryDesk(rules(gateway="http://127.0.0.1:9"), articles=articles()), folder, NOW, Audience.PUBLIC)
    with PortalServer(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture
def page(browser: Browser, portal: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{portal}request/starter.html")
    page.wait_for_selector("form[data-walked]")
    yield page
    context.close()


def headings(page: Page) -> list[str]:
    """The headings of the form that can be seen."""
    return [text for text in page.locator(".ask .step-title:visible").all_inner_texts() if text]


def forward(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def person(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Ana Lund")
    page.get_by_label("First day").fill("2026-04-01")
    forward(page)


def to_the_check(page: Page) -> None:
    person(page)
    page.get_by_label("Lisbon").check()
    forward(page)
    forward(page)
    page.get_by_label("Your mail address").fill("bo@northwind.example")
    page.keyboard.press("Enter")
    expect(page.locator("#check-title")).to_be_visible()


def answers(page: Page) -> dict[str, str]:
    """What stands under `Check your answers`, by question."""
    rows = page.locator("[data-answers] > div")
    return dict(
        zip(rows.locator("dt").all_inner_texts(), rows.locator("dd:first-of-type").all_inner_texts(), strict=True)
    )


def test_a_step_says_where_one_is_and_holds_only_its_own_questions(page):
    assert headings(page) == ["Step 1 of 5\nThe person"]
    assert page.locator("[data-question]:visible").count() == 2
    assert page.get_by_role("button", name="Send").is_hidden()
    person(page)
    assert headings(page) == ["Step 2 of 5\nThe place"]
    assert page.evaluate("document.activeElement.id") == "step-2-title"
    assert page.title().startswith("Step 2 of 5 The place · ")


def test_what_is_wrong_is_said_on_its_own_step_and_of_that_step_alone(page):
    forward(page)
    assert page.locator("[data-errors] li").all_inner_texts() == ["Name: Answer this", "First day: Answer this"]
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    assert page.title().startswith("Error: ")
    assert headings(page) == ["Step 1 of 5\nThe person"]
    person(page)
    expect(page.locator("[data-errors]")).to_be_hidden()


def test_the_browsers_back_and_the_pages_back_lead_to_the_step_before(page):
    person(page)
    forward(page)
    assert headings(page) == ["Step 3 of 5\nThe rest"]
    page.go_back()
    assert headings(page) == ["Step 2 of 5\nThe place"]
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#step-1-title")).to_be_visible()
    assert page.get_by_label("Name", exact=True).input_value() == "Ana Lund"
    page.go_forward()
    expect(page.locator("#step-2-title")).to_be_visible()


def test_all_answers_stand_together_before_anything_is_sent_and_each_can_be_changed(page):
    to_the_check(page)
    assert answers(page) == {
        "Name": "Ana Lund",
        "First day": "Wednesday, April 1, 2026",
        "Which office?": "Lisbon",
        "A phone too": "No",
        "Anything else?": "Not answered",
        "Your mail address": "bo@northwind.example",
        "Your name": "Not answered",
    }
    assert page.get_by_role("button", name="Send").is_visible()
    page.get_by_role("link", name="Edit Name", exact=True).click()
    assert page.evaluate("document.activeElement.id") == "field-who"
    page.keyboard.press("Control+A")
    page.keyboard.type("Anna Lund")
    page.keyboard.press("Enter")
    # Back to all answers at once: what was right stays right.
    expect(page.locator("#check-title")).to_be_visible()
    assert answers(page)["Name"] == "Anna Lund"


def test_no_address_leads_past_a_step_that_is_not_done(page):
    page.goto(f"{page.url}#check")
    page.reload()
    page.wait_for_selector("form[data-walked]")
    assert headings(page) == ["Step 1 of 5\nThe person"]


def test_a_reload_in_the_middle_keeps_the_step_and_what_was_typed(page):
    person(page)
    page.get_by_label("Lisbon").check()
    kept = "localStorage.getItem('draft:starter')?.includes('Lisbon')"
    assert any(page.evaluate(kept) or page.wait_for_timeout(50) for _ in range(60))
    page.reload()
    page.wait_for_selector("form[data-walked]")
    assert headings(page) == ["Step 2 of 5\nThe place"]
    assert page.get_by_label("Lisbon").is_checked()
    page.get_by_role("button", name="Begin anew").click()
    assert headings(page) == ["Step 1 of 5\nThe person"]
    assert page.get_by_label("Name", exact=True).input_value() == ""


def test_what_the_desk_does_not_take_leads_back_to_the_question(page):
    refused = {"errors": [{"field": "field.who", "what": "known already", "remedy": "write the whole name"}]}
    page.route("**/request/starter", lambda route: route.fulfill(status=422, json=refused))
    to_the_check(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Name: known already; write the whole name").click()
    expect(page.locator("#step-1-title")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "field-who"
    assert "known already" in page.locator("#field-who-error").inner_text()


def test_printed_a_form_is_whole_and_checked_answers_are_these_alone(page):
    page.emulate_media(media="print")
    assert page.locator("[data-question]:visible").count() == 7
    page.emulate_media(media="screen")
    to_the_check(page)
    page.emulate_media(media="print")
    assert page.locator("[data-question]:visible").count() == 0
    assert page.locator("[data-answers] dt:visible").count() == 7


@pytest.mark.parametrize("missing", ["all scripts", "the script of steps"])
def test_without_scripts_it_is_one_page_with_headings(browser, portal, missing):
    context = browser.new_context(java_script_enabled=missing != "all scripts")
    page = context.new_page()
    page.route("**/steps.js", lambda route: route.abort())
    page.goto(f"{portal}request/starter.html")
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    assert page.locator("[data-question]:visible").count() == 7
    assert re.sub(r"\s+", " ", " | ".join(headings(page))) == "The person | The place | The rest | How we reach you"
    assert page.get_by_role("button", name="Continue").count() == 0
    context.close()
