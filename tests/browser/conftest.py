"""A real Chromium, and a portal built and served for it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, Request, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "publish"))  # the desk of the portal's own tests

from northwind import NOW, sample_desk

from helpdesk.decide.notifying.unlisted import PageKey, person_page_of, ticket_page_of
from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.extras import Extras
from helpdesk.publish.server import PortalServer

CHROMIUM = Path("/usr/bin/chromium")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is not there; apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


def serve(folder: Path) -> Iterator[str]:
    with PortalServer(folder, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


@pytest.fixture(scope="session")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a staff portal with 600 tickets: its longest queue has more than one page."""
    folder = tmp_path_factory.mktemp("staff")
    build(sample_desk(600, days=40), folder, NOW, Audience.STAFF)
    yield from serve(folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A staff portal with two dozen tickets, for what looks at every element of a page."""
    folder = tmp_path_factory.mktemp("small")
    build(sample_desk(24), folder, NOW, Audience.STAFF)
    yield from serve(folder)


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("public")
    build(sample_desk(60), folder, NOW, Audience.PUBLIC)
    yield from serve(folder)


@pytest.fixture(scope="session")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of a requester's ticket and of their list, which only their mails name."""
    folder = tmp_path_factory.mktemp("unlisted")
    desk, key = sample_desk(24), PageKey("k1", b"0123456789abcdef0123456789abcdef")
    build(desk, folder, NOW, Audience.PUBLIC, extras=Extras(page_keys=(key,)))
    record = max(desk.all_tickets(), key=lambda each: len(each.conversation))
    places = ticket_page_of(record, key), person_page_of(record.ticket.requester.email.casefold(), key)
    for address in serve(folder):
        yield address + places[0], address + places[1]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A portal of a desk on its first day."""
    folder = tmp_path_factory.mktemp("empty")
    build(MemoryDesk(sample_desk(1).rules), folder, NOW, Audience.STAFF)
    yield from serve(folder)


@pytest.fixture(scope="session", params=["de", "ar"])
def abroad(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A staff portal in German, and one that is read from right to left."""
    folder, desk = tmp_path_factory.mktemp(request.param), sample_desk(6)
    desk.rules = replace(desk.rules, desk=replace(desk.rules.desk, languages=(request.param,)))
    build(desk, folder, NOW, Audience.STAFF)
    yield from serve(folder)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """`visit(url, width=..., scheme=...)` opens a page. At the end of the test nothing may have gone wrong in any:
    no message on the console, no failed request, no request to another site."""
    contexts, trouble = [], list[str]()

    def run(url: str, *, width: int = 1440, scheme: str = "light", scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.on("console", lambda message: trouble.append(f"{url}: {message.type} {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"{url}: {error}"))
        page.on("requestfailed", lambda request: _given_up(request) or trouble.append(f"{url}: failed {request.url}"))
        page.on("request", lambda request: _foreign(request.url, url) and trouble.append(f"{url}: asked {request.url}"))
        page.goto(url)
        page.wait_for_load_state("networkidle")
        return page

    yield run
    for context in contexts:
        context.close()
    assert trouble == []


def _given_up(request: Request) -> bool:
    """Whether the browser itself let go of it, as when the reader goes to another page meanwhile."""
    return request.failure == "net::ERR_ABORTED"


def _foreign(requested: str, url: str) -> bool:
    return not requested.startswith(("data:", "/".join(url.split("/")[:3])))
