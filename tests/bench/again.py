"""Closed tickets told again as older ones: other numbers, earlier times, other keys, other details; the same shape."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from details import log

from helpdesk.load.comment import write_comment
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.plan import Work
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase

Files = dict[str, bytes]
Token = tuple[int, str, bytes]
# Times (as text and as in a comment's name), dates, references in both cases, keys and logs: all that must differ.
_MOVING = re.compile(
    rb"(?P<log>```\n.*?```\n)|(?P<time>\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)|(?P<stamp>\b\d{8}T\d{6}Z)"
    rb"|(?P<day>\b\d{4}-\d\d-\d\d\b)|(?P<ref>\b(?:HD|hd)-\d{6,}\b)|(?P<key>\b[0-9a-f]{20,64}\b)",
    re.DOTALL,
)
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
        closed = [(work, _Shape(work, own)) for work, own in zip(told, files, strict=True) if _closed(work, rules)]
        known = {work.reference.encode() for work, _ in closed}
        self._shapes = [shape for _, shape in closed if shape.references <= known]
        first = min((work.create.opened for work in told if work.create), default=datetime.now(UTC))
        last = max((entry.at for work in told for entry in work.entries), default=first)
        self._span = ((last - first) // _WEEK + 1) * _WEEK

    def before(self, amount: int, rng: random.Random) -> Iterator[Files]:
        """`amount` older tickets, oldest first, numbered from 1. Each round lies one span of weeks before the next."""
        if not amount:
            return
        size = len(self._shapes)
        rounds = -(-amount // size)
        number = 0
        for turn in range(rounds):
            taken = self._shapes[-(amount - (rounds - 1) * size) :] if turn == 0 else self._shapes
            numbers = {shape.reference: number + 1 + place for place, shape in enumerate(taken)}
            moved = _Moved(self._prefix, numbers, self._span * (rounds - turn), rounds - turn, rng)
            for shape in taken:
                number += 1
                folder = ticket_folder(self._prefix, TicketNumber(number))
                yield {folder + moved.text(name).decode(): moved.text(content) for name, content in shape.files}


class _Pieces:
    """A text cut where something must differ: the pieces, and which of them are what."""

    def __init__(self, text: bytes) -> None:
        self.pieces: list[bytes] = []
        self.tokens: list[Token] = []
        end = 0
        for found in _MOVING.finditer(text):
            self.pieces += (text[end : found.start()], found[0])
            self.tokens.append((len(self.pieces) - 1, str(found.lastgroup), found[0]))
            end = found.end()
        self.pieces.append(text[end:])


class _Shape:
    """One ticket's files as pieces, under names relative to its folder."""

    def __init__(self, work: Work, files: Files) -> None:
        start = len(ticket_folder(work.reference.split("-")[0], work.number))
        self.reference = work.reference.encode()
        self.files = [(_Pieces(path[start:].encode()), _Pieces(content)) for path, content in files.items()]
        tokens = (token for pair in self.files for pieces in pair for token in pieces.tokens)
        self.references = {text.upper() for _, kind, text in tokens if kind == "ref"}


class _Moved:
    """One round: everything moved `back` in time and numbered anew."""

    def __init__(self, prefix: str, numbers: dict[bytes, int], back: timedelta, turn: int, rng: random.Random) -> None:
        self._prefix = prefix
        self._numbers = numbers
        self._back = back
        self._turn = b"%04x" % turn
        self._days: dict[bytes, bytes] = {}
        self._rng = rng

    def text(self, pieces: _Pieces) -> bytes:
        parts = pieces.pieces.copy()
        for place, kind, text in pieces.tokens:
            if kind == "time":
                parts[place] = self._day(text[:10]) + text[10:]
            else:
                parts[place] = self._move(kind, text)
        return b"".join(parts)

    def _move(self, kind: str, text: bytes) -> bytes:
        match kind:
            case "stamp":
                day = self._day(text[:4] + b"-" + text[4:6] + b"-" + text[6:8])
                return day.replace(b"-", b"") + text[8:]
            case "day":
                return self._day(text)
            case "key":
                return self._turn + text[4:]
            case "log":
                return log(self._rng, text.count(b"\n") - 2).encode()
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
