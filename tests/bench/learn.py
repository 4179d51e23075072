"""The classifier beside the field's usual ones, on every `tickets_text`: `python tests/bench/learn.py [FOLDER]`.

FOLDER is a CSV file of the columns title, body and label, or a folder: every one in its folders `tickets_text`, or
every one in it. Needs scikit-learn for the baselines: TF-IDF of words and pairs with a linear SVM (C = 0.5), plain and
with balanced classes, balanced logistic regression, naive Bayes of two kinds, and the fifteen nearest by FTS5's BM25.
All get the same split: labels with ten rows or more, a fifth held out by label, seed 0 (`--first`) and on. Beside each
split stands how far ours and the best baseline are apart, with the standard error of that (bootstrap over the texts
held out), and the calibration error that right confidences would show on so few texts.
"""

import argparse
import csv
import os
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC

from helpdesk.learn.classifier import Lesson, fit, read
from helpdesk.learn.features import Text
from helpdesk.learn.measures import calibration_error, chance_error, macro_f1

Row = tuple[str, str, str]
FEWEST = 10
_NEIGHBOURS = 15
_DRAWS = 200


def rows(path: Path) -> list[Row]:
    """Title, body and label of every row whose label has ten or more."""
    csv.field_size_limit(10**9)
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        lines = (line.replace("\0", "") for line in file)
        found = [
            (row.get("title") or "", row.get("body") or "", row.get("label") or "") for row in csv.DictReader(lines)
        ]
    counts = Counter(label for *_, label in found if label)
    return [row for row in found if counts[row[2]] >= FEWEST]


def collections(given: Path) -> list[Path]:
    """The CSV files that are meant."""
    if given.is_file():
        return [given]
    return sorted(given.glob("**/tickets_text/*.csv")) or sorted(given.glob("*.csv"))


def baselines(train: list[Row], test: list[Row], slow: bool) -> Iterator[tuple[str, list[str]]]:
    """Answers of each baseline."""
    texts, labels = [f"{title}\n{body}" for title, body, _ in train], [label for *_, label in train]
    asked = [f"{title}\n{body}" for title, body, _ in test]
    for words in ({"sublinear_tf": False}, {"sublinear_tf": True}):
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), **words)
        known, new = vectorizer.fit_transform(texts), vectorizer.transform(asked)
        kind = " log tf" if words["sublinear_tf"] else ""
        for weight in (None, "balanced"):
            said = f"{' balanced' if weight else ''}{kind}"
            svm = LinearSVC(C=0.5, class_weight=weight, random_state=0)
            yield f"linear SVM{said}", list(svm.fit(known, labels).predict(new))
            if slow and weight and not kind:
                logistic = LogisticRegression(class_weight=weight, max_iter=300)
                yield f"logistic{said}", list(logistic.fit(known, labels).predict(new))
    counts = CountVectorizer()
    known, new = counts.fit_transform(texts), counts.transform(asked)
    for name, bayes in (("multinomial Bayes", MultinomialNB()), ("complement Bayes", ComplementNB())):
        yield name, list(bayes.fit(known, labels).predict(new))
    if slow:
        yield "BM25 neighbours", neighbours(texts, labels, asked)


def neighbours(texts: list[str], labels: list[str], asked: list[str]) -> list[str]:
    """The label most of the fifteen nearest have, by score."""
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE t USING fts5(text)")
    index.executemany("INSERT INTO t(rowid, text) VALUES (?, ?)", enumerate(texts))
    found = []
    for text in asked:
        query = " OR ".join(f'"{word}"' for word in list(dict.fromkeys(re.findall(r"\w+", text.lower())))[:200])
        votes: Counter[str] = Counter()
        for row, score in index.execute(
            "SELECT rowid, rank FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (query or '""', _NEIGHBOURS)
        ):
            votes[labels[row]] -= score
        found.append(votes.most_common(1)[0][0] if votes else Counter(labels).most_common(1)[0][0])
    return found


