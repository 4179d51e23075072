"""Tickets like this one: the same trouble reported again, or solved before.

BM25 over title, request and the rest (Robertson and Zaragoza 2009), where what the titles say counts several times: two
people describe one trouble in many words and name it in the same few. Words that stand in too many tickets say nothing
and cost most, so they are left out.
"""

import math
import sqlite3
from collections.abc import Iterable

import msgspec

from helpdesk.learn.words import counted
from helpdesk.model.ids import TicketNumber

# Where a word stands in the other ticket: title, request, the rest.
_WEIGHTS = (4.0, 1.0, 0.5)
# How often a word of the title and of the text is asked for.
_TITLE_TIMES, _MOST_TIMES = 5, 3
_TITLE_WORDS, _TEXT_WORDS = 30, 50
_FREQUENT = 800
_MOST_ASKED = 30
_LOOKED_AT = 60
# How much speaks for the same trouble, by the score's share of the best there could be and by how far it stands above
# the next one: a logistic regression over two public collections of duplicates, each tried on the other. It is no
# probability of a desk: every question of those collections had its duplicate, which most tickets have not.
_CONSTANT, _BY_SHARE, _BY_LEAD = -2.7, 2.3, 2.3


class Similar(msgspec.Struct, frozen=True):
    """A ticket like the one asked about: `chance`, 0 to 1, says how much speaks for the same trouble (it orders tickets
    and is not calibrated), `words` that both say."""

    number: TicketNumber
    chance: float
    score: float
    words: tuple[str, ...]


def similar_tickets(
    index: sqlite3.Connection, title: str, text: str, most: int, besides: Iterable[int] = ()
) -> tuple[Similar, ...]:
    """Up to `most` tickets of the index of `learn.search`, best first."""
    asked = _asked(index, title, text)
    if not asked or most <= 0:
        return ()
    query = " OR ".join(f'"{word}"' for word, (times, _) in asked.items() for _ in range(times))
    rows = index.execute(
        "SELECT number, -bm25(ticket_words, ?, ?, ?) AS score, ticket_words.rowid FROM ticket_words "
        "JOIN ticket_row ON line = ticket_words.rowid WHERE ticket_words MATCH ? "
        "ORDER BY score DESC, number DESC LIMIT ?",
        (*_WEIGHTS, query, _LOOKED_AT),
    )
    left_out = set(besides)
    found = [row for row in rows if row[0] not in left_out and row[1] > 0]
    whole = sum(times * rarity for times, rarity in asked.values()) * 2.0
    return tuple(
        Similar(
            TicketNumber(number),
            _chance(score / whole, score / found[place + 1][1] - 1.0 if place + 1 < len(found) else 1.0),
            round(score, 4),
            _shared(index, asked, line),
        )
        for place, (number, score, line) in enumerate(found[:most])
    )


def _asked(index: sqlite3.Connection, title: str, text: str) -> dict[str, tuple[int, float]]:
    """The words to look for: how often each is asked for, and its inverse document frequency."""
    (every,) = index.execute("SELECT count(*) FROM ticket_row").fetchone()
    named, said = counted(title, most=_TITLE_WORDS), counted(text, most=_TEXT_WORDS)
    found: dict[str, tuple[int, float]] = {}
    for word in dict.fromkeys((*named, *said)):
        count = "SELECT count(*) FROM (SELECT 1 FROM ticket_words WHERE ticket_words MATCH ? LIMIT ?)"
        (rows,) = index.execute(count, (f'"{word}"', _FREQUENT)).fetchone()
        if 0 < rows < _FREQUENT:
            times = _TITLE_TIMES * (word in named) + min(said.get(word, 0), _MOST_TIMES)
            # The index keeps what tickets said before they changed: more rows may have a word than there are tickets.
            rows = min(rows, every)
            found[word] = times, max(math.log((every - rows + 0.5) / (rows + 0.5)), 1e-6)
    telling = sorted(found, key=lambda word: (-found[word][0] * found[word][1], word))[:_MOST_ASKED]
    return {word: found[word] for word in telling}


def _chance(share: float, lead: float) -> float:
    return round(1.0 / (1.0 + math.exp(-(_CONSTANT + _BY_SHARE * share + _BY_LEAD * min(lead, 1.0)))), 4)


def _shared(index: sqlite3.Connection, asked: dict[str, tuple[int, float]], line: int) -> tuple[str, ...]:
    """The words that speak most for a ticket."""
    by_weight = sorted(asked, key=lambda word: (-asked[word][0] * asked[word][1], word))
    query = "SELECT 1 FROM ticket_words WHERE ticket_words MATCH ? AND rowid = ?"
    return tuple(word for word in by_weight[:12] if index.execute(query, (f'"{word}"', line)).fetchone())[:5]
