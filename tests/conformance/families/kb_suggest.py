"""kb_suggest: forum questions put to `helpdesk suggest`; the article that experts chose must be among the first 5."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from command_line import helpdesk
from outcome import Outcome

_MOST = 10
_WANTED_AMONG = 5


def _recall(folder: Path) -> Iterator[Outcome]:
    """One outcome a question; recall@1, 3, 5 and the mean reciprocal rank go to standard error."""
    here = folder / "kb_suggest"
    if not (here / "questions.jsonl").is_file():
        return
    rows = [json.loads(line) for line in (here / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    questions = (json.dumps({"id": row["id"], "text": row["question"]}) for row in rows)
    articles = str(here / "corpus.jsonl")
    answers = helpdesk("suggest", "--articles", articles, "--most", str(_MOST), "-", lines=questions)
    ranks = []
    for row, answer in zip(rows, map(json.loads, answers), strict=True):
        relevant = {row["relevant"]} if isinstance(row["relevant"], str) else set(row["relevant"])
        offered = [each["article"] for each in answer["articles"]]
        rank = next((place for place, article in enumerate(offered, 1) if article in relevant), 0)
        ranks.append(rank)
        difference = f"expected {', '.join(sorted(relevant))} among {offered[:_WANTED_AMONG]}"
        ok = 0 < rank <= _WANTED_AMONG
        yield Outcome(row["id"], ok, "" if ok else difference)
    print(f"kb_suggest {_figures(ranks)}", file=sys.stderr)


def _figures(ranks: list[int]) -> str:
    """`recall@1 .88 @3 .95 @5 .96, MRR .92`."""
    total = len(ranks) or 1
    recalls = (f"@{most} {sum(0 < rank <= most for rank in ranks) / total:.2f}" for most in (1, 3, 5))
    return f"recall{' '.join(recalls)}, MRR {sum(1 / rank for rank in ranks if rank) / total:.2f}"


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"kb_suggest.recall": _recall}