def ours(train: list[Row], test: list[Row]) -> tuple[list[str], list[float], str]:
    """Our answers, how sure each is, and how long it took."""
    begun = time.process_time()
    model = read(fit([Lesson(Text(title, body), {"label": label}) for title, body, label in train], ["label"]))
    trained = time.process_time() - begun
    answers, sure, begun = [], [], time.process_time()
    for title, body, _ in test:
        answer, confidence = model.answer(model.vector(Text(title, body)))["label"]
        answers.append(answer)
        sure.append(confidence)
    each = (time.process_time() - begun) / len(test) * 1000
    kind = model.header.questions[0]
    said = f"{len(train)} texts in {trained:.1f} s, {each:.1f} ms a text; {kind.cost:g}, {kind.balance:g}"
    return answers, sure, said


def spread(truth: list[str], ours: list[str], theirs: list[str]) -> float:
    """The standard error of the difference in macro-F1: over texts drawn anew (bootstrap, Efron 1979)."""
    names = {name: place for place, name in enumerate(sorted({*truth, *ours, *theirs}))}
    right, mine, other = (np.array([names[one] for one in each]) for each in (truth, ours, theirs))
    draws = np.random.default_rng(0).integers(len(right), size=(_DRAWS, len(right)))
    return float(np.std([macro_f1(right[one], mine[one]) - macro_f1(right[one], other[one]) for one in draws]))


def apart(truth: list[str], given: dict[str, list[str]]) -> str:
    """How far ours is from the best baseline of a split."""
    scores = {name: f1_score(truth, answers, average="macro") for name, answers in given.items()}
    ours = scores.pop("ours")
    best = max(scores, key=lambda name: scores[name])
    return f"{ours - scores[best]:+.3f} ± {spread(truth, given['ours'], given[best]):.3f} beside {best}"


def main() -> None:
    parser = argparse.ArgumentParser(description="The classifier beside the field's usual ones.")
    parser.add_argument("folder", nargs="?", default=os.environ.get("HELPDESK_CASES", "."))
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", default="")
    parser.add_argument("--times", type=int, default=1, help="repeat each row so often: how long more texts take")
    parser.add_argument("--quick", action="store_true", help="without the slow ones: logistic, neighbours")
    given = parser.parse_args()
    for path in collections(Path(given.folder)):
        if given.only not in path.stem:
            continue
        table: dict[str, list[tuple[float, float]]] = {}
        data, hits = rows(path), list[tuple[float, bool]]()
        if len({row[2] for row in data}) < 2:
            print(f"{path.stem}: nothing to tell apart: fewer than two labels have {FEWEST} rows")
            continue
        for seed in range(given.first, given.first + given.seeds):
            train, test = train_test_split(data, test_size=0.2, random_state=seed, stratify=[row[2] for row in data])
            if given.times > 1:
                train = [
                    (f"{t} {turn}", f"{b} {turn * 7}", label) for turn in range(given.times) for t, b, label in train
                ]
                print(f"{path.stem}: {ours(train, test)[2]}")
                continue
            truth = [row[2] for row in test]
            answers, sure, said = ours(train, test)
            right = [mine == each for mine, each in zip(answers, truth, strict=True)]
            error = calibration_error(sure, right)
            hits += zip(sure, right, strict=True)
            chance = chance_error(sure)
            print(f"{path.stem} seed {seed}: calibration error {error:.3f}, by chance {chance:.3f}; {said}", flush=True)
            answered = {"ours": answers, **dict(baselines(train, test, not given.quick))}
            print(f"{path.stem} seed {seed}: macro-F1 {apart(truth, answered)}", flush=True)
            for name, theirs in answered.items():
                score = (accuracy_score(truth, theirs), f1_score(truth, theirs, average="macro"))
                table.setdefault(name, []).append(score)
        error = calibration_error([sure for sure, _ in hits], [right for _, right in hits])
        print(f"{path.stem}: calibration error {error:.3f} over all {len(hits)} answers, {given.seeds} seeds")
        print(f"{'accuracy / macro-F1, mean of seeds':36} {len(data)} rows, {len({row[2] for row in data})} labels")
        for name, scores in table.items():
            accuracy, macro = np.mean(scores, axis=0)
            each = " ".join(f"{score[1]:.3f}" for score in scores)
            print(f"  {name:28} {accuracy:.3f} / {macro:.3f}   {each}", flush=True)


if __name__ == "__main__":
    main()
