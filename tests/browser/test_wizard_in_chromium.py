"""Asking for something in a real browser: checks beside the fields, drafts, help meanwhile, and the hand-over."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from northwind import NOW, articles, assets, rules, sample_desk, ticket_record
from playwright.sync_api import Page, expect

from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.desk import GitHubRule
from helpdesk.model.ticket import Ticket, Visibility
from helpdesk.model.timeline import Opened
from helpdesk.publish import Audience, build
from helpdesk.publish.server import PortalServer

pytestmark = pytest.mark.browser


class Gateway(BaseHTTPRequestHandler):
    """Takes forms as the desk's gateway does, and refuses the first as a busy one would."""

    taken: list[tuple[str, bytes]]
    status: int

    def do_OPTIONS(self) -> None:
        self._say(204, None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append((self.path, body))
        if self.status == 422:
            wrong = [{"field": "field.for", "what": "nobody is called so", "remedy": "write a mail address"}]
            self._say(422, {"detail": "Some of it has to be mended.", "errors": wrong})
        else:
            self._say(self.status, {"status": "ticket", "reference": "HD-000777", "receipt": ""})

    def _say(self, status: int, data: object) -> None:
        body = json.dumps(data).encode() if data is not None else b""
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", ""))
        self.send_header("Access-Control-Allow-Headers", "content-type, idempotency-key, accept")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def gateway() -> Iterator[ThreadingHTTPServer]:
    handler = type("Handler", (Gateway,), {"taken": [], "status": 201})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def portal(tmp_path, gateway) -> Iterator[str]:
    """A public portal with all three ways to send."""
    address = f"http://127.0.0.1:{gateway.server_port}"
    desk = rules(gateway=address, github=GitHubRule(repositories=("northwind/help",)))
    made = {"title": "", "summary": "Nobody can print on the second floor", "priority": "P1", "status": "open"}
    major = Ticket(id="HD-000001", **made, visibility=Visibility.PUBLIC, opened=NOW)
    known = [ticket_record(major, Opened(at=NOW, key="1"))]
    build(MemoryDesk(desk, known, articles=articles(), assets=assets()), tmp_path, NOW, Audience.PUBLIC)
    with PortalServer(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture
def at(browser, portal) -> Iterator[object]:
    contexts = []

    def run(path: str, *, scripts: bool = True) -> Page:
        context = browser.new_context(java_script_enabled=scripts, timezone_id="Europe/Berlin")
        contexts.append(context)
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.goto(portal + path)
        page.wait_for_load_state("networkidle")
        return page

    yield run
    for context in contexts:
        context.close()


def fill(page: Page) -> None:
    page.get_by_label("14 inch").check()
    page.get_by_label("For whom is it?").fill("bo@northwind.example")
    page.get_by_label("Your mail address").fill("ada@northwind.example")


def test_what_is_missing_or_wrong_is_said_beside_the_field_and_at_the_top(at):
    page = at("request/laptop.html")
    page.get_by_label("The old one's name").fill("nonsense")
    page.get_by_label("For how many years?").fill("9")
    page.get_by_label("Dock").check()
    page.get_by_label("Mouse").check()
    page.get_by_role("button", name="Send").click()
    lines = page.locator("[data-errors] li").all_inner_texts()
    assert lines == [
        "Which size?: Choose one", "For whom is it?: Answer this",
        "The old one's name: This does not have the form that is asked for", "For how many years?: Give 5 or less",
        "What goes with it?: Choose 1 or fewer", "Your mail address: Answer this",
    ]  # fmt: skip
    assert page.evaluate("document.activeElement.hasAttribute('data-errors')")
    page.locator("[data-errors] a").nth(1).click()
    box = page.get_by_label("For whom is it?")
    assert page.evaluate("document.activeElement.id") == box.get_attribute("id")
    assert box.get_attribute("aria-invalid") == "true"
    assert "Answer this" in page.locator(f"#{box.get_attribute('aria-describedby').split()[-1]}").inner_text()
    box.fill("bo@northwind.example")
    expect(page.locator("#field-for-error")).to_have_count(0)


def test_a_form_is_sent_to_the_gateway_with_its_files_and_the_draft_is_gone(at, gateway, tmp_path):
    photo = tmp_path / "lid.png"
    photo.write_bytes(b"\x89PNG not really")
    page = at("request/laptop.html")
    fill(page)
    page.get_by_label("A photo").set_input_files(photo)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-done]")).to_contain_text("HD-000777")
    ((path, body),) = gateway.RequestHandlerClass.taken
    assert path == "/request/laptop"
    for part in (
        b'name="field.size"\r\n\r\n14 inch',
        b'name="email"\r\n\r\nada@',
        b"PNG not really",
        b'name="website"',
    ):
        assert part in body
    page.wait_for_timeout(400)  # a draft is kept a quarter of a second after the last letter: not of what is sent
    assert page.evaluate("localStorage.getItem('draft:laptop')") is None


def test_what_the_gateway_finds_wrong_is_said_beside_the_field_and_nothing_is_lost(at, gateway):
    gateway.RequestHandlerClass.status = 422
    page = at("request/laptop.html")
    fill(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-errors] li")).to_have_text(
        ["For whom is it?: nobody is called so; write a mail address"]
    )
    assert page.get_by_label("For whom is it?").input_value() == "bo@northwind.example"


