"""Runs other people's suites against the public command line: `python tests/conformance/run.py [FOLDER]`.

Each module of `families/` offers `FAMILIES`: a name ("business_time.clock") to a function that takes the folder of
cases and yields an `Outcome` a case. A family whose file the folder lacks yields nothing and prints 0/0.
`exceptions.yml` lists the cases where we keep another convention, each with its reason.

Exit status: 0 all pass or are excepted, 1 a case fails, 2 there is no folder of cases.
"""

import argparse
import fnmatch
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import ryaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # families import `outcome` and `command_line` by name, wherever this is started

from outcome import Outcome  # noqa: E402

Family = Callable[[Path], Iterator[Outcome]]


def reason_of(outcome: Outcome, exceptions: dict[str, str]) -> str:
    """Why this case is excepted, by itself or as one of its kind; empty where it is not."""
    return exceptions.get(outcome.id) or exceptions.get(outcome.kind, "")


@dataclass
class Tally:
    """How one family did."""

    name: str
    passed: int = 0
    total: int = 0
    excepted: list[Outcome] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)
    no_longer_needed: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome, exceptions: dict[str, str]) -> None:
        """Add one outcome."""
        self.total += 1
        self.passed += outcome.ok
        if outcome.ok and outcome.id in exceptions:
            self.no_longer_needed.append(outcome.id)
        elif not outcome.ok:
            (self.excepted if reason_of(outcome, exceptions) else self.failed).append(outcome)

    def line(self) -> str:
        """`business_time.clock 160/162 (2 excepted)`."""
        notes = [
            f"{len(those)} {word}" for word, those in (("excepted", self.excepted), ("failed", self.failed)) if those
        ]
        return f"{self.name} {self.passed}/{self.total}" + (f" ({', '.join(notes)})" if notes else "")


def families(folder: Path) -> dict[str, Family]:
    """Every family of the modules in `folder`, by name. ValueError when two modules offer the same name."""
    found: dict[str, Family] = {}
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"conformance_family_{path.stem}", path)
        assert spec is not None and spec.loader is not None, "a file that ends in .py has a loader"
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, family in getattr(module, "FAMILIES", {}).items():
            if name in found:
                raise ValueError(f"{path.name}: family {name!r} exists already")
            found[name] = family
    return found


def read_exceptions(path: Path) -> dict[str, str]:
    """Reason by case id. ValueError for an entry without a reason or an id given twice."""
    reasons: dict[str, str] = {}
    for entry in ryaml.loads(path.read_text("utf-8")) or [] if path.is_file() else []:
        if not entry.get("id") or not entry.get("reason") or entry["id"] in reasons:
            raise ValueError(f"{path.name}: {entry!r} needs an id of its own and a reason")
        reasons[entry["id"]] = entry["reason"]
    return reasons


def tally(name: str, family: Family, cases: Path, exceptions: dict[str, str]) -> Tally:
    """Run one family. One that breaks down is itself a failure, and the others still run."""
    result = Tally(name)
    try:
        for outcome in family(cases):
            result.count(outcome, exceptions)
    except Exception as error:
        stderr = getattr(error, "stderr", None) or ""
        result.count(Outcome(name, False, f"broke down: {error!r} {stderr[-2000:]}".rstrip()), {})
    return result


def by_name(name: str, *, here: Path, cases: Path, exceptions: dict[str, str]) -> Tally:
    """The same in a process of its own, which loads the families anew."""
    return tally(name, families(here / "families")[name], cases, exceptions)


def report(result: Tally, exceptions: dict[str, str], *, verbose: bool) -> None:
    """Print the family's line; with `verbose`, every case that failed and why."""
    print(result.line(), flush=True)
    for case in result.no_longer_needed:
        print(f"  no longer needed in exceptions.yml: {case}")
    if verbose:
        for outcome in result.failed:
            print(f"  FAILED {outcome.id}: {outcome.difference}")
        for outcome in result.excepted:
            print(f"  excepted {outcome.id}: {outcome.difference}\n    {reason_of(outcome, exceptions)}")


def main(arguments: list[str] | None = None, *, here: Path = HERE) -> int:
    """The runner; `here` holds `families/` and `exceptions.yml`."""
    parser = argparse.ArgumentParser(description="Run other people's suites against the public command line.")
    parser.add_argument("folder", nargs="?", default=os.environ.get("HELPDESK_CASES"), help="default: $HELPDESK_CASES")
    parser.add_argument("--verbose", action="store_true", help="show every failure and what differs")
    parser.add_argument("--family", default="*", metavar="GLOB", help="only these families, such as 'business_time.*'")
    options = parser.parse_args(arguments)
    if not options.folder or not Path(options.folder).is_dir():
        print("no folder of cases: name one, or set HELPDESK_CASES", file=sys.stderr)
        return 2
    exceptions = read_exceptions(here / "exceptions.yml")
    failed = False
    wanted = [name for name in families(here / "families") if fnmatch.fnmatchcase(name, options.family)]
    job = partial(by_name, here=here, cases=Path(options.folder), exceptions=exceptions)
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(wanted) or 1)) as pool:
        for result in pool.map(job, wanted):
            report(result, exceptions, verbose=options.verbose)
            failed = failed or bool(result.failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
