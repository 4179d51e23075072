"""kb_suggest: forum questions put to `helpdesk suggest`, beside what plain BM25 makes of the same articles."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from command_line import helpdesk
from outcome import Outcome

_MOST = 10


def _recall(folder: Path) -> Iterator[Outcome]:
    """Recall@1, 3, 5 and the mean reciprocal rank, each an outcome: no less than plain FTS5 gives."""
    here = folder / "kb_suggest"
    if not (here / "questions.jsonl").is_file():
        return
    rows = [json.loads(line) for line in (here / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    questions = (json.dumps({"id": row["id"], "text": row["question"]}) for row in rows)
    articles = str(here / "corpus.jsonl")
    answers = helpdesk("suggest", "--articles", articles, "--most", str(_MOST), "-", lines=questions)
    ours, plain = [], []
    bm25 = _plain_bm25(here / "corpus.jsonl")
    for row, answer in zip(rows, map(json.loads, answers), strict=True):
        relevant = {row["relevant"]} if isinstance(row["relevant"], str) else set(row["relevant"])
        ours.append(_rank([each["article"] for each in answer["articles"]], relevant))
        plain.append(_rank(bm25(row["question"]), relevant))
    mine, theirs = _measures(ours), _measures(plain)
    for name, value in mine.items():
        yield Outcome(f"kb_suggest/{name}", value >= theirs[name], f"{value:.3f}, plain BM25 {theirs[name]:.3f}")


def _rank(offered: list[str], relevant: set[str]) -> int:
    """The place of the first relevant article, from 1; 0 where it is not among them."""
    return next((place for place, article in enumerate(offered, 1) if article in relevant), 0)


def _plain_bm25(corpus: Path) -> Callable[[str], list[str]]:
    index = sqlite3.connect(":memory:")
    index.execute("create virtual table articles using fts5(id unindexed, words, tokenize='porter unicode61')")
    for line in corpus.read_text("utf-8").splitlines():
        article = json.loads(line)
        words = " ".join(str(value) for name, value in article.items() if name != "id")
        index.execute("insert into articles values (?, ?)", (article["id"], words))

    def ask(question: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", question.lower())))
        query = "select id from articles where articles match ? order by rank limit ?"
        return [row[0] for row in index.execute(query, (words, _MOST))]

    return ask


def _measures(ranks: list[int]) -> dict[str, float]:
    total = len(ranks) or 1
    recalls = {f"recall@{most}": sum(0 < rank <= most for rank in ranks) / total for most in (1, 3, 5)}
    return {**recalls, "mean reciprocal rank": sum(1 / rank for rank in ranks if rank) / total}


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"kb_suggest.recall": _recall}
