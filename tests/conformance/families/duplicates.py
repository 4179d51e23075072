"""duplicates: reports that people marked as duplicates, found by `helpdesk suggest --among` beside plain BM25."""

import csv
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from command_line import helpdesk
from outcome import Outcome

_MOST = 10
Row = dict[str, str]


def _recall(folder: Path) -> Iterator[Outcome]:
    """Recall at 3 and the mean reciprocal rank of each collection: more than plain FTS5 gives."""
    csv.field_size_limit(sys.maxsize)
    for pairs in sorted((folder / "duplicates").glob("pairs_*.jsonl")):
        name = pairs.stem.removeprefix("pairs_")
        with (pairs.parent / f"corpus_{name}.csv").open(newline="", encoding="utf-8") as file:
            rows = sorted(csv.DictReader(file), key=_created)
        wanted = [json.loads(line) for line in pairs.read_text("utf-8").splitlines() if line.strip()]
        relevant = [set(each["expect"]["duplicates_of"]) for each in wanted]
        places = {row["id"]: place for place, row in enumerate(rows)}
        asked = [places[each["input"]["query_id"]] for each in wanted]
        ours = _measures(list(map(_rank, _ours(rows, asked), relevant)))
        theirs = _measures(list(map(_rank, _plain(rows, asked), relevant)))
        for what, value in ours.items():
            said = f"{value:.3f}, plain BM25 {theirs[what]:.3f}"
            yield Outcome(f"duplicates/{name}/{what}", value > theirs[what], said)


def _created(row: Row) -> str:
    return row["created"].replace("T", " ")[:19]


def _later(rows: list[Row], place: int) -> list[str]:
    """What was not there yet when the question was asked, and the question itself."""
    return [row["id"] for row in rows if _created(row) >= _created(rows[place])]


def _ours(rows: list[Row], asked: list[int]) -> list[list[str]]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({"id": row["id"], "title": row["title"], "text": row["body"]}) + "\n")
        file.flush()
        questions = (
            json.dumps({"title": rows[one]["title"], "text": rows[one]["body"], "besides": _later(rows, one)})
            for one in asked
        )
        answers = helpdesk("suggest", "--among", file.name, "--most", str(_MOST), "-", lines=questions)
        return [[each["id"] for each in json.loads(answer)["tickets"]] for answer in answers]


def _plain(rows: list[Row], asked: list[int]) -> list[list[str]]:
    index = sqlite3.connect(":memory:")
    index.execute("create virtual table reports using fts5(words, tokenize='porter unicode61')")
    index.executemany(
        "insert into reports(rowid, words) values (?, ?)",
        ((place, f"{row['title']}\n{row['body']}") for place, row in enumerate(rows)),
    )
    found = []
    for one in asked:
        text = f"{rows[one]['title']} {rows[one]['body']}".lower()
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", text)))
        ranked = index.execute("select rowid from reports where reports match ? order by rank limit 400", (query,))
        later = set(_later(rows, one))
        found.append([rows[place]["id"] for (place,) in ranked if rows[place]["id"] not in later][:_MOST])
    return found


def _rank(offered: list[str], relevant: set[str]) -> int:
    return next((place for place, one in enumerate(offered, 1) if one in relevant), 0)


def _measures(ranks: list[int]) -> dict[str, float]:
    total = len(ranks) or 1
    recall = sum(0 < rank <= 3 for rank in ranks) / total
    return {"recall@3": recall, "mean reciprocal rank": sum(1 / rank for rank in ranks if rank) / total}


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"duplicates.recall": _recall}
