"""All dashboards of a desk from a warm cache: `python tests/bench/dashboards.py [--tickets 100000] [--desk CLONE]`.

Draws every dashboard, the lists behind their figures and the problem patterns for managers, into an empty folder, and
says what each part costs in processor seconds. Another process has done the same an hour before: it read the tickets
and kept their facts, which is the warm cache. Every figure, chart and pattern is then made anew, since an hour has
passed. Exit status 1 when it takes longer than the 20 s that it may.
"""

import argparse
import gc
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from bench_desks import NOW, Desks  # the bench folder is no package

from helpdesk.commands.clone.desk import work_tree_snapshot
from helpdesk.model.moment import parse_utc
from helpdesk.publish.audience import Audience
from helpdesk.publish.glance import Looker
from helpdesk.publish.glances import Glances
from helpdesk.publish.output import Output
from helpdesk.publish.pages.analytics import analytics_pages
from helpdesk.publish.pages.problems import problem_pages
from helpdesk.publish.phrasing import instant
from helpdesk.publish.site import Site, frame_of
from helpdesk.publish.survey import Survey

BUDGET = 20.0
LARGEST_PAGE = 150_000


def measured(clone: Path, now: datetime) -> bool:
    """One build of the dashboards alone; whether it kept its budget."""
    began = last = _spent()
    wall = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal last
        print(f"{name:<42} {_spent() - last:6.2f} s")
        last = _spent()

    snapshot = work_tree_snapshot(clone)
    with tempfile.TemporaryDirectory() as folder:
        output = Output(Path(folder) / "site", Audience.MANAGERS, "pages")
        site = Site(snapshot, output, frame_of(snapshot, Audience.MANAGERS, guide=False), now, "")
        lap("open the desk")
        looker = Looker(snapshot, site.names, Audience.MANAGERS, now)
        survey = Survey(site.names, now, Glances(snapshot, looker, now, "staff", site.world))
        lap("every ticket at a glance, from the cache")
        survey.facts  # noqa: B018 - read when first asked for
        lap("their facts, from the cache")
        finish = analytics_pages(site, survey)
        problem_pages(site, survey)
        lap("patterns and failure curves")
        finish()
        lap("all dashboards of three periods")
        sizes = {path: (Path(folder) / "site" / path).stat().st_size for path in output.paths}
    drawn = {path: size for path, size in sizes.items() if path.startswith("analytics/") and "/tickets/" not in path}
    boards = {path: size for path, size in drawn.items() if path.endswith(".html")}
    parts = max((size for path, size in drawn.items() if path.endswith("parts.json")), default=0)
    took, largest = _spent() - began, max(boards.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{survey.tickets:,} tickets, {len(sizes)} pages, the largest dashboard {largest / 1000:.0f} KB")
    print(f"what filters pick from, loaded when somebody filters: {parts / 1000:.0f} KB at most")
    print(f"{took:.1f} s of processor time, {time.perf_counter() - wall:.1f} s by the clock, {peak:.0f} MB")
    return took < BUDGET and largest < LARGEST_PAGE


def _spent() -> float:
    """Processor seconds of this process and of those that ended below it: figures are made in a second one."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tickets", type=int, default=100_000)
    options.add_argument("--desk", type=Path, help="a clone of a desk instead of a made one")
    options.add_argument("--now", type=parse_utc, help="one build at this time, whatever has been kept")
    chosen = options.parse_args()
    clone = chosen.desk or _made(chosen.tickets)
    if chosen.now:
        gc.disable()  # as `helpdesk build` does
        sys.exit(0 if measured(clone, chosen.now) else 1)
    for hour in (0, 1):
        now = instant(parse_utc(NOW) + timedelta(hours=hour, minutes=1))
        print("cold:" if hour == 0 else "\nwarm:", flush=True)
        done = subprocess.run([sys.executable, __file__, "--desk", clone, "--now", now], check=False)
    sys.exit(done.returncode)


def _made(tickets: int) -> Path:
    desks = Desks(Path(__file__).parents[2] / ".bench")
    place = desks.folder / "work" / f"dashboards-{tickets}" / "clone"
    return place if place.exists() else desks.copy(tickets, f"dashboards-{tickets}").clone


if __name__ == "__main__":
    main()
