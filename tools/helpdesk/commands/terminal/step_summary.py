"""The summary of a step in a GitHub workflow: Markdown in the file that GITHUB_STEP_SUMMARY names."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.commands.terminal.visible import one_line

if TYPE_CHECKING:
    from helpdesk.commands.proposals.checking import Report

# GitHub takes a mebibyte a step and shows none of a longer one.
LARGEST = 1_000_000
_MOST_FINDINGS = 200


def step_summary(markdown: Callable[[], str]) -> None:
    """Append to the step's summary; nothing where no workflow runs. A file that cannot be written stops nothing."""
    place = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not place:
        return
    data = markdown().encode("utf-8", "replace")[:LARGEST]
    try:
        with Path(place).open("ab") as file:
            file.write(data.decode("utf-8", "ignore").encode())
    except OSError:
        return


def as_summary(report: "Report", headline: str) -> str:
    """What a check found, for people."""
    return f"### {headline}\n\n{literal(str(finding) for finding in report.findings)}\n"


def literal(lines: Iterable[str], most: int = _MOST_FINDINGS) -> str:
    """Lines as they are, in a fence that none of them can leave: no markup, no mention, nothing that a terminal obeys.
    Empty for no lines."""
    shown = [one_line(" ".join(line.split())) for line in lines]
    if not shown:
        return ""
    more = [f"... and {len(shown) - most} more"] if len(shown) > most else []
    text = "\n".join([*shown[:most], *more])
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"
