"""Full-text search over tickets. The index lives in whatever SQLite database the caller opens."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import msgspec

from helpdesk.learn.words import all_of, any_of, words_of
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record

# Title and the numbers and names people search by count more than what was said along the way.
_WEIGHTS = (5.0, 2.0, 1.0)
_MOST_WORDS = 12
# Where more tickets than this hold the words, the newest of them are ranked: to rank them all takes too long.
_RANKED = 15_000
_CHUNK = 500
# Contentless: the words are kept and the text is not, which is in the repository. detail = full, because without it a
# contentless table has no word counts and bm25() is zero for every row. Rows cannot be deleted from one before SQLite
# 3.43, so a ticket that changed gets a new row and the old one is passed over.
_TABLES = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS ticket_words USING fts5(
        title, request, rest, content = '', detail = full, tokenize = "porter unicode61 remove_diacritics 2")""",
    """CREATE TABLE IF NOT EXISTS ticket_row (number INTEGER PRIMARY KEY, line INTEGER UNIQUE NOT NULL,
        type TEXT, status TEXT, team TEXT, category TEXT, service TEXT, assignee TEXT, opened REAL)""",
)
# Without a condition only what is ranked is looked up; with one, what does not meet it must not be ranked.
_ALL = (
    "SELECT number, score FROM (SELECT rowid AS found, bm25(ticket_words, ?, ?, ?) AS score FROM ticket_words "
    "WHERE ticket_words MATCH ? ORDER BY rowid DESC LIMIT ?) JOIN ticket_row ON line = found"
)
_WITH_CONDITION = (
    "SELECT number, bm25(ticket_words, ?, ?, ?) AS score FROM ticket_words "
    "JOIN ticket_row ON line = ticket_words.rowid WHERE ticket_words MATCH ? AND {} "
    "ORDER BY ticket_words.rowid DESC LIMIT ?"
)
_PUT = "INSERT OR REPLACE INTO ticket_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Wanted(msgspec.Struct, frozen=True):
    """Which tickets a search is for: `fields` with their values (of `type`, `status`, `team`, `service`, `assignee`), a
    category with all below it, opened from a moment on (seconds since 1970), none of these pairs of type and status."""

    fields: Mapping[str, str] = {}
    category: str = ""
    since: float | None = None
    besides: tuple[tuple[str, str], ...] = ()

    def condition(self) -> tuple[str, list[object]]:
        """The same for SQL, with its values; empty where every ticket is wanted."""
        parts, values = [], list[object]()
        for name in ("type", "status", "team", "service", "assignee"):
            if name in self.fields:
                parts.append(f"{name} = ?")
                values.append(self.fields[name])
        if self.category:
            # "/" and "0" are neighbours: everything from "network/" up to "network0" lies below "network".
            parts.append("(category = ? OR (category > ? AND category < ?))")
            values += [self.category, f"{self.category}/", f"{self.category}0"]
        if self.since is not None:
            parts.append("opened >= ?")
            values.append(self.since)
        if self.besides:
            parts.append(f"(type, status) NOT IN (VALUES {', '.join(['(?, ?)'] * len(self.besides))})")
            values += [value for pair in self.besides for value in pair]
        return " AND ".join(parts), values


def prepare(index: sqlite3.Connection) -> None:
    """Make the tables where they are missing."""
    for table in _TABLES:
        index.execute(table)


def indexed(index: sqlite3.Connection, records: Iterable[Record]) -> sqlite3.Connection:
    """Bring `records` into the index, in place of what it knew of them. The caller commits."""
    prepare(index)
    # Behind every line ever written: one that was passed over must not come back to life under another number.
    last = index.execute("SELECT rowid FROM ticket_words ORDER BY rowid DESC LIMIT 1").fetchone()
    rows = enumerate(records, last[0] + 1 if last else 1)
    while chunk := list(islice(rows, _CHUNK)):
        texts = ((line, *_texts(record)) for line, record in chunk)
        index.executemany("INSERT INTO ticket_words(rowid, title, request, rest) VALUES (?, ?, ?, ?)", texts)
        index.executemany(_PUT, (_row(line, record) for line, record in chunk))
    return index


def index_texts(index: sqlite3.Connection, texts: Iterable[tuple[int, str, str]]) -> None:
    """Bring number, title and text of tickets that are no records of ours into an empty index."""
    prepare(index)
    for number, title, text in texts:
        index.execute(
            "INSERT INTO ticket_words(rowid, title, request, rest) VALUES (?, ?, ?, '')", (number, title, text)
        )
        index.execute("INSERT INTO ticket_row(number, line) VALUES (?, ?)", (number, number))


def forget(index: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take tickets out of what is found. Their words leave the file when it is built anew."""
    prepare(index)
    index.executemany("DELETE FROM ticket_row WHERE number = ?", ((number,) for number in numbers))


def search_tickets(index: sqlite3.Connection, text: str, most: int, wanted: Wanted | None = None) -> list[TicketNumber]:
    """Numbers of tickets that hold all words of `text`, the last one as a beginning; best first. Where none holds all,
    those that hold any."""
    words = words_of(text, most=_MOST_WORDS)
    condition, values = (wanted or Wanted()).condition()
    queries = (all_of(words, unfinished=True), any_of(words))
    return next((found for query in queries if (found := _matches(index, query, most, condition, values))), [])


def _matches(
    index: sqlite3.Connection, query: str, most: int, condition: str, values: Sequence[object]
) -> list[TicketNumber]:
    if not query:
        return []
    found = _WITH_CONDITION.format(condition) if condition else _ALL
    rows = index.execute(
        f"SELECT number FROM ({found}) ORDER BY score, number DESC LIMIT ?",  # noqa: S608 - pieces of this module alone
        (*_WEIGHTS, query, *values, max(_RANKED, most), most),
    )
    return [TicketNumber(number) for (number,) in rows]


def _row(line: int, record: Record) -> tuple[object, ...]:
    ticket = record.ticket
    kept = (ticket.type.value, ticket.status, ticket.team, ticket.category, ticket.service, ticket.assignee)
    return (record.number, line, *kept, ticket.opened.timestamp())


def _texts(record: Record) -> tuple[str, str, str]:
    ticket = record.ticket
    names = (
        record.reference,
        str(record.number),
        ticket.requester.name,
        ticket.requester.email,
        ticket.category,
        ticket.service,
    )
    ended = (ticket.resolution.summary,) if ticket.resolution else ()
    rest = (*names, *ticket.tags, *ticket.assets, ticket.summary, *ended, *(each.text for each in record.conversation))
    return ticket.title, record.request, "\n".join(rest)
