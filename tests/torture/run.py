"""Crash, machines, race, weather, fuzz, hostile words and storm, and one table of what was done and what failed.

    python tests/torture/run.py [--size small|full] [--only crash,race] [--working .torture] [--again]

Small runs in minutes; full takes hours on two cores, so it goes on where it was broken off: what is done at this commit
is in the folder `--working`, where the table lies too, and is not done again unless `--again` says so. A row that fails
says what, and the exit status is 1.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path[:0] = [str(HERE), str(TESTS / "passing"), str(TESTS)]

# What outlives a run, as `--working` says.
WORKING = Path(".torture")
# Hostile texts are tried in so many parts.
PARTS = 7


@dataclass(frozen=True)
class Size:
    """How much of each."""

    sweep: int
    kills: int
    processes: int
    mails: int
    depth: int
    race: int
    each: int
    inputs: int
    issues: int
    rate: int
    seconds: int


SIZES = {
    "small": Size(
        sweep=40,
        kills=20,
        processes=6,
        mails=60,
        depth=1,
        race=60,
        each=40,
        inputs=300_000,
        issues=12,
        rate=20,
        seconds=5,
    ),
    "full": Size(
        sweep=0,
        kills=600,
        processes=20,
        mails=1000,
        depth=50,
        race=5000,
        each=1,
        inputs=10_000_000,
        issues=300,
        rate=1000,
        seconds=60,
    ),
}


@dataclass(frozen=True)
class Row:
    """`many` of `unit` were tried, of which so many went wrong; `note` has the rest that is worth saying."""

    what: str
    many: int
    unit: str
    failures: list[str]
    note: str = ""


def crash(size: Size) -> Iterator[Row]:
    """Every write, push, send and flush of a pass fails or is the last; passes are killed at any moment."""
    from crash import expected, torment
    from crash_sweep import cramp, kill, sweep

    with tempfile.TemporaryDirectory() as folder:
        found = sweep(Path(folder), size.sweep)
    yield Row("crash: a call fails or is the last", found.runs, "runs", found.failures, f"{found.calls} calls a pass")
    with tempfile.TemporaryDirectory() as folder:
        kills = kill(Path(folder), size.kills)
    yield Row("crash: killed by the clock", kills.runs, "kills", kills.failures, f"{kills.calls} desks")
    with tempfile.TemporaryDirectory() as folder:
        full = cramp(Path(folder))
    yield Row("crash: a disk with so much room", full.runs, "sizes", full.failures)
    with tempfile.TemporaryDirectory() as folder:
        outcome = torment(Path(folder), size.mails, size.processes, seed=1, longest=4.0)
    killed = int(str(outcome.pop("killed")))
    wrong = [f"{name}: {outcome[name]}" for name, value in expected(size.mails).items() if outcome[name] != value]
    yield Row("crash: `helpdesk run` killed", killed, "kills", wrong, f"{size.mails} mails")


def machines(size: Size) -> Iterator[Row]:
    """People, clocks, rules and merges in any order."""
    from test_state_machines import MACHINES, longer

    for machine in MACHINES:
        wrong, examples = longer(machine, size.depth)
        yield Row(f"machine: {machine.__name__}", examples, "lives", wrong)


def weather(size: Size) -> Iterator[Row]:
    """A remote rewritten, a clock a year off, a cache not ours, rules broken on main: each a test of its own."""
    programs = [TESTS / "passing" / name for name in ("test_bad_weather.py", "test_rewritten_remote.py")]
    words = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, programs))
    done = subprocess.run(words, capture_output=True, text=True, timeout=7200)
    passed = re.search(r"(\d+) passed", done.stdout)
    # Where nobody says how many passed, nothing was shown.
    wrong = [f"exit {done.returncode}: {done.stdout[-800:]}"] if done.returncode or not passed else []
    yield Row("weather: rewritten, jumped, damaged", int(passed[1]) if passed else 0, "tests", wrong)


def race(size: Size) -> Iterator[Row]:
    """Eight passes on clones of one remote, and people who push beside them. Who waits for over ten seconds fails it
    where the machine was its own; where others used it too, only who waits for too many others does."""
    from race import judged, starved, wrongs
    from race import race as racing

    with tempfile.TemporaryDirectory() as folder:
        # A hundred mails at a time: the longest turns that a pass would take by itself.
        found = racing(Path(folder), size.race, group=100 if size.race > 1000 else 10)
    longest = found["a landing waited at most (s)"], found["a push of a person waited at most (s)"]
    note = f"{found['races lost']} races lost; longest wait {longest[0]} s (pass), {longest[1]} s (person); "
    note += f"{found['others landed meanwhile, at most']} others landed meanwhile; "
    note += f"{found['CPU of a ticket (ms)']} ms of CPU a ticket"
    if not judged(found):
        note += f"; seconds not judged, others had {found['share of the machine that others had']:.0%} of the machine"
    wrong = [*wrongs(found, size.race), *starved(found)]
    yield Row("race: 8 passes, 2 people, one remote", size.race, "tickets", wrong, note)


def fuzz(size: Size) -> Iterator[Row]:
    """Inputs nobody would write, to every reader: a piece of ten minutes at a time, so that a run that is broken off
    loses no count."""
    from fuzz import counted, until
    from words import SHARES

    folder = WORKING / f"fuzz-{state()[:12]}"
    for found in until(size.inputs, folder, seconds=600.0):
        print(f"... {found.reader} {found.inputs:,}", file=sys.stderr, flush=True)
    for reader in SHARES:
        found = counted(folder, reader)
        note = f"{found.slow} slow, slowest {found.slowest} ms/kB"
        slow = [f"over 100 ms for a kilobyte: {found.worst[:400]}"] if found.slow else []
        yield Row(f"fuzz: {reader}", found.inputs, "inputs", [*found.failures, *slow], note)


def storm(size: Size) -> Iterator[Row]:
    """Mail through real servers that restart, issues through a GitHub that fails, posts at a gateway that is killed."""
    programs = {
        "storm: mails, servers restart": (
            TESTS / "passing" / "mail_storm.py",
            ("--mails", size.mails, "--at-once"),
            size.mails,
            "mails",
        ),
        "storm: issues, GitHub fails": (
            TESTS / "github" / "torture.py",
            ("--issues", size.issues),
            size.issues,
            "issues",
        ),
        "storm: posts, the gateway is killed": (
            TESTS / "channels" / "gateway" / "storm.py",
            ("--rate", size.rate, "--seconds", size.seconds),
            size.rate * size.seconds,
            "posts",
        ),
        "storm: alerts at the gateway": (
            HERE / "alert_storm.py",
            ("--rate", size.rate, "--seconds", size.seconds, "--together", 10),
            size.rate * size.seconds,
            "alerts",
        ),
    }
    for what, (program, words, many, unit) in programs.items():
        done = subprocess.run(
            [sys.executable, str(program), *map(str, words)], capture_output=True, text=True, timeout=7200
        )
        last = [line for line in done.stdout.splitlines() if line.strip()][-3:]
        wrong = [f"exit {done.returncode}: {done.stdout[-800:]} {done.stderr[-400:]}"] if done.returncode else []
        yield Row(what, many, unit, wrong, "; ".join(" ".join(line.split()) for line in last)[:100])


def hostile(size: Size) -> Iterator[Row]:
    """Hostile texts through every door to every output; other people's come from HELPDESK_CASES."""
    from hostile import everywhere
    from hostile_cases import all_cases

    # Each part on a desk of its own: what many tickets cost is another row's question.
    parts = PARTS if size.each == 1 else 1
    texts, seen, wrong = 0, Counter[str](), defaultdict[str, list[str]](list)
    for first in range(parts):
        cases = all_cases(size.each * parts, first)
        with tempfile.TemporaryDirectory() as folder:
            found = everywhere(Path(folder), cases)
        texts += len(cases)
        seen.update(found.seen)
        for kind in found.seen:
            wrong[kind] += found.failures(kind)
        print(f"... {texts:,} texts, {len(found.wrong)} wrong", file=sys.stderr, flush=True)
    for kind, count in seen.items():
        yield Row(f"hostile: {kind}", count, "seen", wrong[kind], f"{texts:,} texts")


