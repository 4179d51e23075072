"""Crash, machines, race, weather, fuzz, hostile words and storm, and one table of what was done and what failed.

    python tests/torture/run.py [--size small|full] [--only crash,race]

Small runs in minutes; full takes hours on two cores. A row that fails says what, and the exit status is 1.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
sys.path[:0] = [str(HERE), str(TESTS / "passing"), str(TESTS)]


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
    words = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, programs))
    done = subprocess.run(words, capture_output=True, text=True, timeout=7200)
    passed = re.search(r"(\d+) passed", done.stdout)
    wrong = [f"exit {done.returncode}: {done.stdout[-800:]}"] if done.returncode else []
    yield Row("weather: rewritten, jumped, damaged", int(passed[1]) if passed else 0, "tests", wrong)


def race(size: Size) -> Iterator[Row]:
    """Eight passes on clones of one remote, and people who push beside them."""
    from race import race as racing
    from race import wrongs

    with tempfile.TemporaryDirectory() as folder:
        found = racing(Path(folder), size.race, group=25 if size.race > 1000 else 10)
    longest = found["a landing waited at most (s)"], found["a push of a person waited at most (s)"]
    note = f"{found['races lost']} races lost; longest wait {longest[0]} s (pass), {longest[1]} s (person); "
    note += f"{found['others landed meanwhile, at most']} others landed meanwhile; load {found['load of the machine']}"
    yield Row("race: 8 passes, 2 people, one remote", size.race, "tickets", wrongs(found, size.race), note)


def fuzz(size: Size) -> Iterator[Row]:
    """Inputs nobody would write, to every reader."""
    from fuzz import until

    with tempfile.TemporaryDirectory() as folder:
        last = {found.reader: found for found in until(size.inputs, Path(folder))}
    for reader, found in last.items():
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

    cases = all_cases(size.each)
    with tempfile.TemporaryDirectory() as folder:
        found = everywhere(Path(folder), cases)
    for kind, count in found.seen.items():
        yield Row(f"hostile: {kind}", count, "seen", found.failures(kind), f"{len(cases)} texts")


ROWS: dict[str, Callable[[Size], Iterator[Row]]] = {
    "crash": crash,
    "machines": machines,
    "race": race,
    "weather": weather,
    "fuzz": fuzz,
    "hostile": hostile,
    "storm": storm,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--only", default=",".join(ROWS), help="of " + ", ".join(ROWS))
    parser.add_argument("--json", type=Path, help="write the rows here, too")
    asked = parser.parse_args()
    rows: list[Row] = []
    for name in asked.only.split(","):
        begun = time.monotonic()
        for row in ROWS[name](SIZES[asked.size]):
            rows.append(row)
            print(line(row, time.monotonic() - begun), flush=True)
            for wrong in row.failures[:10]:
                print(f"    {wrong[:1200]}")
    if asked.json:
        asked.json.write_text(json.dumps([row.__dict__ for row in rows], indent=1))
    wrong = sum(len(row.failures) for row in rows)
    print(f"\n{len(rows)} rows, {wrong} failures")
    sys.exit(1 if wrong else 0)


def line(row: Row, seconds: float) -> str:
    return f"{row.what:38} {row.many:9,} {row.unit:8} {len(row.failures):4} failures {seconds:6.0f} s  {row.note}"


if __name__ == "__main__":
    main()
