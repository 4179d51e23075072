"""Knowledge articles: kb/<section>/<slug>.md."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

# A chain of successors that is longer than this goes in a circle.
_MOST_SUCCESSORS = 20


class ArticleStatus(StrEnum):
    """Where an article stands in its life: being written, in force, or taken out of use."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article: front matter and Markdown body. `path` is `kb/<section>/<slug>.md`, its id `<section>/<slug>`.

    `updated` is the day on which what it says was last changed or found to hold, None where nobody said. `version_of`
    is the id of the article that says the same to another audience, `successor` of the one to read instead of a retired
    one, `drafted_from` the reference of the ticket it was first written from.
    """

    id: str
    path: str
    title: str
    summary: str = ""
    status: ArticleStatus = ArticleStatus.PUBLISHED
    audience: str = "public"
    version_of: str = ""
    successor: str = ""
    language: str = "en"
    owner: str = ""
    updated: date | None = None
    review: date | None = None
    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    drafted_from: str = ""
    body: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it is suggested and searched: neither a draft nor retired."""
        return self.status is ArticleStatus.PUBLISHED

    @property
    def family(self) -> str:
        """The id that all versions of one article share."""
        return self.version_of or self.id

    def read_by(self, *, staff: bool) -> bool:
        """Whether a reader may open it: staff every one; everybody else what is public and no draft. A retired one
        stays readable, so that a link to it leads to its successor."""
        return staff or (self.audience == "public" and self.status is not ArticleStatus.DRAFT)


def listed(among: Mapping[str, Article], *, staff: bool) -> dict[str, Article]:
    """The articles that lists, menus and searches show a reader: those in force that they may read, by id."""
    return {name: each for name, each in sorted(among.items()) if each.in_force and each.read_by(staff=staff)}


def versions(article: Article, among: Mapping[str, Article]) -> tuple[Article, ...]:
    """The other versions of an article that are in force, by id."""
    return tuple(
        other
        for _, other in sorted(among.items())
        if other.family == article.family and other.id != article.id and other.in_force
    )


def successor_of(article: Article, among: Mapping[str, Article]) -> Article | None:
    """The article to read instead of a retired one: the last of the chain; None where none is in force."""
    seen, here = 0, article
    while here.status is ArticleStatus.RETIRED and seen < _MOST_SUCCESSORS:
        following = among.get(here.successor)
        if following is None:
            return None
        seen, here = seen + 1, following
    return here if here.in_force and here is not article else None


class Suggestion(msgspec.Struct, frozen=True):
    """An article that may answer a text: `score` higher is better, `words` the ones that matched, `fields` where they
    stand in the article (title, keywords, summary, text), `chance` how likely it answers it."""

    article: str
    title: str
    score: float
    words: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    chance: float = 0.0

    @property
    def said(self) -> str:
        """`vpn, drops in title, text`"""
        return ", ".join(self.words) + (f" in {', '.join(self.fields)}" if self.fields else "")
