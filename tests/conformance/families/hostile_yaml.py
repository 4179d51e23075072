"""hostile.yaml_*: YAML that was written to break readers, and the YAML test suite, put to `helpdesk read yaml`.

A record is a mapping, so a value of another kind counts as refused. The desk reads a part of YAML on purpose: one
document, text keys, no tags of its own, no directives, no tabs before values. A refusal that names such a rule is
right for a valid case of the suite.
"""

import base64
import gzip
import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome

_RULES_OF_OURS = {"Y004", "Y005", "Y008", "Y009", "Y011", "Y014"}
_SECONDS = 10.0


def _cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()] if path.is_file() else []


def _content(case: dict[str, Any]) -> bytes:
    if "yaml_gzip_base64" in case:
        return gzip.decompress(base64.b64decode(case["yaml_gzip_base64"]))
    return base64.b64decode(case["yaml_base64"]) if "yaml_base64" in case else case["yaml"].encode()


def _answers(cases: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each case with what one `helpdesk read yaml` of all of them says of it."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, case in enumerate(cases):
            files.append(Path(folder) / f"{number:04d}.yml")
            files[-1].write_bytes(_content(case))
        try:
            lines = helpdesk("read", "yaml", "--json", *map(str, files), seconds=_SECONDS)
        except subprocess.CalledProcessError as error:
            if error.returncode != 1:  # 1 says that some were refused
                raise
            lines = error.stdout.splitlines()
    yield from zip(cases, map(json.loads, lines), strict=True)


def _hostile(folder: Path) -> Iterator[Outcome]:
    cases = _cases(folder / "hostile" / "yaml_hostile.jsonl")
    for case, answer in _answers(cases) if cases else ():
        expected = case["expect"]
        refused = bool(answer["findings"]) or not isinstance(answer["value"], dict)
        came = "reject" if refused else "accept"
        wanted = {expected["outcome"], expected.get("or_outcome", expected["outcome"])}
        planted = expected.get("file_must_not_exist")
        if planted and Path(planted).exists():
            yield Outcome(case["id"], False, f"code ran: {planted} exists")
        elif "any" in wanted or came in wanted or ("warn" in wanted and refused):
            yield Outcome(case["id"], True)
        else:
            yield Outcome(case["id"], False, f"expected {expected['outcome']}, got {came}: {str(answer)[:200]}")


def _suite(folder: Path) -> Iterator[Outcome]:
    cases = _cases(folder / "hostile" / "yaml_suite.jsonl")
    for case, answer in _answers(cases) if cases else ():
        codes = {finding["code"] for finding in answer["findings"]}
        # What the source measured of PyYAML, whose grammar is libyaml's too.
        theirs = case.get("measured", {}).get("pyyaml_safe", "")
        if not case["valid"]:
            kind = "hostile/yaml-suite: libyaml takes it" if theirs == "loads" else ""
            yield Outcome(case["id"], bool(codes), "" if codes else f"not refused: {answer['value']!r}", kind)
            continue
        wanted = case.get("json")
        if not wanted:  # no JSON can hold it, or there is no document: a record may be refused for that
            yield Outcome(case["id"], bool(codes) or wanted is None or answer["value"] is None)
            continue
        right = bool(codes & _RULES_OF_OURS) or (not codes and [answer["value"]] == wanted)
        kind = "hostile/yaml-suite: libyaml refuses it" if codes and theirs.startswith("error:") else ""
        yield Outcome(case["id"], right, "" if right else f"expected {wanted!r}, got {str(answer)[:300]}", kind)


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "hostile.yaml_hostile": _hostile,
    "hostile.yaml_suite": _suite,
}
