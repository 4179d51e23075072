"""Checks of knowledge articles."""

from collections.abc import Iterator

from helpdesk.check.check import Desk, Fault, Subject, check, missing
from helpdesk.model.finding import Severity
from helpdesk.model.knowledge import Article


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
    """The review date of an article has not passed."""
    if article.review is not None and article.review < desk.today:
        yield Fault(("review",), f"its review was due on {article.review}", "read it again and set the next date")
