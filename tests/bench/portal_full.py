"""The portal in full beside Hugo, all processes counted: `python tests/bench/portal_full.py DESK [--runs 3]`.

DESK is a desk's clone. Three lines, in turn: ours with nothing kept of earlier builds (the cache of tickets, which
every pass keeps, is there), ours with what an earlier build kept, and Hugo, each into an empty folder. Processor
seconds are those of all processes, and so is memory: shared pages are counted once (PSS, looked at every 50 ms).

What differs and cannot be helped: Hugo draws a bare page for each of all tickets and nothing else; the portal draws
pages with decisions, clocks, related things and data twins for open and recent tickets, archives for the others, and
queues, dashboards, reports, registers and a search index.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench_desks import NOW
from hugo import hugo_site
from measure import ENVIRONMENT, HELPDESK, helpdesk

Figures = tuple[float, float, float]


def taken(command: Sequence[str | Path], folder: Path) -> Figures:
    """Processor seconds, wall seconds and MB of a command with all its processes."""
    began, most, over = time.perf_counter(), 0.0, threading.Event()
    process = subprocess.Popen([str(word) for word in command], cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL)

    def watch() -> None:
        nonlocal most
        while not over.wait(0.05):
            most = max(most, sum(map(shared_out, [process.pid, *children(process.pid)])))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    over.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, wall, most


def children(pid: int) -> list[int]:
    try:
        own = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [*own, *(below for child in own for below in children(child))]


def shared_out(pid: int) -> float:
    """PSS in MB; nothing for a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(description="The portal in full beside Hugo.")
    parser.add_argument("desk", type=Path, help="a desk's clone")
    parser.add_argument("--runs", type=int, default=3, help="so many of each, in turn")
    given = parser.parse_args()
    desk = given.desk.resolve()
    helpdesk("list", "--json", folder=desk)  # fills the cache of tickets
    with tempfile.TemporaryDirectory(prefix="portal-full-", dir=Path.cwd()) as scratch:
        out, site = Path(scratch) / "out", hugo_site(desk, Path(scratch) / "hugo")
        build = (*HELPDESK, "build", "--now", NOW, "--no-guide", "--out", out)

        def cold() -> Figures:
            for file in (desk / ".git/helpdesk").glob("kept-*"):
                file.unlink()
            return taken(build, desk)

        ways: dict[str, Callable[[], Figures]] = {
            "ours, nothing kept": cold,
            "ours, figures kept": lambda: taken(build, desk),
            "hugo": lambda: taken(("hugo", "--quiet", "--source", site, "--destination", out), desk),
        }
        found: dict[str, list[Figures]] = {way: [] for way in ways}
        for _ in range(given.runs):
            for way, once in ways.items():
                found[way].append(once())
                shutil.rmtree(out)
    for way, runs in found.items():
        cpu, wall, memory = (statistics.median(each) for each in zip(*runs, strict=True))
        print(f"{way:20} {cpu:6.1f} s of processor  {wall:6.1f} s by the clock  {memory:5.0f} MB")
    print(f"medians of {given.runs}, load {os.getloadavg()[0]:.0f}")


if __name__ == "__main__":
    main()
