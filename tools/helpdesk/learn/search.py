"""Full-text search over tickets and assets. The index lives in whatever SQLite database the caller opens."""

import sqlite3
from collections.abc import Iterable
from itertools import islice

from helpdesk.learn.words import all_of, any_of, words_of
from helpdesk.model.asset import Asset
from helpdesk.model.ids import TicketNumber
from helpdesk.model.inventory import holder
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
    "CREATE TABLE IF NOT EXISTS ticket_row (number INTEGER PRIMARY KEY, line INTEGER UNIQUE NOT NULL)",
)


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
        places = ((record.number, line) for line, record in chunk)
        index.executemany("INSERT OR REPLACE INTO ticket_row(number, line) VALUES (?, ?)", places)
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


def search_tickets(index: sqlite3.Connection, text: str, most: int) -> list[TicketNumber]:
    """Numbers of tickets that hold all words of `text`, the last one as a beginning; best first. Where none holds all,
    those that hold any."""
    words = words_of(text, most=_MOST_WORDS)
    return _matches(index, all_of(words, unfinished=True), most) or _matches(index, any_of(words), most)


def _matches(index: sqlite3.Connection, query: str, most: int) -> list[TicketNumber]:
    if not query:
        return []
    rows = index.execute(
        "SELECT number FROM (SELECT rowid AS found, bm25(ticket_words, ?, ?, ?) AS score FROM ticket_words "
        "WHERE ticket_words MATCH ? ORDER BY rowid DESC LIMIT ?) JOIN ticket_row ON line = found "
        "ORDER BY score, number DESC LIMIT ?",
        (*_WEIGHTS, query, max(_RANKED, most), most),
    )
    return [TicketNumber(number) for (number,) in rows]


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


def search_assets(assets: Iterable[Asset], text: str, most: int) -> list[Asset]:
    """Assets whose name, id, kind, serial, location or holder holds every word as a beginning, by id."""
    words = words_of(text, most=_MOST_WORDS)
    found = [asset for asset in sorted(assets, key=lambda asset: asset.id) if words and _fits(asset, words)]
    return found[:most]


def _fits(asset: Asset, words: tuple[str, ...]) -> bool:
    texts = (
        asset.id,
        asset.kind,
        asset.name,
        asset.model,
        asset.serial,
        asset.location,
        asset.owner,
        holder(asset),
        asset.description,
    )
    known = words_of(" ".join(texts), most=1000)
    return all(any(there.startswith(word) for there in known) for word in words)
