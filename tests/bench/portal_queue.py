"""A queue of thousands of open tickets in a real browser: `python tests/bench/portal_queue.py [TICKETS] [RUNS]`.

Prints as JSON, the median of the runs and the slowest: when the queue can be used (filters shown, all of its tickets
known), what it loads, and while somebody scrolls how long frames are and how much work (CPU time of
the page's thread) is done in each. Needs Chromium; the portal is served by a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from msgspec.structs import replace
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "publish"))  # the desk of the portal's own tests

from northwind import NOW, articles, assets, random_record, rules

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish.audience import Audience
from helpdesk.publish.output import Output
from helpdesk.publish.pages.queues import queue_pages
from helpdesk.publish.site import Site, frame_of
from helpdesk.publish.survey import Survey

SERVER = """
import sys
from pathlib import Path
from helpdesk.publish.server import PortalServer
with PortalServer(Path(sys.argv[1]), 0) as server:
    print(server.address, flush=True)
    server.serve_forever()
"""
WATCH = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector("[data-queue-rows][data-ready]")) return;
  watcher.disconnect();
  globalThis.usable = performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
"""
SCROLL = """async () => {
  const frames = [], rest = (ms) => new Promise((ready) => setTimeout(ready, ms));
  let before = 0, going = true;
  const frame = (at) => {
    if (before) frames.push(at - before);
    before = at;
    scrollBy(0, 160);
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  await rest(4000);
  going = false;
  return frames;
}"""


def open_desk(count: int) -> MemoryDesk:
    """Open tickets alone: a queue of as many rows."""
    dice, found = Random(5), []
    while len(found) < count:
        record = random_record(len(found) + 1, dice, days=40)
        if record.ticket.status in ("new", "open", "waiting"):
            title = f"{record.ticket.title} ({dice.randrange(10_000)})"
            found.append(replace(record, ticket=replace(record.ticket, title=title)))
    return MemoryDesk(rules(), found, articles=articles(), assets=assets())


def draw_queues(desk: MemoryDesk, folder: Path) -> None:
    """The pages of the queues alone: all of the portal takes minutes at this size."""
    output = Output(folder, Audience.STAFF.value, "pages")
    site = Site(desk, output, frame_of(desk, Audience.STAFF, guide=False), NOW, "")
    survey = Survey(site.names, NOW, staff=True)
    for record in desk.all_tickets():
        list(survey.see(record))
    queue_pages(site, survey)
    site.static_files()
    output.finish()


def metrics(client: object) -> dict[str, float]:
    return {each["name"]: each["value"] for each in client.send("Performance.getMetrics")["metrics"]}  # type: ignore[attr-defined]


def measured(browser: Browser, address: str) -> dict[str, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(WATCH)
    loaded: list[int] = []
    page.on("response", lambda answer: loaded.append(len(answer.body())))
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(f"{address}queues/all.html")
    page.wait_for_selector("[data-queue-rows][data-ready]", state="attached")
    page.wait_for_timeout(300)
    found = {"usable ms": page.evaluate("usable"), "loaded KB": sum(loaded) / 1024}
    before = metrics(client)
    found["work to then ms"] = before["TaskDuration"] * 1000
    frames = page.evaluate(SCROLL)
    after = metrics(client)
    found |= {"frame p50 ms": statistics.median(frames), "frame p95 ms": quantile(frames, 0.95), "frames": len(frames)}
    for name, short in (("TaskDuration", "work"), ("ScriptDuration", "script"), ("LayoutDuration", "layout")):
        found[f"{short} a frame ms"] = (after[name] - before[name]) * 1000 / len(frames)
    page.close()
    return found


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main(count: int, runs: int) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-queue-") as folder:
        draw_queues(open_desk(count), Path(folder))
        sizes = {name: Path(folder, "queues", name).stat().st_size for name in ("all.html", "all.json")}
        with subprocess.Popen([sys.executable, "-c", SERVER, folder], stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            address = server.stdout.readline().strip()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                rows = [measured(browser, address) for _ in range(runs)]
                browser.close()
            server.terminate()
    found = {name: [round(how([row[name] for row in rows]), 1) for how in (statistics.median, max)] for name in rows[0]}
    report = {"tickets": count, "load": os.getloadavg()[0], "bytes": sizes, "median and slowest": found}
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*[*given, *(5000, 5)[len(given) :]])
