"""How far the chances of suggested articles are off: what was said beside what was right, on collections not fitted to.

python tests/bench/article_chances.py FOLDER

FOLDER has others' questions with their answers (kb_suggest, duplicates, tickets_text). Each question is asked twice,
with its answer among the articles and without, as on a desk many have none. For each collection the prior is fitted
anew to the others alone and tried on it; then the shipped numbers are tried on small knowledge bases of the first.
"""

import csv
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from helpdesk.learn import article_chances
from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.words import any_of_weighted, counted
from helpdesk.model.knowledge import Article

_SHOWN, _FOUND = 3, 12
Row = tuple[list[float], bool, float]
Question = tuple[str, set[str], set[str]]
Collection = tuple[list[Article], list[Question]]


def main(folder: Path) -> None:
    csv.field_size_limit(10**9)
    collections = {name: list(_rows(*found)) for name, found in _collections(folder)}
    for name, rows in collections.items():
        others = [each for other, each in collections.items() if other != name]
        _print(f"{name}, fitted to the others", rows, _fitted(others))
    print("fitted to all:", np.round(_fitted(list(collections.values())), 2))
    articles, questions = dict(_collections(folder))["questions"]
    for size in (5, 15, 50):
        _print(f"{size} articles, as shipped", list(_few(articles, questions, size)), _shipped())


def _shipped() -> np.ndarray:
    names = ("_CONSTANT", "_BY_COVERAGE", "_BY_LEAD", "_BY_DISTANCE")
    return np.array([getattr(article_chances, name) for name in names])


def _collections(folder: Path) -> Iterator[tuple[str, Collection]]:
    articles = [json.loads(line) for line in (folder / "kb_suggest/corpus.jsonl").open(encoding="utf-8")]
    asked = [json.loads(line) for line in (folder / "kb_suggest/questions.jsonl").open(encoding="utf-8")]
    right = [{one["relevant"]} if isinstance(one["relevant"], str) else set(one["relevant"]) for one in asked]
    texts = [_article(each["id"], each.get("title", ""), each["text"]) for each in articles]
    yield "questions", (texts, [(one["question"], found, set()) for one, found in zip(asked, right, strict=True)])
    for name in ("hadoop", "seamonkey"):
        rows = {row["id"]: row for row in _table(folder / f"duplicates/corpus_{name}.csv")}
        pairs = [json.loads(line) for line in (folder / f"duplicates/pairs_{name}.jsonl").open(encoding="utf-8")]
        questions = [
            (f"{rows[one]['title']}\n{rows[one]['body']}", set(each["expect"]["duplicates_of"]), {one})
            for each in pairs
            for one in (each["input"]["query_id"],)
        ]
        yield name, ([_article(row["id"], row["title"], row["body"]) for row in rows.values()], questions)
    rows = list(_table(folder / "tickets_text/github_issue_kind.csv"))
    random.Random(3).shuffle(rows)
    rows = [row for row in rows if row["title"] and row["body"]][:400]
    bodies = [_article(str(place), "", row["body"]) for place, row in enumerate(rows)]
    yield "titles", (bodies, [(row["title"], {str(place)}, set()) for place, row in enumerate(rows[:150])])


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _article(name: str, title: str, text: str) -> Article:
    return Article(id=name, path="", title=title, body=text)


def _rows(articles: list[Article], questions: list[Question]) -> Iterator[Row]:
    """What is known of each suggestion, whether it is right, and what it weighs: each collection as much as another."""
    index = ArticleIndex.of(articles)
    for text, right, own in questions:
        for out in (own, own | right):
            for place, (known, name) in enumerate(_known(index, text, out)):
                if place < _SHOWN:
                    yield known, name in right, 100 / len(questions)


def _known(index: ArticleIndex, text: str, out: set[str]) -> Iterator[tuple[list[float], str]]:
    said = counted(text)
    rows = [
        each for each in index._rows(any_of_weighted(said), _FOUND, "public") if index._articles[each[0]].id not in out
    ]
    rarities = {word: article_chances.rarity(len(index._articles), len(index._holding(word))) for word in said}
    for place, (row, score) in enumerate(rows):
        shared = [word for word in said if row in index._holding(word)]
        covered = min(max(article_chances.coverage(article_chances.weights(said, rarities), shared), 0.01), 0.99)
        lead = min(score / rows[place + 1][1] - 1, 1.0) if place + 1 < len(rows) else 0.5
        known = [1.0, float(np.log(covered / (1 - covered))), lead, score / rows[0][1] - 1]
        yield known, index._articles[row].id


def _few(articles: list[Article], questions: list[Question], size: int) -> Iterator[Row]:
    dice = random.Random(5)
    for text, right, _ in questions:
        others = [each for each in articles if each.id not in right]
        for kept in ([each for each in articles if each.id in right][:1], []):
            index = ArticleIndex.of([*dice.sample(others, size - len(kept)), *kept])
            for place, (known, name) in enumerate(_known(index, text, set())):
                if place < _SHOWN:
                    yield known, name in right, 1.0


def _fitted(collections: Sequence[Sequence[Row]]) -> np.ndarray:
    rows = [row for each in collections for row in each]
    known, right, weight = (np.array(column, float) for column in zip(*rows, strict=True))

    def loss(by: np.ndarray) -> float:
        odds = known @ by
        return float((weight * (np.logaddexp(0, odds) - right * odds)).sum() + (by[1:] ** 2).sum() / 2)

    return minimize(loss, np.zeros(known.shape[1])).x


def _print(name: str, rows: Sequence[Row], by: np.ndarray) -> None:
    known, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], float)
    said = 1 / (1 + np.exp(-(known @ by)))
    places = np.minimum((said * 10).astype(int), 9)
    off = sum(abs((said - right)[places == place].sum()) for place in range(10)) / len(said)
    steps = [
        f"{said[here].mean():.0%} said {right[here].mean():.0%} right ({here.sum()})"
        for place in range(10)
        if (here := places == place).any()
    ]
    print(f"{name}: calibration error {off:.3f}, {len(rows)} suggestions\n  " + "\n  ".join(steps))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
