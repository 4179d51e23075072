"""The portal's search in a real browser: `python tests/bench/portal_search.py FOLDER [MS]`, of a portal that was built.

Somebody goes to the search box of a page that was just opened and types, a letter every MS milliseconds (100 unless
told). Prints as JSON how long the answer to a letter takes, from its event to the list in the page, for the first
letters of each page (nothing was loaded before) and for all; and what a query loads. Needs Chromium; the portal is
served by a process of its own.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

QUERIES = ("vpn connection", "password reset", "printer paper jam", "laptop", "new colleague research", "wirless")
SERVER = """
import sys
from pathlib import Path
from helpdesk.publish.server import PortalServer
with PortalServer(Path(sys.argv[1]), 0) as server:
    print(server.address, flush=True)
    server.serve_forever()
"""
WATCH = """
globalThis.took = [];
let typed = 0;
addEventListener("input", () => { typed = performance.now(); }, true);
document.addEventListener("focusin", () => {
  const answered = () => { if (typed) took.push(performance.now() - typed); typed = 0; };
  const wait = setInterval(() => {
    const status = document.querySelector("[data-search] [role=status]");
    if (!status) return;
    clearInterval(wait);
    new MutationObserver(answered).observe(document.querySelector(".finds"), { childList: true });
  }, 1);
}, { once: true });
"""


def typed(browser: Browser, address: str, query: str, pause: int) -> tuple[list[float], list[int]]:
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.goto(f"{address}articles/index.html")
    page.wait_for_load_state("networkidle")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.focus("#find")
    page.wait_for_timeout(300)
    page.keyboard.type(query, delay=pause)
    page.wait_for_timeout(500)
    took: list[float] = page.evaluate("took")
    page.close()
    return took, sizes


def main(folder: Path, pause: int = 100) -> None:
    first, every, loaded = [], [], {}
    with subprocess.Popen([sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for query in QUERIES:
                took, sizes = typed(browser, address, query, pause)
                first += took[:3]
                every += took
                loaded[query] = {
                    "files": len(sizes),
                    "bytes": sum(sizes),
                    "first letters ms": [round(t) for t in took[:4]],
                }
            browser.close()
        server.terminate()
    report = {"load": os.getloadavg()[0], "first three letters": spread(first), "all letters": spread(every)}
    sys.stdout.write(json.dumps({**report, "loaded": loaded}, indent=1) + "\n")


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "letters": len(values),
        "median ms": round(statistics.median(values), 1),
        "p95 ms": round(ordered[int(len(ordered) * 0.95)], 1),
        "slowest ms": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
