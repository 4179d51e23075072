"""Every kind of page on paper, at 200 %, in forced colours, with less motion, by keyboard alone, without a script."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from northwind import NOW
from playwright.sync_api import Browser, Page, expect
from test_wcag_in_chromium import STAFF_PAGES

pytestmark = pytest.mark.browser

# Of the public's pages those that are other ones than the staff's.
OF_THE_PUBLIC = ["index.html", "tickets/index.html", "report.html", "request/starter.html"]
# The same template with the same parts as another page here.
ALIKE = {"analytics/service-levels.html", "analytics/teams.html", "queues/team/network.html"}
KINDS = [("small", path) for path in STAFF_PAGES if path not in ALIKE] + [("public", path) for path in OF_THE_PUBLIC]
PAPER = 688  # A4 less its margins, in CSS pixels


def opened(browser: Browser, **how: object) -> Iterator[Page]:
    context = browser.new_context(**how)
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    yield page
    context.close()


def visit(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    """Somebody who wants less motion, in colours of their own."""
    yield from opened(browser, viewport={"width": 1280, "height": 900}, reduced_motion="reduce", forced_colors="active")


# Until nothing more has come for a while, which is a fifth of what the browser's own idleness takes.
SETTLED = """() => new Promise((done) => {
  let before = -1;
  const look = () => {
    const now = performance.getEntriesByType("resource").length;
    if (now === before) done(); else { before = now; setTimeout(look, 100); }
  };
  look();
})"""


@pytest.fixture(scope="module", params=KINDS, ids=" ".join)
def shown(request: pytest.FixtureRequest, reader: Page, small: str, public: str) -> Page:
    """A page of each kind: opened once, and read in every way."""
    audience, path = request.param
    reader.set_viewport_size({"width": 1280, "height": 900})
    reader.emulate_media(media="screen", color_scheme="light", forced_colors="active", reduced_motion="reduce")
    reader.goto({"small": small, "public": public}[audience] + path)
    reader.evaluate(SETTLED)
    if reader.locator("[data-queue-rows]").count():
        reader.wait_for_selector("[data-queue-rows][data-ready]")
    return reader


@pytest.fixture(scope="module")
def plain(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, viewport={"width": 390, "height": 844}, java_script_enabled=False)


@pytest.fixture
def keys(browser: Browser) -> Iterator[Page]:
    yield from opened(browser, viewport={"width": 1280, "height": 900})


@pytest.fixture
def folder(request: pytest.FixtureRequest, small: str, public: str) -> dict[str, str]:
    return {"small": small, "public": public}


CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((each) => {
  const box = each.getBoundingClientRect(), style = getComputedStyle(each);
  if (!box.width || !box.height || each.closest("svg, .hidden, .trap, input, textarea, select")) return false;
  return (style.overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1) || box.right > innerWidth + 1;
}).map((each) => `${each.tagName}.${each.className}: ${each.textContent.trim().slice(0, 60)}`).slice(0, 5)"""


def on_paper(page: Page) -> list[str]:
    """What a printed page has that is only for screens, and what is cut off there."""
    page.emulate_media(media="print", color_scheme="dark")
    screen = "header.top, .skip, [data-stale], .switch, .pages, form.filter"
    found = page.locator(screen).filter(visible=True).evaluate_all("all => all.map((each) => each.outerHTML)")
    found += page.evaluate(CUT_OFF) if not page.locator(".labels").count() else []  # a label is as large as its paper
    if page.evaluate("getComputedStyle(document.body).color") != "rgb(0, 0, 0)":
        found.append("not black on white")
    page.emulate_media(media="screen", color_scheme="light")
    return found


SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CUT_WORDS = """[...document.querySelectorAll("button, .action, .chips a, h1, h2, label, th")].filter((each) =>
  each.offsetWidth > 4 && getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent)"""


def at_200_percent(page: Page) -> list[str]:
    """What does not fit where all of a window of 1280 x 900 grows, or its letters alone."""
    page.set_viewport_size({"width": 640, "height": 450})
    found = ["zoomed: sideways"] if page.evaluate(SIDEWAYS) else []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += (["letters: sideways"] if page.evaluate(SIDEWAYS) else []) + page.evaluate(CUT_WORDS)
    page.set_viewport_size({"width": PAPER, "height": 960})
    return found


UNMARKED = """() => {
  const ground = getComputedStyle(document.body).backgroundColor;
  const edged = (style) => [style.borderBottomStyle, style.outlineStyle].some((each) => each === "solid")
    && [style.borderBottomColor, style.outlineColor].some((each) => each !== ground);
  const controls = document.querySelectorAll(`main :is(button:not(th button, .copy), .action, select, textarea,
    .chips a, input:not([type=hidden], .trap input)), .sections [aria-current]`);
  const native = (each) => ["checkbox", "radio", "file"].includes(each.type);
  return [...controls].filter((each) => each.offsetWidth > 4 && !native(each) && !edged(getComputedStyle(each)))
    .map((each) => each.outerHTML.slice(0, 90));
}"""
MOVING = """() => [...document.getAnimations()].filter((each) => each.timeline instanceof DocumentTimeline).length
  + [...document.querySelectorAll("*")].filter((each) => getComputedStyle(each).transitionDuration !== "0s").length"""


