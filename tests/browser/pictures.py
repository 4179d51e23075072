"""Make the pictures of the README and the guide again: `python tests/browser/pictures.py`.

The reference desk with its demo's history, at one fixed moment, in a real Chromium at 1440 x 900 in light colours.
Needs chromium and pngquant (`apt-get install chromium pngquant`).
"""

import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from helpdesk.commands.clone.desk import work_tree_snapshot
from helpdesk.demo.place import Place
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.publish import Audience, publish
from helpdesk.publish.server import PortalServer

NOW = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
IMAGES = Path(__file__).resolve().parents[2] / "site" / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
LARGEST = 150_000


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder:
        place = Place(Path(folder) / "demo")
        place.set_up(NOW, 400, "https://help.example.org", lambda count: None)
        publish(place.desk, work_tree_snapshot(place.desk), place.public, NOW, Audience.STAFF)
        with PortalServer(place.public, 0) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            take(server.address, {"portal": "index.html", "ticket": a_good_ticket(place.desk)})
            server.shutdown()


def a_good_ticket(desk: Path) -> str:
    """The page of an open ticket in English that is being worked on, with the longest conversation."""
    snapshot = work_tree_snapshot(desk)
    states = {kind: lifecycle.states for kind, lifecycle in snapshot.rules.lifecycles.items()}
    english = {person.email for person in snapshot.rules.people.values() if person.language == "en"}
    worked_on = [
        record
        for record in snapshot.open_tickets()
        if record.ticket.requester.email in english
        and states[record.ticket.type][record.ticket.status].phase in (Phase.ACTIVE, Phase.WAITING)
        and record.state.promises
    ]
    best = max(worked_on, key=lambda record: (len(record.conversation), record.number))
    return f"tickets/{best.number // 1000:03d}/{best.reference}.html"


def take(address: str, wanted: dict[str, str]) -> None:
    """One picture a page: `wanted` is the page's path by the picture's name."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        for name, path in wanted.items():
            picture(page, f"{address.rstrip('/')}/{path}", IMAGES / f"{name}.png")
        browser.close()


def picture(page: Page, url: str, target: Path) -> None:
    answer = page.goto(url)
    assert answer is not None and answer.ok, f"{url} is not there"
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target)
    subprocess.run(["pngquant", "--force", "--strip", "--output", str(target), "64", str(target)], check=True)
    size = target.stat().st_size
    assert size < LARGEST, f"{target} has {size} bytes, more than {LARGEST}"
    sys.stdout.write(f"{target.name}: {size:,} bytes of {url}\n")


if __name__ == "__main__":
    main()
