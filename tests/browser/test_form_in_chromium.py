"""The gateway's form in a real browser, without a script: filled in, sent, mended, and answered with the reference."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

from storm import Gateway

from conftest import Open
from live_desk import free_port, run, set_up

pytestmark = pytest.mark.browser
LAPTOP = """name: A laptop
description: For new colleagues.
fields:
  - {id: size, label: Size, type: select, options: [13 inch, 14 inch], required: true}
  - {id: extras, label: Extras, type: multiselect, options: [Mouse, Dock]}
  - {id: day, label: First day, type: date}
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    desk = set_up(tmp_path_factory.mktemp("gateway"))
    (desk / "rules" / "catalog").mkdir(exist_ok=True)
    (desk / "rules" / "catalog" / "laptop.yml").write_text(LAPTOP)
    for words in (["add", "."], ["commit", "-qm", "Offer laptops"], ["push", "-q"]):
        run(["git", "-c", "user.name=Kim", "-c", "user.email=kim@example.org", *words], desk)
    gateway = Gateway(desk, free_port())
    gateway.start()
    yield f"http://127.0.0.1:{gateway.port}"
    gateway.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/request", "/request/laptop"])
def test_the_form_can_be_used_by_everybody(visit: Open, address: str, path: str, scheme: str) -> None:
    page = visit(f"{address}{path}", width=320, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_form_sent_without_a_script_shows_its_reference(visit: Open, address: str) -> None:
    page = visit(f"{address}/request", scripts=False)
    page.get_by_label("Your mail address").fill("ana@example.org")
    page.get_by_label("In a few words").fill("The printer is on fire")
    page.get_by_label("What happens").fill("Since this morning.")
    page.get_by_label("Files").set_input_files([{"name": "photo.txt", "mimeType": "text/plain", "buffer": b"smoke"}])
    page.get_by_role("button", name="Send").click()
    page.get_by_text("HD-0").wait_for(timeout=60_000)
    assert "/receipt/" in page.url


def test_a_mistake_comes_back_marked_with_everything_else_as_typed(browser: Browser, address: str) -> None:
    # Not by `visit`: the console tells of the 422 that this is about.
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/request/laptop")
    # What a browser checks by itself, the gateway checks again; here only it can know.
    page.get_by_label("Your mail address").fill("help@example.org")
    page.get_by_label("Size").select_option("14 inch")
    page.get_by_label("Dock").check()
    page.get_by_label("First day").fill("2026-04-01")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Your mail address").get_attribute("aria-invalid") == "true"
    assert page.get_by_label("Size").input_value() == "14 inch"
    assert page.get_by_label("Dock").is_checked() and not page.get_by_label("Mouse").is_checked()
    assert page.get_by_label("First day").input_value() == "2026-04-01"
    page.get_by_label("Your mail address").fill("ana@example.org")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("HD-0").wait_for(timeout=60_000)
    page.close()
