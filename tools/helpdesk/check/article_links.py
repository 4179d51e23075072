"""Checks of where the links in an article's text lead: to other articles, tickets, assets and pages of the portal."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from helpdesk.check.check import BODY, Desk, Fault, Subject, check
from helpdesk.model.address import article_page, asset_page
from helpdesk.model.finding import Severity
from helpdesk.model.knowledge import Article, ArticleStatus
from helpdesk.model.nearest import did_you_mean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 200_000
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_UNFIT = re.compile(r"[^\w\- ]")


class Link(msgspec.Struct, frozen=True):
    """Where a link in a text leads, and the line of the text that it stands in or near, from 1 on."""

    target: str
    line: int

    @property
    def external(self) -> bool:
        """Whether it leads out into the web."""
        return self.target.casefold().startswith(("http://", "https://"))


def links_of(article: Article) -> tuple[Link, ...]:
    """Every link of an article's text, in order. What stands in code is no link."""
    return _links(article.body[:LONGEST])


@lru_cache(maxsize=1)
def _links(text: str) -> tuple[Link, ...]:
    """The text of one article is read once, and not for each check that asks for its links."""
    if "](" not in text and "]:" not in text and "<http" not in text:
        return ()
    return tuple(
        Link(str(child.attrs["href"]), (token.map or [0])[0] + 1)
        for token in _reader().parse(text)
        for child in token.children or ()
        if child.type == "link_open" and child.attrs.get("href")
    )


@check("K017", Subject.ARTICLE)
def links_lead_somewhere(article: Article, desk: Desk) -> Iterator[Fault]:
    """The links of an article lead to articles, tickets, assets and headings that exist."""
    for link in links_of(article):
        fault = _astray(article, _inside(link.target, desk), desk)
        if fault:
            what, known = fault
            yield Fault((BODY, link.line), f"{what}: {link.target!r}", did_you_mean(link.target, sorted(known)))


@check("K018", Subject.ARTICLE)
def tickets_named_exist(article: Article, desk: Desk) -> Iterator[Fault]:
    """The tickets that an article names exist."""
    named = re.compile(rf"\b{re.escape(desk.rules.desk.prefix)}-[0-9]{{6,12}}\b")
    for number, line in enumerate(article.body[:LONGEST].split("\n"), 1):
        for reference in dict.fromkeys(named.findall(line)):
            if reference not in desk.references:
                yield Fault((BODY, number), f"no such ticket: {reference!r}", "correct the reference, or leave it out")


@check("K019", Subject.ARTICLE, Severity.WARNING)
def links_lead_to_what_is_in_force(article: Article, desk: Desk) -> Iterator[Fault]:
    """The links of an article that is in force lead to no draft and no retired article."""
    if not article.in_force:
        return
    for link in links_of(article):
        path = _inside(link.target, desk).partition("#")[0]
        other = desk.articles.get(_article(article, path) or "") if path else None
        if other is not None and not other.in_force:
            said = f"it was retired; link to {other.successor!r}" if other.successor else "link to another, or to none"
            if other.status is ArticleStatus.DRAFT:
                said = "publish that first"
            yield Fault((BODY, link.line), f"a link to an article that is {other.status}: {link.target!r}", said)


def _inside(target: str, desk: Desk) -> str:
    """The target without the address of the desk's own portal; "" for what leads out of the desk."""
    portal = desk.rules.desk.portal.rstrip("/")
    if portal and (target == portal or target.startswith(f"{portal}/")):
        return target[len(portal) :] or "/"
    return "" if _SCHEME.match(target) or target.startswith("//") else target


def _astray(article: Article, target: str, desk: Desk) -> tuple[str, Iterable[str]] | None:
    """What is wrong with a target within the desk, and what would be known in its place."""
    if not target:
        return None
    path, _, anchor = unquote(target).partition("#")
    if not path:
        known = headings(article.body)
        return ("no such heading in this article", known) if anchor and anchor not in known else None
    if path.startswith("/"):
        return _on_the_portal(urlsplit(path).path.strip("/"), desk)
    named = _article(article, path)
    if named is not None:
        other = desk.articles.get(named)
        if other is None:
            return "no such article", desk.articles
        return (
            ("no such heading there", headings(other.body)) if anchor and anchor not in headings(other.body) else None
        )
    return _file(posixpath.normpath(posixpath.join(posixpath.dirname(article.path), path)), desk)


def _article(article: Article, path: str) -> str | None:
    """The id of the article that a relative path means; None where it means none."""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), path))
    return found.removeprefix("kb/").removesuffix(".md") if found.startswith("kb/") and found.endswith(".md") else None


def _file(path: str, desk: Desk) -> tuple[str, Iterable[str]] | None:
    """A path from the top of the repository that is no article: a ticket or an asset, or nothing one can open."""
    parts = path.split("/")
    if parts[0] == "tickets" and len(parts) > 2:
        return None if parts[2] in desk.references else ("no such ticket", ())
    if parts[0] == "assets" and len(parts) == 3:
        return None if parts[2].removesuffix(".yml") in desk.assets else ("no such asset", desk.assets)
    return "a link that leads nowhere", ()


def _on_the_portal(page: str, desk: Desk) -> tuple[str, Iterable[str]] | None:
    parts = page.split("/")
    if parts[0] == "articles" and len(parts) > 2:
        return None if page in {article_page(name) for name in desk.articles} else ("no such article", ())
    if parts[0] == "assets" and len(parts) > 2:
        pages = {asset_page(asset.kind, asset.id) for asset in desk.assets.values()}
        return None if page in pages else ("no such asset", ())
    if parts[0] == "tickets" and len(parts) > 2 and parts[-1].startswith(f"{desk.rules.desk.prefix}-"):
        return None if parts[-1].removesuffix(".html") in desk.references else ("no such ticket", ())
    return None


def headings(body: str) -> tuple[str, ...]:
    """The anchors of a text's headings: in small letters, spaces as hyphens, signs left out."""
    tokens = _reader().parse(body[:LONGEST])
    texts = (after.content for token, after in pairwise(tokens) if token.type == "heading_open")
    return tuple(_UNFIT.sub("", re.sub(r"[*_`]", "", text).strip().casefold()).replace(" ", "-") for text in texts)


@cache
def _reader() -> "MarkdownIt":
    """CommonMark without emphasis, which costs most and matters to no link; any scheme is read, to be judged here."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).disable(["emphasis", "image"])
    reader.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]
    return reader
