"""A line that a reader typed, without people and secrets, before it is kept anywhere."""

import re

from helpdesk.learn.redaction import Redaction
from helpdesk.model.readers import LONGEST_WHY, LONGEST_WORDS
from helpdesk.model.rules import Rules
from helpdesk.model.sensitive import sensitive

_LONGEST = 1_000
_MOST_WORDS = 6
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
# Where a number of this many digits stands, somebody pasted what names one thing or person.
_NUMBER = re.compile(r"[0-9](?:[ ./-]?[0-9]){4,}")
_PART = re.compile(r"[^\W\d_]{3,}")


def line_of(text: str, rules: Rules) -> str:
    """One line of at most 200 letters, the desk's people and every secret hidden."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[:_LONGEST])
    return _redaction(rules).line(shown)[:LONGEST_WHY].strip()


def search_of(text: str, rules: Rules) -> str:
    """The words of a search, folded to lower case, without numbers; nothing where it may tell of a person: an address,
    a long number, a secret, or a name of somebody whom the desk knows."""
    text = text[:_LONGEST]
    if "@" in text or "://" in text or _NUMBER.search(text) or sensitive(text):
        return ""
    words = _WORD.findall(text.casefold())
    known = {part.casefold() for person in rules.people.values() for part in _PART.findall(person.name)}
    if not words or len(words) > _MOST_WORDS or known & set(words) or max(map(len, words)) > _MOST_LETTERS:
        return ""
    joined = " ".join(words)
    return joined if 3 <= len(joined) <= LONGEST_WORDS else ""


# The longest German compounds that people seek have fewer; what has more is pasted.
_MOST_LETTERS = 32


def _redaction(rules: Rules) -> Redaction:
    names = [person.name for person in rules.people.values() if person.name]
    return Redaction(names, {part for name in names for part in _PART.findall(name)}, (rules.desk.mail.address,))
