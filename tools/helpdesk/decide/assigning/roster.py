"""How much everybody has to do, counting what this pass has already given out."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from helpdesk.model.rules import Rules
from helpdesk.model.shelf import weight
from helpdesk.model.snapshot import Snapshot

if TYPE_CHECKING:
    from helpdesk.decide.draft import Draft


class Roster:
    """Loads and last assignments, asked of the snapshot once a person and kept up while the pass decides."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._load: dict[str, float] = {}
        self._last: dict[str, datetime] = {}
        self._moved: dict[str, float] = {}

    def know(self, people: Iterable[str]) -> None:
        """Look up those of `people` that were not asked for yet, in one go."""
        unknown = [person for person in people if person not in self._load]
        if unknown:
            self._load.update(dict.fromkeys(unknown, 0.0))
            self._load.update(self._snapshot.load_of(unknown))
            for person in unknown:
                self._load[person] += self._moved.get(person, 0.0)
            for person, at in self._snapshot.last_assigned(unknown).items():
                self._last[person] = max(self._last.get(person, at), at)

    def load(self, person: str) -> float:
        self.know((person,))
        return self._load[person]

    def last(self, person: str) -> datetime | None:
        self.know((person,))
        return self._last.get(person)

    def follow(self, drafts: "Iterable[Draft]", rules: Rules) -> None:
        """Take the loads from the snapshot again, and put what each draft has become in the place of what it was."""
        self._load.clear()
        moved: dict[str, float] = {}
        for draft in drafts:
            if draft.record is not None:
                was = draft.record.ticket
                moved[was.assignee] = moved.get(was.assignee, 0.0) - weight(was, rules)
            moved[draft.ticket.assignee] = moved.get(draft.ticket.assignee, 0.0) + weight(draft.ticket, rules)
        for person, change in moved.items():
            if person:
                self._moved[person] = change

    def give(self, person: str, at: datetime, weight: float = 1.0) -> None:
        """`person` gets a ticket."""
        if person:
            self.know((person,))
            self._load[person] += weight
            self._last[person] = max(self._last.get(person, at), at)

    def take(self, person: str, weight: float = 1.0) -> None:
        """A ticket leaves `person`."""
        if person:
            self.know((person,))
            self._load[person] = max(self._load[person] - weight, 0.0)
