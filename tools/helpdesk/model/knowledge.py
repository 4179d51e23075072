"""Knowledge articles: kb/<section>/<slug>.md."""

from datetime import date

import msgspec


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article: front matter and Markdown body. `path` is `kb/<section>/<slug>.md`, its id `<section>/<slug>`."""

    id: str
    path: str
    title: str
    summary: str = ""
    audience: str = "public"
    language: str = "en"
    owner: str = ""
    review: date | None = None
    categories: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    body: str = ""


class Suggestion(msgspec.Struct, frozen=True):
    """An article that may answer a text: `score` higher is better, `words` the ones that matched."""

    article: str
    title: str
    score: float
    words: tuple[str, ...] = ()
