"""issue_forms.*: forms of well-known projects and bodies of issues, put to `helpdesk read form` and `read answer`.

Sources name answers by label, so a label is looked up by its question's id where the form gives it one. Text is
compared with CRLF as LF and without space around it.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome

_SECONDS = 60.0


def _cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()] if path.is_file() else []


def _asked(arguments: list[str]) -> tuple[int, list[str], str]:
    """Exit status, lines and what was said on standard error."""
    try:
        return 0, helpdesk(*arguments, seconds=_SECONDS), ""
    except subprocess.CalledProcessError as error:
        if error.returncode != 1:
            raise
        return 1, error.stdout.splitlines(), error.stderr


def _bodies(name: str) -> Callable[[Path], Iterator[Outcome]]:
    def family(folder: Path) -> Iterator[Outcome]:
        by_template: dict[str | None, list[dict[str, Any]]] = {}
        for case in _cases(folder / "issue_forms" / f"{name}.jsonl"):
            by_template.setdefault(case["input"].get("template"), []).append(case)
        for template, cases in by_template.items():
            yield from _under_one_form(template, cases)

    return family


def _under_one_form(template: str | None, cases: list[dict[str, Any]]) -> Iterator[Outcome]:
    """Every body of one form in one run of the command."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["read", "form", "--json"]
        if template is not None:
            (Path(folder) / "form.yml").write_text(template, "utf-8")
            arguments += ["--template", f"{folder}/form.yml"]
        for number, case in enumerate(cases):
            (Path(folder) / f"{number}.md").write_bytes(case["input"]["body"].encode())
            arguments.append(f"{folder}/{number}.md")
        status, lines, said = _asked(arguments)
    for number, case in enumerate(cases):
        if status:
            yield Outcome(case["id"], bool(case["expect"].get("or_error")), f"refused: {said[:300]}")
        else:
            wrong = list(_differences(case["expect"], json.loads(lines[number])))
            yield Outcome(case["id"], not wrong, "; ".join(wrong))


def _differences(expect: dict[str, Any], answers: dict[str, Any]) -> Iterator[str]:
    for label, wanted in expect["fields"].items():
        key = wanted.get("id") or " ".join(label.split())
        if key not in answers:
            yield f"{label!r} is missing among {sorted(answers)}"
        elif not _agrees(wanted, answers[key]):
            yield f"{label!r}: expected {json.dumps(wanted)[:200]}, got {json.dumps(answers[key])[:200]}"
    for label in expect["absent"]:
        if answers.get(label):
            yield f"{label!r} should have no answer, got {answers[label]!r}"


def _agrees(wanted: dict[str, Any], answer: Any) -> bool:
    if "any_of" in wanted:
        return any(_agrees(one, answer) for one in wanted["any_of"])
    if "text_contains" in wanted:
        return isinstance(answer, str) and all(_plain(part) in _plain(answer) for part in wanted["text_contains"])
    if "text" in wanted:
        return (_plain(answer) or None) == (_plain(wanted["text"]) or None)
    if "options" in wanted:
        given = [answer] if isinstance(answer, str) else answer or []
        return list(map(_plain, given)) == list(map(_plain, wanted["options"]))
    return sorted(map(_plain, answer or [])) == sorted(map(_plain, wanted["selected"]))


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip() if isinstance(text, str | None) else repr(text)


def _definition(template: str) -> tuple[int, list[str], str]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "form.yml").write_text(template, "utf-8")
        return _asked(["read", "form", "--json", "--template", f"{folder}/form.yml"])


def _templates(folder: Path) -> Iterator[Outcome]:
    for case in _cases(folder / "issue_forms" / "templates.jsonl"):
        status, lines, said = _definition(case["input"]["template"])
        if bool(case["expect"].get("loads", True)) is bool(status):
            yield Outcome(case["id"], False, f"exit status {status}: {said[:300]}")
            continue
        form = json.loads(lines[0]) if lines else {"elements": [], "name": ""}
        wrong = [
            f"element {number}: {key} is {ours.get(key)!r}, expected {value!r}"
            for number, (theirs, ours) in enumerate(zip(case["expect"]["elements"], form["elements"], strict=False))
            for key, value in theirs.items()
            if _loose(ours.get(key)) != _loose(value)
        ]
        if len(form["elements"]) != len(case["expect"]["elements"]):
            wrong.append(f"{len(form['elements'])} elements, expected {len(case['expect']['elements'])}")
        if _loose(form["name"]) != _loose(case["expect"].get("name", form["name"])):
            wrong.append(f"name is {form['name']!r}")
        yield Outcome(case["id"], not wrong, "; ".join(wrong[:4]))


def _loose(value: Any) -> Any:
    """Left out is false, and runs of space are one."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_loose(one) for one in value]
    if isinstance(value, dict):
        return {name: _loose(one) for name, one in value.items() if one not in (False, None)}
    return value or None


def _form_validity(folder: Path) -> Iterator[Outcome]:
    for case in _cases(folder / "issue_forms" / "form_validity.jsonl"):
        status, _, said = _definition(case["input"]["template"])
        right = (status == 0) is case["expect"]["valid"]
        yield Outcome(case["id"], right, f"expected {case['expect']}, got status {status}: {said[:300]}")


def _answer_validity(folder: Path) -> Iterator[Outcome]:
    cases = _cases(folder / "issue_forms" / "answer_validity.jsonl")
    answers = helpdesk("read", "answer", "-", lines=(json.dumps(case["input"]) for case in cases)) if cases else []
    for case, line in zip(cases, answers, strict=True):
        answer = json.loads(line)
        right = answer["valid"] is case["expect"]["valid"]
        yield Outcome(case["id"], right, f"expected {case['expect']}, got {answer}")


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "issue_forms.parse": _bodies("parse"),
    "issue_forms.constructed": _bodies("constructed"),
    "issue_forms.templates": _templates,
    "issue_forms.form_validity": _form_validity,
    "issue_forms.answer_validity": _answer_validity,
}
