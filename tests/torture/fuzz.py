"""Inputs nobody would write, to every reader: none of them raises, and none takes long.

    python tests/torture/fuzz.py [--reader mail] [--seconds 20] [--inputs 0]
    python tests/torture/fuzz.py --total 10000000 --working .fuzz     go on until all have had their share
    python tests/torture/fuzz.py --keep --working .fuzz               keep what reaches further, for all later runs

With atheris (`pip install atheris`, CPython 3.11 to 3.13) the inputs are led by what they reach; without it they are
changed at random. Each reader has its own process. In the folder `--working` the count and all inputs that reach
something new outlive a run, so that ten millions can be given in pieces. What was found is kept beside the count.
"""

import argparse
import base64
import json
import logging
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from words import EVERYWHERE, LARGEST, SHARES, dictionary, largest

# Below a kilobyte the time counts as for one.
SLOW = 0.1
OFTEN = 2000
PIECES = 3
# What is kept of a reader's inputs, in bytes.
KEPT = 30_000


@dataclass
class Fuzzed:
    """`inputs` given, `failures` by where they happened, the slowest in milliseconds for a kilobyte and its input."""

    reader: str
    inputs: int = 0
    slow: int = 0
    slowest: float = 0.0
    worst: str = ""
    failures: dict[str, str] = field(default_factory=dict)

    def give(self, read: Callable[[bytes], None], data: bytes) -> None:
        self.inputs += 1
        begun = time.process_time()
        try:
            read(data)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            self.failures.setdefault(f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno}", data.hex())
        used = (time.process_time() - begun) / max(1.0, len(data) / 1024)
        if used > SLOW:
            self.slow += 1
        if used * 1000 > self.slowest:
            self.slowest, self.worst = round(used * 1000, 1), data.hex()

    def add(self, other: "Fuzzed") -> None:
        """The same reader's count of another run."""
        self.inputs += other.inputs
        self.slow += other.slow
        self.failures |= other.failures
        if other.slowest > self.slowest:
            self.slowest, self.worst = other.slowest, other.worst


def mutated(dice: random.Random, among: list[bytes]) -> bytes:
    """One of the seeds, or two of them, with bytes changed, doubled, cut and put in."""
    data = bytearray(dice.choice(among))
    for _ in range(dice.randint(1, 6)):
        place = dice.randint(0, len(data))
        match dice.randint(0, 5):
            case 0:
                data[place:place] = bytes(dice.choices(range(256), k=dice.randint(1, 4)))
            case 1:
                del data[place : place + dice.randint(1, 16)]
            case 2:
                data[place : place + 1] = dice.choice(b"\n\t :-'\"{}[]&*!|>#%@`\\/,\0\xff").to_bytes(1, "big")
            case 3:
                part = bytes(data[place : place + dice.randint(1, 40)])
                data[place:place] = part * dice.randint(1, 40)
            case 4:
                other = dice.choice(among)
                start = dice.randint(0, len(other))
                data[place:place] = other[start : start + dice.randint(1, 80)]
            case _:
                data[place:place] = dice.choice(EVERYWHERE)
    return bytes(data[:LARGEST])


def at_random(reader: str, inputs: int, seed: int = 1, seconds: float = 0.0) -> Fuzzed:
    """So many inputs, or as many as fit into the time, changed at random."""
    from readers import READERS, seeds

    dice, found, begun = random.Random(seed), Fuzzed(reader), time.monotonic()
    among = seeds(reader)
    for seeded in among:
        found.give(READERS[reader], seeded)
    while found.inputs < inputs or (seconds and time.monotonic() - begun < seconds):
        found.give(READERS[reader], mutated(dice, among))
    return found


def led(reader: str, inputs: int, seconds: float, out: Path) -> None:
    """Led by coverage; ends the process. The count is written now and then, so it is never too high."""
    import atheris

    with atheris.instrument_imports(include=["helpdesk"]):
        from readers import READERS, seeds
    found, read = Fuzzed(reader), READERS[reader]
    written = [0.0]

    def one(data: bytes) -> None:
        found.give(read, data)
        often = found.inputs % OFTEN == 0 or (found.inputs % 50 == 0 and time.monotonic() - written[0] > 1.0)
        if often or found.inputs == inputs:
            written[0] = time.monotonic()
            out.write_text(json.dumps(asdict(found)))

    corpus, known = out.with_suffix(".corpus"), out.with_suffix(".dict")
    corpus.mkdir(exist_ok=True)
    known.write_text(dictionary(reader), "ascii")
    for number, data in enumerate(seeds(reader)):
        (corpus / f"seed{number}").write_bytes(data[: largest(reader)])
    limits = [f"-max_total_time={int(seconds)}"] if seconds else []
    limits += [f"-runs={inputs}"] if inputs else []
    quiet = ["-verbosity=0", "-print_final_stats=0", "-reload=0", "-rss_limit_mb=2048"]
    words = [sys.argv[0], *quiet, f"-max_len={largest(reader)}", f"-dict={known}", *limits, str(corpus)]
    atheris.Setup(words, one)
    atheris.Fuzz()


def in_a_process(reader: str, inputs: int, seconds: float, folder: Path) -> Fuzzed:
    """The same, each reader in a process of its own: one that dies or hangs is a failure, not the end."""
    out = _count(folder, reader)
    out.unlink(missing_ok=True)
    words = ["--reader", reader, "--inputs", str(inputs), "--seconds", str(seconds), "--out", str(out)]
    limit = seconds * 3 + 600.0 if seconds else 36000.0
    trouble = ""
    try:
        done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, timeout=limit)
        trouble = done.stderr[-300:] if done.returncode else ""
    except subprocess.TimeoutExpired:
        trouble = "hung"
    found = Fuzzed(**json.loads(out.read_text())) if out.exists() else Fuzzed(reader)
    if trouble:
        found.failures["the process"] = trouble
    return found


