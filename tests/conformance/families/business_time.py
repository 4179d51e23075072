"""business_time: other suites' questions about opening hours, put to `helpdesk calendar add -`, and their tickets'
histories, put to `helpdesk calendar sla -`."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome


def _questions(file: str, verb: str, same: Callable[[Any, Any], bool], folder: Path) -> Iterator[Outcome]:
    """One outcome a case of `business_time/<file>`; none when the folder has no such file."""
    path = folder / "business_time" / file
    if not path.is_file():
        return
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    answers = helpdesk("calendar", verb, "-", lines=(json.dumps(case["input"]) for case in cases))
    for case, answer in zip(cases, map(json.loads, answers), strict=True):
        differences = [
            f"{key}: expected {wanted!r}, got {answer.get(key)!r}"
            for key, wanted in case["expect"].items()
            if key not in answer or not same(wanted, answer[key])
        ]
        if "error" in answer:
            differences = [answer["error"]]
        yield Outcome(case["id"], not differences, "; ".join(differences))


def _same(wanted: Any, got: Any) -> bool:
    """Times are equal when they are the same moment, whatever their offset; numbers to the microsecond."""
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(map(_same, wanted, got))
    if isinstance(wanted, bool) or not isinstance(wanted, str | int | float):
        return bool(wanted == got)
    if isinstance(wanted, str):
        return wanted == got or ("T" in wanted and datetime.fromisoformat(wanted) == datetime.fromisoformat(got))
    return isinstance(got, int | float) and abs(wanted - got) < 1e-6


def _same_minute(wanted: Any, got: Any) -> bool:
    """The histories' source counts whole minutes: a due time may lie less than one away."""
    if isinstance(wanted, str) and isinstance(got, str):
        return abs(datetime.fromisoformat(wanted) - datetime.fromisoformat(got)) < timedelta(minutes=1)
    return _same(wanted, got)


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "business_time.clock": partial(_questions, "clock.jsonl", "add", _same),
    "business_time.days": partial(_questions, "days.jsonl", "add", _same),
    "business_time.sla": partial(_questions, "sla.jsonl", "sla", _same_minute),
}
