"""A folder to build into, and helpers that read what was built."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # tests import `northwind` by name

from helpdesk.model.snapshot import Snapshot
from helpdesk.publish import Audience, BuildReport, build

Build = Callable[..., BuildReport]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture
def staff(out: Path) -> Build:
    def run(desk: Snapshot, now: datetime | None = None) -> BuildReport:
        from northwind import NOW

        return build(desk, out, now or NOW, Audience.STAFF)

    return run


@pytest.fixture
def public(out: Path) -> Build:
    def run(desk: Snapshot, now: datetime | None = None) -> BuildReport:
        from northwind import NOW

        return build(desk, out, now or NOW, Audience.PUBLIC)

    return run