ROWS: dict[str, Callable[[Size], Iterator[Row]]] = {
    "crash": crash,
    "machines": machines,
    "race": race,
    "weather": weather,
    "fuzz": fuzz,
    "hostile": hostile,
    "storm": storm,
}


# How long each part of the full size may take on two idle cores, in seconds: a guess, to say what is left.
USUAL = {"crash": 900, "machines": 300, "race": 500, "weather": 60, "fuzz": 4500, "hostile": 900, "storm": 900}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--only", default=",".join(ROWS), help="of " + ", ".join(ROWS))
    parser.add_argument("--working", type=Path, default=WORKING, help="what outlives a run, and the table")
    parser.add_argument("--again", action="store_true", help="also what is done already")
    asked = parser.parse_args()
    globals()["WORKING"] = asked.working
    kept = Kept(asked.working, asked.size)
    names = [name for name in asked.only.split(",") if asked.again or name not in kept.done]
    for place, name in enumerate(names):
        if asked.size == "full":
            left = sum(USUAL[later] for later in names[place:]) // 60
            print(f"{name}, {place + 1} of {len(names)}; some {left} minutes left on two idle cores", flush=True)
        begun, rows = time.monotonic(), []
        for row in ROWS[name](SIZES[asked.size]):
            rows.append(row)
            print(line(row, time.monotonic() - begun), flush=True)
            for wrong in row.failures[:10]:
                print(f"    {wrong[:1200]}")
        kept.keep(name, rows, time.monotonic() - begun)
    rows = [row for name in asked.only.split(",") for row in kept.rows(name)]
    wrong = sum(len(row.failures) for row in rows)
    print(f"\n{len(rows)} rows, {wrong} failures; the table is {kept.table}")
    sys.exit(1 if wrong else 0)


class Kept:
    """The rows of each part done at this state of the code, in a file, and the table of all of them in another."""

    def __init__(self, folder: Path, size: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.table = folder / f"{size}.txt"
        self._path, self._state = folder / f"{size}.json", state()
        known = json.loads(self._path.read_text()) if self._path.exists() else {}
        self.done: dict[str, Any] = known.get("done", {}) if known.get("state") == self._state else {}

    def rows(self, name: str) -> list[Row]:
        return [Row(**row) for row in self.done.get(name, {}).get("rows", ())]

    def keep(self, name: str, rows: list[Row], seconds: float) -> None:
        self.done[name] = {"rows": [row.__dict__ for row in rows], "seconds": seconds}
        self._path.write_text(json.dumps({"state": self._state, "done": self.done}, indent=1))
        lines = [line(row, self.done[part]["seconds"]) for part in ROWS for row in self.rows(part)]
        self.table.write_text("".join(f"{text}\n" for text in lines))


def state() -> str:
    """What the code is: the commit, and what was edited since."""
    words = ("rev-parse", "HEAD"), ("diff", "HEAD")
    parts = [subprocess.run(("git", *one), cwd=HERE, capture_output=True, check=True).stdout for one in words]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def line(row: Row, seconds: float) -> str:
    return f"{row.what:38} {row.many:9,} {row.unit:8} {len(row.failures):4} failures {seconds:6.0f} s  {row.note}"


if __name__ == "__main__":
    main()
