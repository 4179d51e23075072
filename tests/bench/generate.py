"""Makes a desk of any size for measurements: `python tests/bench/generate.py --tickets 100000 --seed 1 DIR`.

DIR becomes a bare repository whose main branch is one squashed commit: the demo company's rules, articles and assets,
and its history. A few thousand tickets are told one by one; what is older are the closed ones among them, told again
with other numbers, times, keys and details. Sizes are those of real desks: 22 front-matter keys, 270 words a request.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.demo.files import company, desk_files
from helpdesk.demo.history import generate
from helpdesk.load.cursors import write_cursors
from helpdesk.model.moment import parse_utc
from helpdesk.model.snapshot import Cursors
from helpdesk.store.stream import quoted

sys.path.insert(0, str(Path(__file__).parent))
from again import Again, Files, told_files  # the bench folder is no package
from details import with_details

STORIES = 2000
WHO = b"Bench <bench@example.org> %d +0000"


def tickets(amount: int, seed: int, until: datetime, stories: int = STORIES) -> Iterator[Files]:
    """The files of each of `amount` tickets, oldest first. The newest `stories` are lived through to the present."""
    rules, assets = company(desk_files(), "bench")
    rng = random.Random(seed)
    lived = min(amount, stories)
    older = amount - lived
    told = []
    for episode in generate(rules, seed, until, lived, max(1, min(6, lived // 60)), assets, first=older + 1):
        told.append(with_details(episode.work, rng))
    files = [told_files(work) for work in told]
    again = Again(told, files, rules)
    yield from again.before(older, rng)
    yield from files


def stream(amount: int, seed: int, until: datetime) -> Iterator[bytes]:
    """One commit as git fast-import reads it (git-fast-import(1))."""
    who = WHO % int(until.timestamp())
    yield b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata 11\nAll of it.\n\n" % (who, who)
    for path, content in desk_files().items():
        yield _file(path, content)
    for files in tickets(amount, seed, until):
        yield b"".join(_file(path, content) for path, content in files.items())
    yield _file("tickets/cursors.yml", write_cursors(Cursors(highest=amount)))
    yield b"\n"


def make(folder: Path, amount: int, seed: int, until: datetime) -> None:
    """The bare repository. Raises CalledProcessError where git refuses; an existing folder must be empty."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    # Neither deltas nor the best compression: a tenth larger, and made sooner.
    fast = ("-c", "core.compression=1", "-c", "pack.compression=1")
    command = ["git", *fast, "-C", str(folder), "fast-import", "--quiet", "--depth=0", "--date-format=raw"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    for piece in stream(amount, seed, until):
        process.stdin.write(piece)
    process.stdin.close()
    if process.wait():
        raise subprocess.CalledProcessError(process.returncode, command)


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (quoted(path), len(content), content)


def main() -> None:
    """Parse the command line, make the desk, say how long it took."""
    parser = argparse.ArgumentParser(description="Make a desk of any size.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--tickets", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until", type=parse_utc, help="the present of the story; default: the full hour now")
    parser.add_argument("--work-tree", type=Path, metavar="DIR", help="clone it there as well, with a work tree")
    given = parser.parse_args()
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    began = time.perf_counter()
    make(given.folder, given.tickets, given.seed, given.until or hour)
    took = time.perf_counter() - began
    print(f"{given.tickets:,} tickets in {took:.1f} s, {took / given.tickets * 1e3:.2f} ms each")
    if given.work_tree:
        subprocess.run(["git", "clone", "-q", str(given.folder), str(given.work_tree)], check=True)


if __name__ == "__main__":
    main()
