"""How much everybody has to do, counting what this pass has already given out."""

from collections.abc import Iterable
from datetime import datetime

from helpdesk.model.snapshot import Snapshot


class Roster:
    """Loads and last assignments, asked of the snapshot once a person and kept up while the pass decides."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._load: dict[str, float] = {}
        self._last: dict[str, datetime] = {}

    def know(self, people: Iterable[str]) -> None:
        """Look up those of `people` that were not asked for yet, in one go."""
        unknown = [person for person in people if person not in self._load]
        if unknown:
            self._load.update(dict.fromkeys(unknown, 0.0))
            self._load.update(self._snapshot.load_of(unknown))
            self._last.update(self._snapshot.last_assigned(unknown))

    def load(self, person: str) -> float:
        self.know((person,))
        return self._load[person]

    def last(self, person: str) -> datetime | None:
        self.know((person,))
        return self._last.get(person)

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
