"""Knowledge articles: a page each, and an index by section."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby

from helpdesk.model.knowledge import Article
from helpdesk.publish.audience import Audience
from helpdesk.publish.markup import article as rendered
from helpdesk.publish.markup import sibling
from helpdesk.publish.places import article_page, asset_page, href, up
from helpdesk.publish.site import Site


def visible_articles(articles: Mapping[str, Article], audience: Audience) -> dict[str, Article]:
    """Staff read all articles; everybody else only those whose audience is exactly "public"."""
    return {name: articles[name] for name in sorted(articles) if audience.staff or articles[name].audience == "public"}


def section_of(article: Article) -> str:
    return article.id.rpartition("/")[0]


def section_name(section: str) -> str:
    """`remote-work` -> `Remote work`."""
    return section.replace("/", " / ").replace("-", " ").replace("_", " ").capitalize() or "General"


def is_stale(article: Article, site: Site) -> bool:
    """The day on which it was to be read over again has passed."""
    return article.review is not None and article.review < site.now.date()


def article_pages(site: Site) -> None:
    """`articles/index.html` and every article that this audience may read."""
    shown = visible_articles(site.snapshot.articles, site.audience)
    ordered = sorted(shown.values(), key=lambda each: (section_of(each), each.title.casefold(), each.id))
    sections = [(section_name(name), name, list(group)) for name, group in groupby(ordered, key=section_of)]
    stale = {each.id for each in ordered if is_stale(each, site)}
    site.page(
        "pages/articles.html",
        "articles/index.html",
        site.texts.plain("Articles"),
        sections=sections,
        stale=stale,
        place=article_page,
    )
    for each in ordered:
        _page(site, each, shown)


def _page(site: Site, article: Article, shown: Mapping[str, Article]) -> None:
    place = article_page(article.id)

    def resolve(target: str) -> str:
        found = sibling(article.id, target)
        anchor = f"#{target.partition('#')[2]}" if "#" in target else ""
        return href(up(place) + article_page(found)) + anchor if found in shown else "#"

    known = site.snapshot.assets
    site.page(
        "pages/article.html",
        place,
        article.title,
        article=article,
        body=rendered(article.body, article.title, resolve),
        section=section_name(section_of(article)),
        stale=is_stale(article, site),
        categories=[site.names.category(each) for each in article.categories],
        services=[(known[a].name, asset_page(known[a].kind, a)) if a in known else (a, "") for a in article.services],
        owner=site.names.person(article.owner),
        related=_related(article, shown),
        place_of=article_page,
    )


def _related(article: Article, shown: Mapping[str, Article]) -> list[Article]:
    """At most five others that share a category or service, the closest first."""
    mine = {*article.categories, *article.services}
    scores: dict[str, int] = defaultdict(int)
    for other in shown.values():
        common = len(mine & {*other.categories, *other.services})
        if common and other.id != article.id:
            scores[other.id] = common
    return [shown[name] for name in sorted(scores, key=lambda name: (-scores[name], name))[:5]]
