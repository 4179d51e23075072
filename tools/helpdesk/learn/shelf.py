"""Articles and assets in the full-text index that tickets are searched in: a row each, put in and taken out by id.

Their words are kept with the rows, so that one that changed leaves nothing behind.
"""

import sqlite3
from collections.abc import Iterable

import msgspec

from helpdesk.learn.words import words_of
from helpdesk.model.asset import Asset
from helpdesk.model.inventory import holder
from helpdesk.model.knowledge import Article

_MOST_WORDS = 12
_TABLES = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS article_words USING fts5(
        title, keywords, summary, body, tokenize = "porter unicode61 remove_diacritics 2")""",
    """CREATE TABLE IF NOT EXISTS article_row (line INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, title TEXT NOT NULL,
        audience TEXT NOT NULL, family TEXT NOT NULL, language TEXT NOT NULL, about TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS asset_words USING fts5(
        name, rest, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3')""",
    """CREATE TABLE IF NOT EXISTS asset_row (line INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL,
        name TEXT NOT NULL, status TEXT NOT NULL)""",
)


class FoundAsset(msgspec.Struct, frozen=True):
    """An asset as a search shows it."""

    id: str
    kind: str
    name: str
    status: str


def prepare_shelf(index: sqlite3.Connection) -> None:
    """Make the tables where they are missing."""
    for table in _TABLES:
        index.execute(table)


def shelve_articles(index: sqlite3.Connection, articles: Iterable[Article]) -> None:
    """Put articles into the index in place of what it knew of them; those that are not in force are taken out. The
    caller commits."""
    for each in articles:
        take_out(index, "article", each.id)
        if not each.in_force:
            continue
        # Slashes at both ends: "network/vpn" is asked for with all that is below "network".
        about = "".join(f" {name}/" for name in (*each.categories, *each.services))
        row = (each.id, each.title, each.audience, each.family, each.language, about)
        line = index.execute(
            "INSERT INTO article_row(id, title, audience, family, language, about) VALUES (?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        index.execute(
            "INSERT INTO article_words(rowid, title, keywords, summary, body) VALUES (?, ?, ?, ?, ?)",
            (line, each.title, _keywords(each), each.summary, each.body),
        )


def shelve_assets(index: sqlite3.Connection, assets: Iterable[Asset]) -> None:
    """As `shelve_articles`, for assets."""
    for each in assets:
        take_out(index, "asset", each.id)
        row = (each.id, each.kind, each.name, each.status)
        line = index.execute("INSERT INTO asset_row(id, kind, name, status) VALUES (?, ?, ?, ?)", row).lastrowid
        rest = (
            each.kind,
            each.model,
            each.serial,
            each.location,
            each.owner,
            each.team,
            holder(each),
            each.description,
        )
        index.execute(
            "INSERT INTO asset_words(rowid, name, rest) VALUES (?, ?, ?)",
            (line, f"{each.name}\n{each.id}", "\n".join(rest)),
        )


def take_out(index: sqlite3.Connection, kind: str, name: str) -> None:
    """Take an "article" or "asset" out by its id."""
    found = index.execute(f"SELECT line FROM {kind}_row WHERE id = ?", (name,)).fetchone()  # noqa: S608 - one of two
    if found:
        index.execute(f"DELETE FROM {kind}_words WHERE rowid = ?", found)  # noqa: S608
        index.execute(f"DELETE FROM {kind}_row WHERE line = ?", found)  # noqa: S608


def search_assets(index: sqlite3.Connection, text: str, most: int, kind: str = "") -> list[FoundAsset]:
    """Assets whose name, id, kind, serial, location, holder or description holds every word as a beginning; those
    whose names hold one first, then by id."""
    words = words_of(text, most=_MOST_WORDS)
    if not words:
        return []
    query = " AND ".join(f'"{word}"*' for word in words)
    rows = index.execute(
        "SELECT id, kind, asset_row.name, status FROM asset_words JOIN asset_row ON line = asset_words.rowid "
        "WHERE asset_words MATCH ? AND (? = '' OR kind = ?) "
        "ORDER BY bm25(asset_words, 1.0, 0.0) < -1e-9 DESC, id LIMIT ?",
        (query, kind, kind, most),
    )
    return [FoundAsset(*row) for row in rows]


def _keywords(article: Article) -> str:
    return " ".join((*article.keywords, *article.categories, *article.services, article.id.replace("/", " ")))
