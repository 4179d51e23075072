"""The contract of all channels, run on notes: this is all that a third party has to write."""

from pathlib import Path

import pytest
from helpdesk_notes import Notes
from helpdesk_notes import open as open_notes

from helpdesk.channels import contract
from helpdesk.model.message import Party
from helpdesk.model.rules.desk import Desk


class Bench:
    """A folder is all of this channel's outside world."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def open(self) -> Notes:
        return open_notes(f"notes:{self.folder}", Desk())

    def arrive(self, text: str) -> None:
        (self.folder / "in").mkdir(exist_ok=True)
        (self.folder / "in" / f"{self.count:03d}.txt").write_text(f"ana@example.org\nA note\n{text}\n", "utf-8")
        self.count += 1

    def delivered(self, text: str) -> int:
        return sum(text in note.read_text() for note in (self.folder / "out").glob("*.txt"))

    def recipient(self) -> Party:
        return Party(name="Ana", email="ana@example.org")


@pytest.mark.parametrize("rule", [*contract.IN, *contract.OUT], ids=contract.sentence)
def test_the_contract(rule, tmp_path):
    rule(Bench(tmp_path))
