"""Which articles may answer a text: BM25 over title, keywords, summary and body (Robertson and Zaragoza 2009), by
SQLite's FTS5."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from helpdesk.learn.article_chances import corrected, coverage, prior, rarity, weights
from helpdesk.learn.shelf import prepare_shelf, shelve_articles
from helpdesk.learn.words import all_of, any_of, any_of_weighted, counted, words_of
from helpdesk.model.knowledge import Article, Suggestion
from helpdesk.model.rules.desk import LearningRule

# How much a word counts by where it stands: title, keywords, summary, body.
_WEIGHTS = (4.0, 4.0, 2.0, 1.0)
# One chance word of a long text suggests nothing: an article shares two telling words with it, or one where
# the text is hardly longer itself.
_FEW_WORDS = 3
_FIELDS = {"title": "title", "keywords": "keywords", "summary": "summary", "body": "text"}
_ROWS_PER_ANSWER = 8
_REMEMBERED = 20_000
_EVERY = "SELECT line, id, title, audience, family, language, about FROM article_row"


# No bar and no correction: what another collection's articles are measured by.
EVERYTHING = LearningRule(articles=0.0)


class _Shelved(msgspec.Struct, frozen=True):
    """What is known of an article besides its words. `about` has every category and service it is for, as " name/"."""

    id: str
    title: str
    audience: str
    family: str
    language: str
    about: str


class ArticleIndex:
    """The articles of an index of `learn.shelf`, ready to be asked. `suggest` is an `Advisor`."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._store = index
        self._articles = {row[0]: _Shelved(*row[1:]) for row in index.execute(_EVERY)}
        # A storm of requests says the same words again and again.
        self._holding = lru_cache(maxsize=_REMEMBERED)(self._find)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "ArticleIndex":
        """An index in memory of those of `articles` that are in force, the same for every order they come in."""
        # The portal's preview asks from several threads, one at a time.
        index = sqlite3.connect(":memory:", check_same_thread=False)
        prepare_shelf(index)
        shelve_articles(index, articles)
        return cls(index)

    def suggest(
        self, text: str, most: int, audience: str = "public", rule: LearningRule = EVERYTHING
    ) -> tuple[Suggestion, ...]:
        """Up to `most` articles that may answer `text`, best first, for readers of `audience` ("staff" reads all); of
        the versions of one article the one that is written for them. Nothing where too few words are shared, and none
        less likely than `rule.articles`: no suggestion is better than a wrong one."""
        said = counted(text)
        words = tuple(said)
        needed = 1 if len(words) <= _FEW_WORDS else 2
        rows = self._rows(any_of_weighted(said), most, audience)
        # What a text asks of every article is asked once, and where an article says it only of those that are named.
        held = {word: self._holding(word) for word in (words if rows else ())}
        rarities = {word: rarity(len(self._articles), len(having)) for word, having in held.items()}
        weighing = weights(said, rarities) if rows else {}
        likely: list[Suggestion] = []
        for place, (row, score) in enumerate(rows[: len(rows) if most > 0 else 0]):
            shared = tuple(word for word, having in held.items() if row in having)
            if len(shared) < needed:
                continue
            following = rows[place + 1][1] if place + 1 < len(rows) else None
            chance = prior(coverage(weighing, shared), score, following, rows[0][1])
            chance = corrected(chance, rule.article_chances)
            if chance >= rule.articles:
                likely.append(replace(self._suggestion(row, score, shared), chance=chance))
            if len(likely) == most:
                break
        return tuple(likely)

    def knows(self, word: str) -> bool:
        """Whether an article holds a word, in any of its forms."""
        return bool(self._holding(word))

    def search(
        self, text: str, most: int, audience: str = "public", about: tuple[str, ...] = ()
    ) -> tuple[Suggestion, ...]:
        """Articles that hold all the words of `text`; where none does, those that hold any. With `about` only those
        for each of these categories and services, or for a category below it."""
        words = words_of(text)
        queries = (all_of(words, unfinished=True), any_of(words))
        rows = next((found for query in queries if (found := self._rows(query, most, audience, about))), [])
        return tuple(self._suggestion(row, score, self._shared(row, words)) for row, score in rows[: max(most, 0)])

    def _rows(self, query: str, most: int, audience: str, about: tuple[str, ...] = ()) -> list[tuple[int, float]]:
        if not query or most <= 0:
            return []
        answer = self._store.execute(
            "SELECT line, -bm25(article_words, ?, ?, ?, ?) AS score FROM article_words "
            "JOIN article_row ON line = article_words.rowid WHERE article_words MATCH ? ORDER BY score DESC, id",
            (*_WEIGHTS, query),
        )
        rows: list[tuple[int, float]] = []
        for row, score in answer:
            article = self._articles[row]
            if audience in ("staff", article.audience) and all(f" {name}/" in article.about for name in about):
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

    def _shared(self, row: int, words: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the words that an article holds."""
        return tuple(word for word in words if row in self._holding(word))

    def _suggestion(self, row: int, score: float, shared: tuple[str, ...]) -> Suggestion:
        article = self._articles[row]
        return Suggestion(article.id, article.title, round(score, 4), shared, self._fields(row, shared))

    def _fields(self, row: int, words: tuple[str, ...]) -> tuple[str, ...]:
        """Where an article says one of the words: its title, keywords, summary or text."""
        query = "SELECT 1 FROM article_words WHERE article_words MATCH ? AND rowid = ?"
        asked = any_of(words)
        return tuple(
            said
            for column, said in _FIELDS.items()
            if asked and self._store.execute(query, (f"{{{column}}} : ({asked})", row)).fetchone()
        )

    def _find(self, word: str) -> frozenset[int]:
        """The rows of the articles that hold a word in any of its forms."""
        query = "SELECT rowid FROM article_words WHERE article_words MATCH ?"
        return frozenset(row for (row,) in self._store.execute(query, (f'"{word}"',)))
