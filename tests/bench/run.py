"""Timings beside their yardsticks: `python tests/bench/run.py [--sizes 1000,10000] [--rows idle,one] [--runs 5]`.

Desks are made once and kept in `.bench/`, and so are the results: `.bench/table.md` has the newest of each row and
size, ratios first, and `.bench/growth.svg` how cost grows with size. Times are processor seconds of a whole process
with its children (user and system), medians of runs in turn with the yardstick; the spread is half the distance between
the fastest and the slowest. What counts are ratios: this machine may be busy. A row that fails, or whose yardstick
cannot be installed, says why, and the others go on; the exit status is then 1. It is 1 as well when a budget is not
kept and --strict asks for it.

More than 100,000 tickets are copied bare, and rows that read a work tree fail there; 1,000,000 take 5 GB and half an
hour of processor time to make, and as long for the first pass: name the rows, and --runs 1.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from bench_desks import Desks  # the bench folder is no package
from growth import draw
from installed import NotInstalled
from rows import ONCE, ROWS, UP_TO, Bench, Row

FOLDER = Path(__file__).parents[2] / ".bench"
SIZES = "1000,10000,100000"
Result = dict[str, object]


def seconds(value: object) -> str:
    """`184 ms` or `12.3 s`."""
    taken = float(str(value))
    return f"{taken * 1000:.0f} ms" if taken < 2 else f"{taken:.1f} s"


def as_data(row: Row, tickets: int, load: float) -> Result:
    """A row for programs; seconds and MB."""
    theirs = row.theirs
    return {
        "work": row.work,
        "tickets": tickets,
        "ratio": row.ours.cpu() / theirs.cpu() if theirs else None,
        "seconds": row.ours.cpu(),
        "spread": row.ours.spread(),
        "runs": len(row.ours.runs),
        "wall": row.ours.wall(),
        "peak_mb": row.ours.peak(),
        "yardstick": row.yardstick,
        "yardstick_seconds": theirs.cpu() if theirs else None,
        "yardstick_spread": theirs.spread() if theirs else None,
        "yardstick_peak_mb": theirs.peak() if theirs else None,
        "budget": row.budget,
        "kept": row.kept,
        "note": row.note,
        "load": load,
        "on": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
    }


HEAD = ("ratio", "work", "tickets", "ours", "yardstick", "theirs", "budget", "", "runs", "load", "note")


def cells(one: Result) -> tuple[str, ...]:
    """A result as the table shows it."""
    theirs = one["yardstick_seconds"]
    return (
        f"{one['ratio']:.2f}" if one["ratio"] is not None else "",
        str(one["work"]),
        f"{one['tickets']:,}",
        f"{seconds(one['seconds'])} ±{one['spread']:.0%}",
        str(one["yardstick"]),
        f"{seconds(theirs)} ±{one['yardstick_spread']:.0%}" if theirs is not None else "missing",
        str(one["budget"]) or "none",
        {True: "kept", False: "OVER", None: "-"}[one["kept"]],  # type: ignore[index]
        str(one["runs"]),
        f"{one['load']:.1f}",
        str(one["note"]),
    )


def table(results: list[Result]) -> str:
    """All that was measured, as Markdown."""
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    lines += [f"| {' | '.join(cells(one))} |" for one in results]
    return "\n".join(lines) + "\n"


def chosen(rows: list[str], sizes: list[int]) -> Iterator[tuple[str, int]]:
    """Which row at which size."""
    for place, tickets in enumerate(sizes):
        for name in rows or ROWS:
            if not (place and name in ONCE) and (rows or tickets <= UP_TO.get(name, tickets)):
                yield name, tickets


def main() -> None:
    """Parse the command line, run the rows, print as they come, keep what was found."""
    parser = argparse.ArgumentParser(description="Timings beside their yardsticks.")
    parser.add_argument("--sizes", "--tickets", default=SIZES, help=f"such as {SIZES}; on request 1000000")
    parser.add_argument("--rows", default="", help=f"only these: {','.join(ROWS)}")
    parser.add_argument("--runs", type=int, default=5, help="so many runs of each, and medians of them")
    parser.add_argument("--json", action="store_true", help="one JSON array instead of the table")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget is not kept")
    given = parser.parse_args()
    rows = _words(given.rows)
    unknown = sorted(set(rows) - set(ROWS))
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    sizes = [int(size) for size in _words(given.sizes)]
    desks, found, failed = Desks(FOLDER), list[Result](), list[str]()
    signal.signal(signal.SIGTERM, _stop)
    for name, tickets in chosen(rows, sizes):
        load = os.getloadavg()[0]
        began = time.perf_counter()
        try:
            measured = ROWS[name](Bench(desks, tickets, given.runs))
        except (NotInstalled, RuntimeError, OSError, subprocess.SubprocessError) as problem:
            failed.append(f"{name} at {tickets:,} tickets: {problem}")
            print(f"FAILED {failed[-1]}", file=sys.stderr, flush=True)
            continue
        found += [as_data(row, tickets, load) for row in measured]
        keep(found)
        if not given.json:
            print(*(" | ".join(cells(one)) for one in found[-len(measured) :]), sep="\n", flush=True)
        print(f"({name} at {tickets:,} tickets took {time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
    if given.json:
        print(json.dumps(found, indent=2))
    raise SystemExit(bool(failed) or (given.strict and any(one["kept"] is False for one in found)))


def _stop(number: int, frame: object) -> None:
    """Asked to end: what was started ends as well."""
    raise SystemExit(128 + number)


def keep(found: list[Result]) -> None:
    """Put what was found in the place of what is known of the same rows and sizes, and write table and chart anew."""
    path = FOLDER / "results.json"
    known = json.loads(path.read_text()) if path.exists() else []
    newest = {(one["work"], one["yardstick"], int(one["tickets"])): one for one in (*known, *found)}
    results = [newest[which] for which in sorted(newest)]
    path.write_text(json.dumps(results, indent=2))
    (FOLDER / "table.md").write_text(table(results))
    (FOLDER / "growth.svg").write_text(draw(results))


def _words(text: str) -> list[str]:
    """What stands between commas or blanks."""
    return [word for word in re.split(r"[,\s]+", text) if word]


if __name__ == "__main__":
    main()
