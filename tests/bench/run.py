"""Timings beside their yardsticks: `python tests/bench/run.py [--tickets 1000,10000] [--only NAME] [--runs 5]`.

Desks are made once and kept in `.bench/`. Times are processor seconds of a whole process with its children (user and
system), medians of runs in turn with the yardstick; ± is half the spread. What counts are ratios: this machine may be
busy. Exit status 1 when a budget is not kept and --strict asks for it.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from desks import Desks  # the bench folder is no package
from rows import ONCE, ROWS, Bench, Row

FOLDER = Path(__file__).parents[2] / ".bench"
WIDTHS = (32, 16, 26, 10, 7, 28, 5)


def line(row: Row) -> tuple[str, ...]:
    """A row as the table shows it."""
    theirs = row.theirs
    ratio = f"{row.ours.cpu() / theirs.cpu():.2f}" if theirs else ""
    return (
        row.work,
        f"{seconds(row.ours.cpu())} ±{row.ours.spread():.0%}",
        row.yardstick,
        seconds(theirs.cpu()) if theirs else "missing",
        ratio,
        row.budget,
        {True: "kept", False: "OVER", None: "-"}[row.kept],
        row.note,
    )


def seconds(value: float) -> str:
    """`184 ms` or `12.3 s`."""
    return f"{value * 1000:.0f} ms" if value < 2 else f"{value:.1f} s"


def as_data(row: Row, tickets: int) -> dict[str, object]:
    """A row for programs; seconds and MB."""
    return {
        "work": row.work,
        "tickets": tickets,
        "seconds": row.ours.cpu(),
        "spread": row.ours.spread(),
        "wall": row.ours.wall(),
        "peak_mb": row.ours.peak(),
        "yardstick": row.yardstick,
        "yardstick_seconds": row.theirs.cpu() if row.theirs else None,
        "yardstick_peak_mb": row.theirs.peak() if row.theirs else None,
        "budget": row.budget,
        "kept": row.kept,
        "note": row.note,
    }


def main() -> None:
    """Parse the command line, run the rows, print as they come."""
    parser = argparse.ArgumentParser(description="Timings beside their yardsticks.")
    parser.add_argument("--tickets", default="1000,10000", help="sizes of desks, separated by commas")
    parser.add_argument("--only", action="append", choices=list(ROWS), help="this row; may be given more than once")
    parser.add_argument("--runs", type=int, default=5, help="at most so many runs of each")
    parser.add_argument("--json", action="store_true", help="one JSON array instead of the table")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget is not kept")
    given = parser.parse_args()
    desks, found = Desks(FOLDER), []
    kept = True
    for place, tickets in enumerate(int(size) for size in given.tickets.split(",")):
        if not given.json:
            print(f"\n{tickets:,} tickets", flush=True)
            print(" ".join(_padded(("work", "ours", "yardstick", "theirs", "ratio", "budget", ""))), flush=True)
        for name in given.only or ROWS:
            if place and name in ONCE:
                continue
            for row in ROWS[name](Bench(desks, tickets, given.runs)):
                found.append(as_data(row, tickets))
                kept = kept and row.kept is not False
                if not given.json:
                    print(" ".join(_padded(line(row))).rstrip(), flush=True)
    if given.json:
        print(json.dumps(found, indent=2))
    raise SystemExit(given.strict and not kept)


def _padded(cells: tuple[str, ...]) -> list[str]:
    return [cell.ljust(width) for cell, width in zip(cells, (*WIDTHS, 0), strict=False)]


if __name__ == "__main__":
    main()
