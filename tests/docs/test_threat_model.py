"""The threat model names for every threat the test that shows what stops it; here is that those tests exist."""

import re
from pathlib import Path

import pytest
from guide_pages import DOCS, ROOT

PAGE = (DOCS / "threat-model.md").read_text()
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| wants", "| --", "|--"))]
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(\w+)`", PAGE)))
FAMILIES = sorted(set(re.findall(r"`(hostile\.\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_that_is_named_exists(file: str, test: str) -> None:
    texts = [path.read_text() for path in (ROOT / "tests").rglob(file)]
    assert any(re.search(rf"^(?:async )?def {test}\(", text, re.MULTILINE) for text in texts), f"{file}::{test}"


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_that_is_named_exists(name: str) -> None:
    texts = [path.read_text() for path in (ROOT / "tests" / "conformance" / "families").glob("*.py")]
    assert any(f'"{name}":' in text for text in texts)


def test_what_make_torture_is_said_to_do_it_does() -> None:
    rows = (ROOT / "tests" / "torture" / "run.py").read_text()
    said = set(re.findall(r"`make torture` \((\w+)\)", PAGE))
    assert said
    assert not [name for name in said if f'"{name}": {name}' not in rows]


@pytest.mark.parametrize("row", ROWS)
def test_every_threat_names_a_test_or_says_that_nothing_stops_it(row: str) -> None:
    shown = row.rstrip("| ").rpartition("|")[2].strip()
    assert re.search(r"`test_\w+\.py::\w+`", shown) or ("Nothing else stops it" in row and shown == "-")


def test_every_door_and_everybody_is_spoken_of() -> None:
    assert len(ROWS) > 25
    for who in ("stranger", "requester", "technician", "maintains the rules", "runs the machine"):
        assert re.search(rf"^## .*{who}", PAGE, re.MULTILINE | re.IGNORECASE), who


def test_no_test_folder_of_rights_is_left_out() -> None:
    files = {path.name for path in Path(ROOT / "tests" / "rights").glob("test_*.py")}
    assert files <= {file for file, _ in NAMED}
