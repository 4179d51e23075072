"""Rules about a mail's sender: a plain word or an expression, as a routing rule of a desk, asked by `helpdesk plan`."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome

_Case = dict[str, Any]


def rule_match(folder: Path) -> Iterator[Outcome]:
    """Whether a rule matches a sender, and whether one that cannot be read is found when the rules are checked."""
    file = folder / "email" / "rule_match.jsonl"
    cases = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
    if not cases:
        return
    with tempfile.TemporaryDirectory() as place:
        desk = Path(place) / "desk"
        helpdesk("init", str(desk), "--address", "desk@helpdesk.example")
        (Path(place) / "in").mkdir()
        for case in cases:
            yield _asked(desk, case)


def _asked(desk: Path, case: _Case) -> Outcome:
    rule, value, expect = case["input"]["rule"], case["input"]["value"], case["expect"]
    how, text = ("matches", rule.removeprefix("regex:")) if rule.startswith("regex:") else ("contains", rule)
    routing = [{"name": "asked", "when": {"sender": {how: text}}, "set": {"tags": ["asked"]}}]
    (desk / "rules" / "routing.yml").write_text(json.dumps(routing))  # JSON is YAML
    _commit(desk)
    (desk.parent / "in" / "mail.eml").write_text(f"From: {value}\nSubject: Hello\n\nHello.\n")
    invalid = not _sound(desk)
    # What cannot be read rules nothing: the last rules that could be read do.
    matched = False if invalid else _matched(desk)
    wrong = [
        f"{what}: expected {expect[what]}, got {got}"
        for what, got in (("invalid_rule", invalid), ("match", matched))
        if expect.get(what, got) is not got
    ]
    return Outcome(case["id"], not wrong, "; ".join(wrong))


def _commit(desk: Path) -> None:
    for words in (("add", "-A"), ("commit", "-q", "--allow-empty", "-m", "Ask another rule")):
        subprocess.run(["git", *words], cwd=desk, check=True, capture_output=True)


def _sound(desk: Path) -> bool:
    try:
        helpdesk("check", "-C", str(desk))
    except subprocess.CalledProcessError:
        return False
    return True


def _matched(desk: Path) -> bool:
    mails = f"folder:{desk.parent / 'in'}"
    plan = json.loads("\n".join(helpdesk("plan", "-C", str(desk), "--json", "--mail-in", mails)))
    return any('"asked"' in json.dumps(work["events"]) for work in plan["work"])


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"mail.rule-match": rule_match}
