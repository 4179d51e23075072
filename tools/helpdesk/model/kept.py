"""What a reader has worked out of each ticket, kept for the next time: never the truth, always safe to lose."""

from collections.abc import Iterable, Iterator
from typing import Protocol

Entry = tuple[int, str, bytes]
"""A ticket's number, which state of it this was worked out of, and what came of it."""


class Kept(Protocol):
    """Entries by ticket number. What is damaged or was made by other means is as if it had never been there."""

    def entries(self) -> Iterator[Entry]:
        """All there are, by number."""

    def keep(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        """Put these in the place of what was kept of the same tickets, and let go of those that are gone."""


class KeptInMemory:
    """Implements `Kept` for as long as this object lives."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}

    def entries(self) -> Iterator[Entry]:
        return iter([self._entries[number] for number in sorted(self._entries)])

    def keep(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        for number in gone:
            self._entries.pop(number, None)
        self._entries.update((entry[0], entry) for entry in entries)
