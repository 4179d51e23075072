"""A GitHub of one's own: the emulator once a session, and for each test a front before it with fresh repositories."""

from collections.abc import Iterator

import pytest
from emulator import Emulator, start
from front import Front
from hub import PEOPLE, Hub


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = start(tmp_path_factory.mktemp("github"), PEOPLE, {})
    yield running
    running.stop()


@pytest.fixture
def hub(emulator: Emulator, request: pytest.FixtureRequest) -> Iterator[Hub]:
    front = Front(emulator)
    yield Hub(front)
    front.stop()
