"""Who may be on the phone: people by what one hears of them, a piece of a name, a number, an address."""

import re
from collections.abc import Iterable

from helpdesk.model.rules.people import Person

MOST = 5
_DIGITS = re.compile(r"\D+")
# Fewer digits than these fit too many numbers.
_FEWEST = 3


def callers(heard: str, people: Iterable[Person], most: int = MOST) -> list[Person]:
    """People who fit everything that was typed, best first: a name that begins so, then an address or a handle, then a
    telephone number with these digits (blanks, brackets and a country's prefix aside)."""
    words = heard.casefold().split()
    if not words:
        return []
    ranked = ((_rank(words, heard, person), person.name.casefold(), person.id, person) for person in people)
    return [person for rank, _, _, person in sorted(row for row in ranked if row[0] is not None)][:most]


def _rank(words: list[str], heard: str, person: Person) -> int | None:
    """How well a person fits, 0 best; None for not at all."""
    names = re.split(r"[\s.-]+", person.name.casefold())
    if all(any(name.startswith(word) for name in names) for word in words):
        return 0
    written = " ".join((person.name, person.id, person.email, *person.also)).casefold()
    if all(word in written for word in words):
        return 1
    digits = _DIGITS.sub("", heard).lstrip("0")
    if len(digits) >= _FEWEST and digits in _DIGITS.sub("", person.phone):
        return 2
    return None
