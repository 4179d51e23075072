"""Search and suggestions in the full-text index of a large desk: `python tests/bench/search.py [TICKETS]`.

The index is made of invented tickets, a tenth as many assets and a fiftieth as many articles, by the functions
themselves, in memory; times are processor time, medians. A record is not read: that is the snapshot's part."""

import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable

from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.search import Wanted, index_texts, search_tickets
from helpdesk.learn.shelf import prepare_shelf, search_assets, shelve_articles, shelve_assets
from helpdesk.learn.similar import similar_tickets
from helpdesk.model.asset import Asset
from helpdesk.model.knowledge import Article

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
    index.execute("UPDATE ticket_row SET type = 'incident', status = 'closed', team = 'team' || (number % 40)")
    begun = time.process_time()
    prepare_shelf(index)
    articles = [Article(id=f"kb/{n}", path=f"kb/kb/{n}.md", title=title, body=text) for n, title, text in made[::50]]
    shelve_articles(index, articles)
    shelve_assets(index, (Asset(id=f"a{n}", kind="device", path="", name=title) for n, title, _ in made[::10]))
    print(f"{len(articles):,} articles and {count // 10:,} assets: {time.process_time() - begun:.1f} s")
    known = ArticleIndex(index)
    two = [" ".join(title.split()[:2]) for _, title, _ in asked]
    narrow = Wanted({"team": "team7"}, besides=(("incident", "resolved"),))
    print("search, two words:", median(lambda run: search_tickets(index, two[run], 10)))
    print("search, frequent words:", median(lambda _: search_tickets(index, "w0ord w1ord", 10)))
    print("search in a team:", median(lambda run: search_tickets(index, two[run], 10, narrow)))
    print("search in a team, frequent words:", median(lambda _: search_tickets(index, "w0ord w1ord", 10, narrow)))
    print("search articles:", median(lambda run: known.search(two[run], 10, audience="staff")))
    print("search assets:", median(lambda run: search_assets(index, two[run], 10)))
    print("suggest articles:", median(lambda run: known.suggest(f"{asked[run][1]}\n{asked[run][2]}", 3)))
    print("similar tickets:", median(lambda run: similar_tickets(index, asked[run][1], asked[run][2], 5)))


if __name__ == "__main__":
    main()
