"""A technician at a desk on paper: `kim`, in the team `network`."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from paper_desk import NOW, PaperDesk, Typed, a_record

from helpdesk.commands import main


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """80 columns, nobody named by the environment, and time stands still."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("HELPDESK_USER", raising=False)
    monkeypatch.setattr("helpdesk.commands.present.utc_now", lambda: NOW)


@pytest.fixture
def desk() -> PaperDesk:
    return PaperDesk(
        a_record(1, "VPN drops", assignee="kim", status="in_progress", priority="P2", due_in=5, category="network/vpn"),
        a_record(2, "Printer jams", team="desk", due_in=-2, request="The printer jams, paper everywhere."),
        a_record(3, "Nobody has this yet", due_in=1),
        a_record(4, "Wait for the supplier", assignee="kim", status="waiting", due_in=2),
        a_record(5, "Done last week", assignee="kim", status="closed"),
        a_record(6, "Cable replaced", assignee="kim", status="resolved"),
    )


@pytest.fixture
def typed(desk: PaperDesk) -> Typed:
    """`typed("take", "1")` is what a person types; the result has `output` and `exit_code`."""

    def run(*words: str, **more: Any) -> Result:
        result = CliRunner().invoke(main, list(words), obj=desk, **more)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def answered(typed: Typed) -> Callable[..., Any]:
    """The same with --json, parsed."""
    return lambda *words: json.loads(typed(*words, "--json").output)
