"""Checks of knowledge articles."""

from collections.abc import Iterator

from helpdesk.check.article_links import LONGEST
from helpdesk.check.check import BODY, Desk, Fault, Subject, check, missing
from helpdesk.model.finding import Severity
from helpdesk.model.knowledge import Article, ArticleStatus
from helpdesk.model.sensitive import sensitive

_MOST_SECRETS = 20


@check("K010", Subject.ARTICLE)
def categories_exist(article: Article, desk: Desk) -> Iterator[Fault]:
    """The categories of an article are ones of rules/categories.yml."""
    for index, category in enumerate(article.categories):
        if not any(name.startswith(f"{category}/") for name in desk.rules.categories):
            yield from missing("category", category, desk.rules.categories, "categories", index)


@check("K011", Subject.ARTICLE)
def services_exist(article: Article, desk: Desk) -> Iterator[Fault]:
    """The services of an article are assets."""
    for index, service in enumerate(article.services):
        yield from missing("service", service, desk.assets, "services", index)


@check("K012", Subject.ARTICLE)
def owner_exists(article: Article, desk: Desk) -> Iterator[Fault]:
    """The owner of an article is a person or a team."""
    if article.owner not in desk.rules.teams:
        yield from missing("person", article.owner, desk.rules.people, "owner")


@check("K013", Subject.ARTICLE, Severity.WARNING)
def review_is_not_overdue(article: Article, desk: Desk) -> Iterator[Fault]:
    """The review date of an article that is not retired has not passed."""
    if article.status is ArticleStatus.RETIRED:
        return
    if article.review is not None and article.review < desk.today:
        yield Fault(("review",), f"its review was due on {article.review}", "read it again and set the next date")


@check("K014", Subject.ARTICLE)
def version_is_of_an_article(article: Article, desk: Desk) -> Iterator[Fault]:
    """A version belongs to an article that is no version itself, and no two versions in one language are for one
    audience."""
    if not article.version_of:
        return
    yield from missing("article", article.version_of, desk.articles, "version_of")
    original = desk.articles.get(article.version_of)
    if original is not None and (original.version_of or original.id == article.id):
        remedy = f"write {original.version_of!r}" if original.version_of not in ("", article.id) else "take it out"
        yield Fault(("version_of",), f"a version of a version: {article.version_of!r}", remedy)
    for other in desk.articles.values():
        if _stands_beside(article, other):
            what = f"another version for {article.audience}: {other.id!r}"
            yield Fault(("version_of",), what, "a version each for public, staff and managers: join the two")


def _stands_beside(article: Article, other: Article) -> bool:
    same = (article.family, article.audience, article.language) == (other.family, other.audience, other.language)
    return same and article.id != other.id and ArticleStatus.RETIRED not in (article.status, other.status)


@check("K015", Subject.ARTICLE)
def successor_is_in_force(article: Article, desk: Desk) -> Iterator[Fault]:
    """The successor of a retired article is another article that exists, and only a retired one has any."""
    if not article.successor:
        return
    yield from missing("article", article.successor, desk.articles, "successor")
    if article.successor == article.id:
        yield Fault(("successor",), f"an article that succeeds itself: {article.successor!r}", "name another, or none")
    if article.status is not ArticleStatus.RETIRED:
        what = f"a successor of an article that is {article.status}: {article.successor!r}"
        yield Fault(("successor",), what, "write `status: retired`, or take the successor out")


@check("K016", Subject.ARTICLE)
def drafts_are_for_staff(article: Article, _desk: Desk) -> Iterator[Fault]:
    """A draft is not public before it is published."""
    if article.status is ArticleStatus.DRAFT and article.audience == "public":
        remedy = "write `audience: staff` until somebody has read it, or `status: published` with it"
        yield Fault(("status",), "a draft that is public", remedy)


@check("K020", Subject.ARTICLE, Severity.WARNING)
def nothing_secret_is_written(article: Article, _desk: Desk) -> Iterator[Fault]:
    """An article holds nothing that looks like somebody's password, key, card or account number."""
    text = article.body[:LONGEST]
    for found in sensitive(text)[:_MOST_SECRETS]:
        remedy = "take it out and change it where it is used; the repository keeps what was committed"
        yield Fault((BODY, text.count("\n", 0, found.start) + 1), f"looks like a {found.kind}", remedy)