def test_a_gateway_that_is_away_says_so_and_the_other_ways_are_there(at, gateway):
    page = at("request/laptop.html")
    fill(page)
    page.route("**/request/laptop", lambda route: route.abort())
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-errors]")).to_contain_text("cannot be reached just now. Nothing was lost")
    assert page.get_by_role("link", name="Write it as a mail").is_visible()


def test_a_draft_comes_back_until_it_is_sent_or_thrown_away(at, portal):
    page = at("request/laptop.html")
    page.get_by_label("What for?").fill("My old one is broken")
    page.get_by_label("16 inch").check()
    kept = "localStorage.getItem('draft:laptop')?.includes('16 inch')"
    assert any(page.evaluate(kept) or page.wait_for_timeout(100) for _ in range(50))
    page.goto(portal + "index.html")
    page.goto(portal + "request/laptop.html")
    expect(page.locator("[data-draft]")).to_contain_text("It has not been sent.")
    assert page.get_by_label("What for?").input_value() == "My old one is broken"
    assert page.get_by_label("16 inch").is_checked()
    page.get_by_role("button", name="Begin anew").click()
    assert page.get_by_label("What for?").input_value() == ""
    assert page.evaluate("localStorage.getItem('draft:laptop')") is None


def test_github_opens_with_the_answers_in_its_own_form(at):
    page = at("request/laptop.html")
    page.evaluate("globalThis.open = (url) => { globalThis.opened = url; }")
    page.get_by_label("14 inch").check()
    page.get_by_label("For whom is it?").fill("bo & co@northwind.example")
    page.get_by_role("link", name="Continue on GitHub").click()
    expect(page.locator("[data-done]")).to_contain_text("Nothing has reached the desk before you send it there.")
    opened = urlsplit(page.evaluate("globalThis.opened"))
    assert (opened.netloc, opened.path) == ("github.com", "/northwind/help/issues/new")
    asked = parse_qs(opened.query)
    assert asked["template"] == ["laptop.yml"]
    assert asked["size"] == ["14 inch"]
    assert asked["for"] == ["bo & co@northwind.example"]
    assert page.evaluate("localStorage.getItem('draft:laptop')") is not None


def test_the_page_says_by_when_somebody_answers_who_asks_now(at):
    page = at("request/laptop.html")
    # Monday, 10:30 in Berlin: four hours on, before the desk closes.
    expect(page.locator(".steps")).to_contain_text("Sent now, you hear from somebody by Monday, March 2 at 14:30.")


def said_to(gateway) -> list[dict[str, str]]:
    """What readers said of articles, without the keys that tell pages apart."""
    posted = [parse_qs(body.decode()) for path, body in gateway.RequestHandlerClass.taken if path == "/readers/helped"]
    return [{name: values[0] for name, values in form.items() if name != "key"} for form in posted]


