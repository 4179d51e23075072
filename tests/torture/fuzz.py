"""Inputs nobody would write, to every reader: none of them raises, and none takes long.

    python tests/torture/fuzz.py [--reader mail] [--seconds 20] [--inputs 0]

With atheris (`pip install atheris`, CPython 3.11 to 3.13) the inputs are led by what they reach; without it they are
changed at random. Each reader has its own process. What was found is kept in a file beside the count, and printed.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

# Inputs are at most this large; below a kilobyte the time counts as for one.
LARGEST = 8192
SLOW = 0.1
OFTEN = 500


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
                data[place:place] = dice.choice(WORDS)
    return bytes(data[:LARGEST])


WORDS = (
    *(
        b"---\n",
        b"\r\n",
        b"\xe2\x80\xae",
        b"\xef\xbb\xbf",
        b"\xf0\x9f\x98\x80",
        b"=?utf-8?q?",
        b"<<: *a",
        b"!!python/x ",
    ),
    *(b"9" * 400, b"-1", b"1e999", b"null", b"true", b".nan", b"2026-02-30", b"9999-12-31T23:59:60Z", b"0001-01-01"),
    *(
        b"### ",
        b"- [x] ",
        b"/assign ",
        b"/set ",
        b"@kim ",
        b"HD-000001",
        b"\\u0000",
        b"\\ud800",
        b"](",
        b"<!--",
        b"<b>",
    ),
)


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
    found = Fuzzed(reader)

    def one(data: bytes) -> None:
        found.give(READERS[reader], data)
        if found.inputs % OFTEN == 0:
            out.write_text(json.dumps(asdict(found)))

    corpus = out.with_suffix(".corpus")
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(seeds(reader)):
        (corpus / f"seed{number}").write_bytes(data)
    limits = [f"-max_total_time={int(seconds)}"] if seconds else []
    limits += [f"-runs={inputs}"] if inputs else []
    atheris.Setup(
        [sys.argv[0], "-verbosity=0", "-print_final_stats=0", f"-max_len={LARGEST}", *limits, str(corpus)], one
    )
    atheris.Fuzz()


def in_a_process(reader: str, inputs: int, seconds: float, folder: Path) -> Fuzzed:
    """The same, each reader in a process of its own: one that dies or hangs is a failure, not the end."""
    out = folder / f"{reader.replace(' ', '_')}.json"
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


def main() -> None:
    from importlib.util import find_spec

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", default="")
    parser.add_argument("--inputs", type=int, default=0, help="for each reader; 0: as many as fit into the time")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each reader")
    parser.add_argument("--out", type=Path, help="used between the processes")
    asked = parser.parse_args()
    if asked.out is not None:
        if find_spec("atheris"):
            led(asked.reader, asked.inputs, asked.seconds, asked.out)
        else:
            asked.out.write_text(json.dumps(asdict(at_random(asked.reader, asked.inputs, 1, asked.seconds))))
        return
    from readers import READERS

    bad = False
    with tempfile.TemporaryDirectory() as folder:
        for reader in [asked.reader] if asked.reader else READERS:
            found = in_a_process(reader, asked.inputs, asked.seconds, Path(folder))
            print(f"{reader:14} {found.inputs:9} inputs {len(found.failures)} failures {found.slow} slow", end="")
            print(f" slowest {found.slowest} ms/kB", flush=True)
            for where, data in found.failures.items():
                print(f"   {where}\n     {data[:1500]}")
            if found.slow:
                print(f"   slowest: {found.worst[:1500]}")
            bad = bad or bool(found.failures)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
