"""Which articles may answer a text: BM25 over title, keywords, summary and body (Robertson and Zaragoza 2009), by
SQLite's FTS5 in memory."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from helpdesk.learn.words import all_of, any_of, any_of_weighted, counted, words_of
from helpdesk.model.knowledge import Article, Suggestion

# How much a word counts by where it stands: title, keywords, summary, body.
_WEIGHTS = (4.0, 4.0, 2.0, 1.0)
# One chance word of a long text suggests nothing: an article shares two telling words with it, or one where
# the text is hardly longer itself.
_FEW_WORDS = 3
_ROWS_PER_ANSWER = 8
_REMEMBERED = 20_000
_TABLE = """CREATE VIRTUAL TABLE article USING fts5(
    title, keywords, summary, body, tokenize = "porter unicode61 remove_diacritics 2")"""


class ArticleIndex:
    """The articles of a desk, ready to be asked. `suggest` is an `Advisor`."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self._articles = articles
        # The portal's preview asks from several threads, one at a time.
        self._store = sqlite3.connect(":memory:", check_same_thread=False)
        self._store.execute(_TABLE)
        self._store.executemany(
            "INSERT INTO article(rowid, title, keywords, summary, body) VALUES (?, ?, ?, ?, ?)",
            ((row, each.title, _keywords(each), each.summary, each.body) for row, each in enumerate(articles)),
        )
        # A storm of requests says the same words again and again.
        self._holding = lru_cache(maxsize=_REMEMBERED)(self._find)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "ArticleIndex":
        """An index over those of `articles` that are in force, the same for every order they come in."""
        in_force = (article for article in articles if article.in_force)
        return cls(tuple(sorted(in_force, key=lambda article: article.id)))

    def suggest(self, text: str, most: int, audience: str = "public") -> tuple[Suggestion, ...]:
        """Up to `most` articles that may answer `text`, best first, for readers of `audience` ("staff" reads all); of
        the versions of one article the one that is written for them. Nothing where too few words are shared: no
        suggestion is better than a wrong one."""
        said = counted(text)
        words = tuple(said)
        needed = 1 if len(words) <= _FEW_WORDS else 2
        rows = self._rows(any_of_weighted(said), most, audience)
        found = (self._suggestion(row, score, words) for row, score in rows)
        return tuple(islice((each for each in found if len(each.words) >= needed), max(most, 0)))

    def knows(self, word: str) -> bool:
        """Whether an article holds a word, in any of its forms."""
        return bool(self._holding(word))

    def search(self, text: str, most: int, audience: str = "public") -> tuple[Suggestion, ...]:
        """Articles that hold all the words of `text`; where none does, those that hold any."""
        words = words_of(text)
        rows = self._rows(all_of(words, unfinished=True), most, audience) or self._rows(any_of(words), most, audience)
        return tuple(self._suggestion(row, score, words) for row, score in rows[: max(most, 0)])

    def _rows(self, query: str, most: int, audience: str) -> list[tuple[int, float]]:
        if not query or most <= 0:
            return []
        answer = self._store.execute(
            "SELECT rowid, -bm25(article, ?, ?, ?, ?) AS score FROM article "
            "WHERE article MATCH ? ORDER BY score DESC, rowid",
            (*_WEIGHTS, query),
        )
        rows: list[tuple[int, float]] = []
        for row, score in answer:
            if audience == "staff" or self._articles[row].audience == audience:
                rows.append((row, score))
            if len(rows) == most * _ROWS_PER_ANSWER:
                break
        return self._one_of_each(rows, audience)

    def _one_of_each(self, rows: list[tuple[int, float]], audience: str) -> list[tuple[int, float]]:
        """Of the versions of one article in one language the one for the reader, where the best of them stood."""
        families: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for row, score in rows:
            article = self._articles[row]
            families.setdefault((article.family, article.language), []).append((row, score))
        chosen = (
            next((row for row, _ in found if self._articles[row].audience == audience), found[0][0])
            for found in families.values()
        )
        return [(row, found[0][1]) for row, found in zip(chosen, families.values(), strict=True)]

    def _suggestion(self, row: int, score: float, words: tuple[str, ...]) -> Suggestion:
        article = self._articles[row]
        shared = tuple(word for word in words if row in self._holding(word))
        return Suggestion(article=article.id, title=article.title, score=round(score, 4), words=shared)

    def _find(self, word: str) -> frozenset[int]:
        """The rows of the articles that hold a word in any of its forms."""
        query = "SELECT rowid FROM article WHERE article MATCH ?"
        return frozenset(row for (row,) in self._store.execute(query, (f'"{word}"',)))


def _keywords(article: Article) -> str:
    return " ".join((*article.keywords, *article.categories, *article.services, article.id.replace("/", " ")))
