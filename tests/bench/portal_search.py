"""The portal's search in a real browser: `python tests/bench/portal_search.py FOLDER`, of a portal that was built.

Prints what a first query loads and takes, and what each further letter takes, as JSON. Needs Chromium.
"""

import json
import statistics
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from helpdesk.publish.server import PortalServer

QUERIES = ("vpn connection", "password reset", "printer paper jam", "laptop", "new colleague research", "wirless")
ASK = """async (queries) => {
  const { search } = await import(new URL("static/search.js", location.href));
  const took = [];
  for (const query of queries) for (let end = 2; end <= query.length; end += 1) {
    const start = performance.now();
    await search("", query.slice(0, end));
    took.push(performance.now() - start);
  }
  return took;
}"""


def main(folder: Path) -> None:
    with PortalServer(folder, 0) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        loaded: dict[str, list[int]] = {}
        for query in QUERIES:
            page = browser.new_page()
            page.goto(f"{server.address}index.html")
            page.wait_for_load_state("networkidle")
            sizes = loaded.setdefault(query, [])
            page.on("response", lambda answer, sizes=sizes: sizes.append(len(answer.body())))
            first = page.evaluate(ASK.replace("end = 2", "end = query.length"), [query])
            page.wait_for_timeout(200)
            sizes.insert(0, round(first[0]))
            page.close()
        page = browser.new_page()
        page.goto(f"{server.address}index.html")
        took = page.evaluate(ASK, list(QUERIES))
        browser.close()
        server.shutdown()
    first = {
        query: {"ms": sizes[0], "files": len(sizes) - 1, "bytes": sum(sizes[1:])} for query, sizes in loaded.items()
    }
    typing = {"median ms": round(statistics.median(took), 1), "slowest ms": round(max(took), 1), "letters": len(took)}
    sys.stdout.write(json.dumps({"first query": first, "typing": typing}, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
