"""Closed tickets told again as older ones: other numbers, earlier times, other keys, other details; the same shape."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from details import details

from helpdesk.load.comment import write_comment
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.plan import Work
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase

Files = dict[str, bytes]
# Times (as text and as in a comment's name), dates, references in both cases, and keys: all that must differ.
_MOVING = re.compile(
    rb"(?P<time>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)|(?P<stamp>\b\d{8}T\d{6}Z)|(?P<day>\b\d{4}-\d\d-\d\d\b)"
    rb"|(?P<ref>\b(?:HD|hd)-\d{6,}\b)|(?P<key>\b[0-9a-f]{20,64}\b)"
)
_DETAILS = re.compile(rb"```\n.*?```\n", re.DOTALL)
_WEEK = timedelta(weeks=1)


def told_files(work: Work) -> Files:
    """A ticket's files as the store writes them."""
    assert work.create is not None
    folder = ticket_folder(work.reference.split("-")[0], work.number)
    files = {f"{folder}/ticket.md": write_ticket(work.create, work.request)}
    files[f"{folder}/timeline.yml"] = write_entries(work.entries)
    for new in work.comments:
        files[f"{folder}/comments/{new.name}"] = write_comment(new.comment, new.text)
    return files


class Again:
    """The closed tickets among those told, to be told again for the years before."""

    def __init__(self, told: list[Work], files: list[Files], rules: Rules) -> None:
        self._prefix = rules.desk.prefix
        closed = [(work, own) for work, own in zip(told, files, strict=True) if _closed(work, rules)]
        known = {work.reference.encode() for work, _ in closed}
        self._sources = [(work, own) for work, own in closed if _references(own) <= known]
        first = min((work.create.opened for work in told if work.create), default=datetime.now(UTC))
        last = max((entry.at for work in told for entry in work.entries), default=first)
        self._span = ((last - first) // _WEEK + 1) * _WEEK

    def before(self, amount: int, rng: random.Random) -> Iterator[Files]:
        """`amount` older tickets, oldest first, numbered from 1. Each round lies one span of weeks before the next."""
        if not amount:
            return
        size = len(self._sources)
        rounds = -(-amount // size)
        number = 0
        for turn in range(rounds):
            taken = self._sources[-(amount - (rounds - 1) * size) :] if turn == 0 else self._sources
            numbers = {work.reference.encode(): number + 1 + place for place, (work, _) in enumerate(taken)}
            back = self._span * (rounds - turn)
            moved = _Moved(self._prefix, numbers, back, rounds - turn)
            for work, own in taken:
                number += 1
                yield moved.files(own, TicketNumber(number), work, rng)


class _Moved:
    """One round: everything moved `back` in time and numbered anew."""

    def __init__(self, prefix: str, numbers: dict[bytes, int], back: timedelta, turn: int) -> None:
        self._prefix = prefix
        self._numbers = numbers
        self._back = back
        self._turn = b"%04x" % turn
        self._days: dict[bytes, bytes] = {}

    def files(self, own: Files, number: TicketNumber, work: Work, rng: random.Random) -> Files:
        folder = ticket_folder(self._prefix, number)
        old = ticket_folder(self._prefix, work.number)
        files: Files = {}
        for path, content in own.items():
            name = _MOVING.sub(self._move, path[len(old) :].encode()).decode()
            if name == "/ticket.md":
                fresh = details(rng, 200).partition("\n\n")[2].encode()
                content = _DETAILS.sub(lambda _, fresh=fresh: fresh, content, count=1)
            files[folder + name] = _MOVING.sub(self._move, content)
        return files

    def _move(self, found: re.Match[bytes]) -> bytes:
        text = found[0]
        match found.lastgroup:
            case "time":
                return self._day(text[:10]) + text[10:]
            case "stamp":
                return self._day(text[:4] + b"-" + text[4:6] + b"-" + text[6:8]).replace(b"-", b"") + text[8:]
            case "day":
                return self._day(text)
            case "key":
                return self._turn + text[4:]
            case _:
                number = self._numbers.get(text.upper(), 1)
                new = reference(self._prefix, TicketNumber(number))
                return (new.lower() if text.islower() else new).encode()

    def _day(self, text: bytes) -> bytes:
        if text not in self._days:
            # A whole number of weeks: the time of day in UTC stays, and so does the weekday.
            self._days[text] = (datetime.fromisoformat(text.decode()) - self._back).date().isoformat().encode()
        return self._days[text]


def _closed(work: Work, rules: Rules) -> bool:
    assert work.create is not None
    return rules.lifecycles[work.create.type].states[work.create.status].phase is Phase.CLOSED


def _references(files: Files) -> set[bytes]:
    return {found["ref"].upper() for text in files.values() for found in _MOVING.finditer(text) if found["ref"]}
