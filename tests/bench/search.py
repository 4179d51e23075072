"""Search and suggestions in the full-text index of a large desk: `python tests/bench/search.py [TICKETS]`.

The index is made of invented tickets by the functions themselves, in memory; times are processor time, medians."""

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable

from helpdesk.learn.search import index_texts, search_tickets
from helpdesk.learn.similar import similar_tickets

WORDS = 30_000
RUNS = 30


def texts(count: int) -> list[tuple[int, str, str]]:
    """Titles of seven words and texts of eighty, frequent ones more often, as Zipf has it."""
    dice = random.Random(7)
    ranks = [1 / (place + 10) for place in range(WORDS)]
    words = [f"w{place:x}ord" for place in range(WORDS)]
    said = iter(dice.choices(words, ranks, k=count * 87))
    return [
        (number, " ".join(next(said) for _ in range(7)), " ".join(next(said) for _ in range(80)))
        for number in range(1, count + 1)
    ]


def median(work: Callable[[int], object]) -> str:
    """Milliseconds of one, and of the slowest."""
    taken = []
    for run in range(RUNS):
        begun = time.process_time()
        work(run)
        taken.append((time.process_time() - begun) * 1000)
    return f"{statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    made = texts(count)
    index = sqlite3.connect(":memory:")
    begun = time.process_time()
    index_texts(index, made)
    print(f"index of {count:,} tickets: {time.process_time() - begun:.1f} s")
    asked = made[:: count // RUNS]
    print("search, two words:", median(lambda run: search_tickets(index, " ".join(asked[run][1].split()[:2]), 10)))
    print("search, frequent words:", median(lambda _: search_tickets(index, "w0ord w1ord", 10)))
    print("similar tickets:", median(lambda run: similar_tickets(index, asked[run][1], asked[run][2], 5)))


if __name__ == "__main__":
    main()