def _count(folder: Path, reader: str) -> Path:
    return folder / f"{reader.replace(' ', '_')}.json"


def until(total: int, folder: Path, only: str = "", seconds: float = 0.0) -> Iterator[Fuzzed]:
    """All readers in turn, a piece at a time, until each has had its share; what was given before counts. Each piece
    ends after so many seconds at the latest, if they are said."""
    folder.mkdir(parents=True, exist_ok=True)
    readers = [only] if only else list(SHARES)
    for reader in readers:
        _settled(folder, reader)
    wanted = {reader: total * SHARES[reader] // sum(SHARES.values()) for reader in readers}
    while missing := [reader for reader in readers if counted(folder, reader).inputs < wanted[reader]]:
        for reader in missing:
            given = counted(folder, reader).inputs
            piece = min(wanted[reader] - given, max(1, wanted[reader] // PIECES))
            found = in_a_process(reader, piece, seconds, folder)
            _count(folder, reader).write_text(json.dumps(asdict(found)))
            yield _settled(folder, reader)


def _settled(folder: Path, reader: str) -> Fuzzed:
    """What all runs gave the reader, the last one added: also one that was broken off, whose count nobody added."""
    found, last = counted(folder, reader), _count(folder, reader)
    if last.exists():
        found.add(Fuzzed(**json.loads(last.read_text())))
        _tally(folder, reader).write_text(json.dumps(asdict(found)))
        last.unlink()
    return found


def counted(folder: Path, reader: str) -> Fuzzed:
    """What all runs in this folder gave a reader so far."""
    path = _tally(folder, reader)
    return Fuzzed(**json.loads(path.read_text())) if path.exists() else Fuzzed(reader)


def _tally(folder: Path, reader: str) -> Path:
    return _count(folder, reader).with_suffix(".tally")


def keep(folder: Path, reader: str) -> int:
    """Keep the smallest inputs that together reach all lines that all of them reach. Returns how many."""
    from readers import KEPT as shelf
    from readers import READERS, seeds

    shelf.mkdir(exist_ok=True)
    path = shelf / f"{_count(folder, reader).stem}.txt"
    path.unlink(missing_ok=True)
    reached: set[tuple[str, int, int]] = set()
    kept: list[str] = []
    corpus = _count(folder, reader).with_suffix(".corpus")
    among = sorted((file.read_bytes() for file in corpus.glob("*")), key=lambda data: (len(data), data))
    for data in [*seeds(reader), *among]:
        new = _steps(READERS[reader], data) - reached
        reached |= new
        if new and data in among and sum(map(len, kept)) < KEPT:
            kept.append(base64.b64encode(data).decode("ascii"))
    path.write_text("".join(f"{line}\n" for line in kept), "ascii")
    return len(kept)


def _steps(read: Callable[[bytes], None], data: bytes) -> set[tuple[str, int, int]]:
    """Which lines of ours followed on which."""
    found: set[tuple[str, int, int]] = set()

    def called(frame: FrameType, _event: str, _value: object) -> Any:
        if "/helpdesk/" not in frame.f_code.co_filename:
            return None
        before = [0]

        def line(inner: FrameType, _event: str, _value: object) -> Any:
            found.add((inner.f_code.co_filename, before[0], inner.f_lineno))
            before[0] = inner.f_lineno
            return line

        return line

    sys.settrace(called)
    try:
        read(data)
    finally:
        sys.settrace(None)
    return found


def main() -> None:
    from importlib.util import find_spec

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", default="")
    parser.add_argument("--inputs", type=int, default=0, help="for each reader; 0: as many as fit into the time")
    parser.add_argument("--seconds", type=float, help="for each reader (20), or for each piece")
    parser.add_argument("--total", type=int, default=0, help="for all readers together, each its share")
    parser.add_argument("--working", type=Path, default=Path(".fuzz"), help="what outlives a run, with --total")
    parser.add_argument("--keep", action="store_true", help="keep what reaches further")
    parser.add_argument("--out", type=Path, help="used between the processes")
    asked = parser.parse_args()
    logging.disable()
    if asked.out is not None:
        if find_spec("atheris"):
            led(asked.reader, asked.inputs, asked.seconds, asked.out)
        else:
            asked.out.write_text(json.dumps(asdict(at_random(asked.reader, asked.inputs, 1, asked.seconds))))
        return
    if asked.keep:
        for reader in [asked.reader] if asked.reader else SHARES:
            print(f"{reader:14} {keep(asked.working, reader)} kept", flush=True)
        return
    if asked.total:
        wrong = [_told(found) for found in until(asked.total, asked.working, asked.reader, asked.seconds or 0.0)]
        together = [counted(asked.working, reader) for reader in SHARES]
        print(f"{'all':14} {sum(one.inputs for one in together):9} inputs")
        sys.exit(1 if any(wrong) or any(one.failures for one in together) else 0)
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        for reader in [asked.reader] if asked.reader else SHARES:
            seconds = 20.0 if asked.seconds is None else asked.seconds
            bad = _told(in_a_process(reader, asked.inputs, seconds, Path(folder))) or bad
    sys.exit(1 if bad else 0)


def _told(found: Fuzzed) -> bool:
    """Print what came of it. Returns whether something is wrong."""
    print(f"{found.reader:14} {found.inputs:9} inputs {len(found.failures)} failures {found.slow} slow", end="")
    print(f" slowest {found.slowest} ms/kB", flush=True)
    for where, data in found.failures.items():
        print(f"   {where}\n     {data[:1500]}")
    if found.slow:
        print(f"   slowest: {found.worst[:1500]}")
    return bool(found.failures)


if __name__ == "__main__":
    main()