def test_in_forced_colours_every_control_and_the_current_place_has_an_edge_and_nothing_moves(shown):
    page = shown
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.evaluate(UNMARKED) == []
    assert page.evaluate(MOVING) == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_on_paper_and_at_200_percent_there_is_all_of_a_page(shown):
    shown.emulate_media(forced_colors="none", reduced_motion="no-preference")
    shown.set_viewport_size({"width": PAPER, "height": 960})
    assert on_paper(shown) == []
    assert at_200_percent(shown) == []


def test_on_paper_a_link_out_of_an_article_says_where_it_leads(keys, small):
    page = visit(keys, small + "articles/network/vpn.html")
    page.evaluate(
        """document.querySelector(".prose p").append(Object.assign(document.createElement("a"),
        { href: "https://northwind.example/x", textContent: "there" }))"""
    )
    page.emulate_media(media="print")
    shown = "getComputedStyle(document.querySelector('.prose a[href^=http]'), '::after').content"
    assert "https://northwind.example/x" in page.evaluate(shown).replace('" "', "")
    page.emulate_media(media="screen")


def test_a_printed_queue_has_every_ticket_and_moments_that_stay_true(staff, browser):
    for page in opened(browser, viewport={"width": PAPER, "height": 960}):
        visit(page, staff + "queues/all.html")
        page.wait_for_selector("[data-queue-rows][data-ready]")
        total = int(page.locator("[data-queue] [data-count]").inner_text())
        assert page.locator(".q").count() < total
        page.emulate_media(media="print")
        expect(page.locator(".q")).to_have_count(total)
        assert "late since 2" in page.locator(".q .clock.late").first.inner_text()
        assert page.evaluate(CUT_OFF) == []
        page.emulate_media(media="screen")
        expect(page.locator(".q .clock.late").first).to_contain_text("late by")
        assert page.locator(".q").count() < total


LEADS_NOWHERE = "all => all.filter((button) => !button.form?.action).map((button) => button.textContent)"
KNOWN = set[str]()  # addresses that were asked for already


@pytest.mark.parametrize(("audience", "path"), KINDS)
def test_without_a_script_every_page_reads_whole_and_its_links_lead_somewhere(folder, plain, audience, path):
    page = plain
    page.goto(folder[audience] + path)
    assert page.locator("h1").first.is_visible()
    assert len(page.locator("main").inner_text()) > 20
    assert page.locator(".scripted").filter(visible=True).count() == 0
    assert page.locator("main button").filter(visible=True).evaluate_all(LEADS_NOWHERE) == []
    links = page.locator("a[href]").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    own = {urljoin(page.url, link).partition("#")[0] for link in links if not urlsplit(link).scheme}
    broken = [link for link in sorted(own - KNOWN) if not page.request.get(unquote(link)).ok]
    KNOWN.update(own)
    assert broken == []


# --- By keyboard alone -----------------------------------------------------------------------------------------------


def tab_to(page: Page, wanted: str, most: int = 60) -> None:
    """Press Tab until what has the focus is `wanted` (a selector), and can be seen there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"no Tab leads to {wanted}: at {page.evaluate('document.activeElement.outerHTML')[:200]}")


def test_by_keyboard_an_article_is_found_and_opened(keys, public):
    page = visit(keys, public + "index.html")
    tab_to(page, "#q")
    page.keyboard.type("vpn")
    expect(page.locator(".finds a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/network/*.html")


def test_by_keyboard_a_queue_is_filtered_and_a_ticket_opened(keys, small):
    page = visit(keys, small + "queues/all.html")
    page.wait_for_selector("[data-queue-rows][data-ready]")
    tab_to(page, "select[name=team]")
    page.keyboard.type("Net")
    expect(page).to_have_url(re.compile("team=network"))
    tab_to(page, ".q-what")
    heading = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(heading)


def test_by_keyboard_a_board_is_filtered_and_the_filter_taken_back(keys, small):
    page = visit(keys, small + "analytics/teams.html")
    tab_to(page, "summary")
    page.keyboard.press("Enter")
    expect(page.locator("[data-pick] select").first).to_be_visible()
    tab_to(page, "select[name=team]")
    page.keyboard.type("Net")
    expect(page.locator("[data-picked]")).to_contain_text("Team:")
    tab_to(page, "[data-picked] :is(a, button)")
    page.keyboard.press("Enter")
    expect(page.locator("[data-picked]")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('[data-board] summary')")


def test_by_keyboard_a_request_goes_from_the_first_step_to_all_answers(keys, public):
    page = visit(keys, public + "request/starter.html")
    for box, typed in (("#field-who", "Ana Lund"), ("#field-first-day", "04012026")):
        tab_to(page, box)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("#step-2-title")).to_be_focused()
    tab_to(page, "#step-2 input[type=radio]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#field-phone")
    page.keyboard.press("Space")
    tab_to(page, "[data-continue]")
    page.keyboard.press("Enter")
    expect(page.locator("#step-3-title")).to_be_focused()
    tab_to(page, "[data-continue]")
    page.keyboard.press("Enter")
    expect(page.locator("#check-title")).to_be_focused()
    assert page.locator("[data-answers] dd:first-of-type").all_inner_texts() == [
        "Ana Lund", "Wednesday, April 1, 2026", "Lisbon", "Yes", "Not answered",
    ]  # fmt: skip
    tab_to(page, "[data-way=mail]")
