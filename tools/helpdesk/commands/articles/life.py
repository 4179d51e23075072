"""`helpdesk article publish`, `reviewed` and `retire`: the turns in an article's life."""

from collections.abc import Iterator

import click

from helpdesk.check.article_links import links_of
from helpdesk.commands.articles.dates import next_review
from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import ArticleEdit
from helpdesk.commands.terminal.completing import complete_article
from helpdesk.commands.tickets.fields import known_name
from helpdesk.model.knowledge import Article, ArticleStatus
from helpdesk.model.timeline import Json


def article_of(desk: Desk, named: str) -> Article:
    """The article meant: by its id, its path, or its slug where only one has it."""
    known = desk.snapshot.articles
    name = named.removeprefix("kb/").removesuffix(".md")
    same = [each for each in known if each.rpartition("/")[2] == name]
    return known[same[0] if name not in known and len(same) == 1 else known_name("article", name, known)]


@click.command()
@click.argument("named", metavar="ARTICLE", shell_complete=complete_article)
@click.option("--audience", type=click.Choice(["public", "staff", "managers"]), help="For whom (as it stands).")
@click.option(
    "--version-of", default="", metavar="ARTICLE", help="It says to its audience what ARTICLE says to its own."
)
@click.option("--review", default="1y", show_default=True, metavar="WHEN", help="When to read it again: 6m, or a date.")
@writes
def publish(desk: Desk, named: str, audience: str | None, version_of: str, review: str) -> None:
    """Put an article in force: it is searched and suggested from then on.

    \b
    Example:
      helpdesk article publish network/vpn-certificate --audience public --pr
    """
    article = article_of(desk, named)
    edits: dict[str, Json] = {"status": ArticleStatus.PUBLISHED.value, "successor": None}
    edits["review"] = next_review(review, desk.now).isoformat()
    edits["updated"] = desk.now.date().isoformat()
    if audience:
        edits["audience"] = audience
    if version_of:
        edits["version_of"] = article_of(desk, version_of).id
        if edits["version_of"] == article.id:
            raise Refused("an article is no version of itself", "name the other one")
    whom = {"public": "everybody"}.get(audience or article.audience, audience or article.audience)
    said = f"{article.id}: in force for {whom}"
    desk.write([_edit(article, edits)], f"Publish {article.id} for {whom}", [said], "helpdesk check")


@click.command()
@click.argument("named", metavar="ARTICLE", shell_complete=complete_article)
@click.option("--next", "review", default="1y", show_default=True, metavar="WHEN", help="The next time: 6m, or a date.")
@writes
def reviewed(desk: Desk, named: str, review: str) -> None:
    """Say that an article was read again and holds, and when it is to be read next.

    \b
    Example:
      helpdesk article reviewed network/vpn --next 6m
    """
    article = article_of(desk, named)
    if article.status is ArticleStatus.RETIRED:
        raise Refused(f"{article.id} is retired", f"helpdesk article publish {article.id} puts it in force again")
    then_on = next_review(review, desk.now)
    if article.review == then_on and article.updated == desk.now.date():
        raise Refused(f"{article.id} was reviewed today and is to be read again on {then_on}", "nothing is left to do")
    day = then_on.isoformat()
    said = f"{article.id}: to be read again on {day}"
    then = "resolve the ticket that reminded you, if one did: helpdesk next"
    edits: dict[str, Json] = {"updated": desk.now.date().isoformat(), "review": day}
    desk.write([_edit(article, edits)], f"Review {article.id}; next on {day}", [said], then)


@click.command()
@click.argument("named", metavar="ARTICLE", shell_complete=complete_article)
@click.option(
    "--successor", default="", metavar="ARTICLE", help="What to read instead.", shell_complete=complete_article
)
@writes
def retire(desk: Desk, named: str, successor: str) -> None:
    """Take an article out of use: not searched, not suggested, its page says so and leads to the successor.

    \b
    Example:
      helpdesk article retire network/old-vpn --successor network/vpn
    """
    article = article_of(desk, named)
    following = article_of(desk, successor) if successor else None
    if following is not None and (following.id == article.id or not following.in_force):
        why = "an article does not succeed itself" if following.id == article.id else f"{following.id} is not in force"
        raise Refused(why, "name one that is in force, or leave --successor out")
    if article.status is ArticleStatus.RETIRED and article.successor == (following.id if following else ""):
        raise Refused(f"{article.id} is retired already", "nothing is left to do")
    edits = {"status": ArticleStatus.RETIRED.value, "successor": following.id if following else None}
    said = [f"{article.id}: retired{f'; read {following.id} instead' if following else ''}"]
    said += [f"{other} links to it" for other in _linking(desk, article)]
    desk.write([_edit(article, edits)], f"Retire {article.id}", said, "helpdesk check names every link to it")


def _edit(article: Article, edits: dict[str, Json]) -> ArticleEdit:
    """What differs from how the article stands."""
    empty = (None, "")
    changed = {
        name: value
        for name, value in edits.items()
        if (value or None) != (str(getattr(article, name)) if getattr(article, name) not in empty else None)
    }
    return ArticleEdit(article.path, changed)


def _linking(desk: Desk, article: Article) -> Iterator[str]:
    slug = f"{article.id.rpartition('/')[2]}.md"
    for other in desk.snapshot.articles.values():
        if other.in_force and any(link.target.partition("#")[0].endswith(slug) for link in links_of(other)):
            yield other.path
