"""Rules on a sender's address against a desk of one rule: `helpdesk check` says whether the rule is sound, and
`helpdesk test-rules` whether it holds.

A rule of the source is `regex:` and a pattern, or words that the value contains; an empty one always holds. A desk that
does not take its own rules goes by none of them, so that an invalid one holds for nothing.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome

_TAG = "held"
_NOW = "2026-03-02T09:30:00Z"


def rule_match(folder: Path) -> Iterator[Outcome]:
    """Each rule in a desk of its own."""
    file = folder / "email" / "rule_match.jsonl"
    rows = file.read_text("utf-8").splitlines() if file.is_file() else []
    for case in (json.loads(row) for row in rows if row.strip()):
        with tempfile.TemporaryDirectory() as desk:
            _write(Path(desk), case["input"])
            got = {"invalid_rule": _invalid(desk), "match": _holds(desk)}
        yield Outcome(case["id"], got == case["expect"], f"expected {case['expect']}, got {got}")


def _write(desk: Path, given: dict[str, str]) -> None:
    """JSON is YAML: no value of a case is misread."""
    when: dict[str, Any] = {}
    if given["rule"].startswith("regex:"):
        when = {"sender": {"matches": given["rule"].removeprefix("regex:")}}
    elif given["rule"]:
        when = {"sender": {"contains": given["rule"]}}
    rule = {"name": "the rule", "when": when, "set": {"tags": [_TAG]}}
    example = {
        "name": "the value",
        "now": _NOW,
        "given": {"mail": {"from": given["value"], "subject": "Hello", "text": "Hello."}},
        "expect": {"tags": [_TAG]},
    }
    (desk / "rules" / "tests").mkdir(parents=True)
    (desk / "rules" / "desk.yml").write_text(json.dumps({"name": "Desk", "timezone": "UTC"}), "utf-8")
    (desk / "rules" / "routing.yml").write_text(json.dumps([rule]), "utf-8")
    (desk / "rules" / "tests" / "value.yml").write_text(json.dumps([example]), "utf-8")


def _invalid(desk: str) -> bool:
    return any("R020" in line for line in _printed("check", "-C", desk))


def _holds(desk: str) -> bool:
    return any(line.startswith("pass ") for line in _printed("test-rules", "-C", desk, "--verbose"))


def _printed(*arguments: str) -> list[str]:
    try:
        return helpdesk(*arguments, seconds=60)
    except subprocess.CalledProcessError as found:
        return [*str(found.stdout).splitlines(), *str(found.stderr).splitlines()]


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"mail.rule-match": rule_match}
