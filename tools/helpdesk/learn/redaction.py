"""Taking people and secrets out of a text, so that what was written to one can be read by others."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import partial

from helpdesk.model.message import Party
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.sensitive import HIDDEN, masked, sensitive

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<!\w)([^\W_]+)(?:['’]s)?(?!\w)")
_PLACEHOLDER = re.compile(r"\((?:name|hidden: [a-z ]+)\)")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+|00|0|\()[0-9][0-9 ()/-]{5,20}[0-9](?![\w-])")
_QUOTED_RUN = 6
_SHORTEST_NAME = 3
_SOMEBODY = "(name)"
# Parts of names that are ordinary words as well: they go only with the whole name.
_ORDINARY = frozenset(
    ("will", "may", "mark", "grant", "rose", "bill", "rich", "frank", "page", "young", "long", "king", "cook", "field")
)


class Redaction:
    """What is taken out: the people of a ticket and of the desk, addresses and telephone numbers, secrets, and lines
    that say again what somebody outside had written. `removed` counts it by kind."""

    def __init__(self, names: Iterable[str], parts: Iterable[str], kept: Iterable[str] = ()) -> None:
        whole = {" ".join(name.split()) for name in names if len(name.strip()) >= _SHORTEST_NAME}
        self._names = _any_of(whole)
        self._parts = frozenset(part for part in parts if part[0].isupper() and part.casefold() not in _ORDINARY)
        self._kept = {address.casefold() for address in kept if address}
        self._runs: frozenset[tuple[str, ...]] = frozenset()
        self.removed: Counter[str] = Counter()

    @classmethod
    def of(cls, record: Record, rules: Rules) -> "Redaction":
        """Everybody who takes part in the ticket or whom the desk knows, by every part of their names. The desk's own
        address stays."""
        senders = [each.comment.sender for each in record.conversation]
        there: list[Party] = [record.ticket.requester, *senders]
        names = [*(party.name for party in there), *(person.name for person in rules.people.values())]
        parts = {part for name in names for part in _WORD.findall(name) if len(part) >= _SHORTEST_NAME}
        return cls(filter(None, names), parts, (rules.desk.mail.address,))

    def knowing(self, texts: Iterable[str]) -> "Redaction":
        """The same, and what was said in these texts is not said again."""
        self._runs = frozenset(run for text in texts for run in _runs(text))
        return self

    def line(self, text: str) -> str:
        """A text in one line without what is to be taken out; quotes stay, a title is what the ticket is called."""
        return " ".join(self._clean(text).split())

    def text(self, text: str) -> str:
        """A text without what is to be taken out, and without quoted lines and those that repeat somebody outside."""
        lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
        kept = [line for line in lines if not self._repeats(line)]
        self.removed["quotes"] += text.count("\n") + 1 - len(kept)
        self.removed = +self.removed
        return self._clean("\n".join(kept)).strip()

    def _repeats(self, line: str) -> bool:
        return any(run in self._runs for run in _runs(line))

    def _clean(self, text: str) -> str:
        for found in sensitive(text):
            self.removed[f"{found.kind}s"] += 1
        text = self._without(_MAIL, masked(text), "addresses", HIDDEN.format(kind="address"))
        text = self._without(_PHONE, text, "telephone numbers", HIDDEN.format(kind="telephone number"))
        text = self._without(self._names, text, "names", _SOMEBODY) if self._names else text
        text = _NAME.sub(self._unnamed, text)
        return re.sub(rf"{re.escape(_SOMEBODY)}(?:\s+{re.escape(_SOMEBODY)})+", _SOMEBODY, text)

    def _without(self, pattern: re.Pattern[str], text: str, kind: str, instead: str) -> str:
        return pattern.sub(partial(self._replaced, kind, instead), text)

    def _unnamed(self, match: re.Match[str]) -> str:
        if match[1] not in self._parts:
            return match.group()
        self.removed["names"] += 1
        return _SOMEBODY

    def _replaced(self, kind: str, instead: str, match: re.Match[str]) -> str:
        if match.group().casefold() in self._kept:
            return match.group()
        self.removed[kind] += 1
        return instead


def without_placeholders(text: str) -> str:
    """What is left of a redacted text, for a file's name or keywords."""
    return _PLACEHOLDER.sub(" ", text)


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    """Every run of six words."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return zip(*(words[place:] for place in range(_QUOTED_RUN)), strict=False)


def _any_of(names: set[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?:['’]s)?(?!\w)", re.IGNORECASE)