def test_articles_are_offered_while_typing_and_did_this_solve_it_counts(at, gateway):
    page = at("request/other.html")
    page.get_by_label("Tell us more").fill("the vpn client does not connect")
    offer = page.locator("[data-helps] li").first
    expect(offer).to_contain_text("Connect to the VPN")
    offer.get_by_role("button", name="No").click()
    expect(page.locator("[data-helps]")).not_to_contain_text("Connect to the VPN")
    page.get_by_label("Tell us more").fill("change my password")
    page.locator("[data-helps] li").first.get_by_role("button", name="Yes, it did").click()
    expect(page.locator("[data-done]")).to_contain_text("What you typed was not sent")
    page.wait_for_load_state("networkidle")
    assert said_to(gateway) == [
        {"article": "network/vpn", "helped": "no", "from": "form"},
        {"article": "accounts/password", "helped": "yes", "from": "form"},
    ]
    assert page.evaluate("localStorage.getItem('draft:other')") is None


def test_who_types_about_a_major_incident_is_told_at_once_that_the_desk_works_on_it(at):
    page = at("request/other.html")
    page.get_by_label("What is it about?").fill("the prin")
    expect(page.locator("[data-helps]")).to_contain_text("The desk works on this already")
    page.locator("[data-helps]").get_by_role("link", name="Nobody can print on the second floor").click()
    assert "tickets/000/HD-000001.html" in page.url
    page.goto(page.url.replace("tickets/000/HD-000001", "request/other"))
    page.get_by_label("What is it about?").fill("the other monitor")
    expect(page.locator("[data-helps]")).not_to_contain_text("The desk works on this already")


def test_what_did_not_help_goes_with_the_request(at, gateway):
    page = at("request/other.html")
    page.get_by_label("What is it about?").fill("VPN")
    page.get_by_label("Tell us more").fill("the vpn client does not connect")
    page.locator("[data-helps] li").first.get_by_role("button", name="No").click()
    page.get_by_label("Your mail address").fill("ada@northwind.example")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("[data-done]")).to_contain_text("HD-000777")
    (request,) = [body for path, body in gateway.RequestHandlerClass.taken if path.startswith("/request")]
    assert "they did not solve it:\r\n- Connect to the VPN" in request.decode()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_article_asks_whether_it_helped_with_a_script_and_without(at, gateway, scripts):
    page = at("articles/network/vpn.html", scripts=scripts)
    page.get_by_label("Why, in a line").fill("The menu looks different.")
    page.get_by_role("button", name="No").click()
    if scripts:
        expect(page.get_by_role("status").last).to_contain_text("Your answer is counted, without your name.")
    else:
        page.wait_for_url("**/readers/helped")
    assert said_to(gateway) == [{"article": "network/vpn", "helped": "no", "why": "The menu looks different."}]


def test_without_scripts_the_form_is_posted_whole(at, gateway):
    page = at("request/laptop.html", scripts=False)
    fill(page)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/request/laptop")
    assert b'name="field.for"\r\n\r\nbo@northwind.example' in gateway.RequestHandlerClass.taken[0][1]


def test_the_sample_desk_has_a_form_for_everything(public, visit):
    page = visit(public + "request/index.html")
    page.get_by_role("link", name="Something does not work, or is not on this list").click()
    page.wait_for_url("**/request/other.html")
    assert sample_desk(1).rules.catalog


def test_who_continues_on_github_gives_no_mail_address_and_who_sends_it_here_does(at, gateway):
    page = at("request/starter.html")
    page.get_by_label("Name", exact=True).fill("Ana Lund")
    page.get_by_label("First day").fill("2026-04-01")
    forward = page.get_by_role("button", name="Continue", exact=True)
    forward.click()
    page.get_by_label("Lisbon").check()
    forward.click()
    forward.click()
    expect(page.locator("#email-hint")).to_contain_text("Leave it empty to continue on GitHub")
    forward.click()
    expect(page.locator("#check-title")).to_be_focused()
    page.get_by_role("button", name="Send").click()
    assert page.locator("[data-errors] li").all_inner_texts() == ["Your mail address: Answer this"]
    page.locator("[data-errors] a").click()
    expect(page.get_by_label("Your mail address")).to_be_focused()
    forward.click()
    page.evaluate("globalThis.open = (url) => { globalThis.opened = url; }")
    page.get_by_role("link", name="Continue on GitHub").click()
    assert "Ana" in page.evaluate("globalThis.opened")
    assert gateway.RequestHandlerClass.taken == []
