"""A branch of a small desk, to propose things on."""

from pathlib import Path

import pytest
from proposals import Branch, desk_files


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names no author."""
    monkeypatch.delenv("HELPDESK_AUTHOR", raising=False)


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    return Branch(tmp_path / "desk", desk_files())
