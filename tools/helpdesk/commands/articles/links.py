"""`helpdesk article links`: where the links of articles lead."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from helpdesk.check.article_links import links_of
from helpdesk.commands.articles.life import article_of
from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal.completing import complete_article
from helpdesk.model.knowledge import ArticleStatus

if TYPE_CHECKING:
    from helpdesk.channels.webhook.links import Asked

# Where a link stands: the article's path and the line of its text.
Places = Mapping[str, Sequence[str]]


@click.command()
@click.argument("named", nargs=-1, metavar="[ARTICLE]...", shell_complete=complete_article)
@click.option("--external", is_flag=True, help="Ask each page out on the web whether it is still there.")
@click.option("--most", type=click.IntRange(1, 2000), default=200, show_default=True, help="Ask at most so many.")
@reads
def links(desk: Desk, named: tuple[str, ...], external: bool, most: int) -> None:
    """List the links that lead out into the web; with --external, ask each once whether it still leads somewhere. Only
    public addresses are asked, over HTTPS, one after the other. Links within the desk are helpdesk check's.

    Exit status: 0 nothing is gone, 1 some are.

    \b
    Example:
      helpdesk article links --external
      helpdesk article links network/vpn
    """
    places = _external(desk, named)
    if not external:
        rows = [{"link": url, "in": list(where)} for url, where in places.items()]
        lines = [f"{url}  {', '.join(where)}" for url, where in places.items()]
        desk.answer({"links": rows}, [*lines, _counted(len(places), "helpdesk article links --external asks them")])
        return
    asked = _ask(desk, list(places)[:most])
    wrong = {url: said for url, said in asked.items() if said.answer.value in ("gone", "moved", "refused", "unsure")}
    left = len(places) - len(asked)
    data = [{"link": url, "in": list(places[url]), "answer": s.answer.value, "why": s.why} for url, s in asked.items()]
    lines = [f"{place}: {said.answer}: {url}: {said.why}" for url, said in wrong.items() for place in places[url]]
    lines.append(_counted(len(asked), f"{len(asked) - len(wrong)} fine"))
    if left:
        lines.append(f"{left} more were not asked: --most {len(places)}")
    desk.answer({"links": data, "not_asked": left}, lines)
    if any(said.answer.value in ("gone", "moved") for said in wrong.values()):
        raise SystemExit(1)


def _external(desk: Desk, named: tuple[str, ...]) -> Places:
    """Every link out, in the order of the articles, once; those of the desk's own portal are not out."""
    portal = desk.rules.desk.portal.rstrip("/")
    articles = [article_of(desk, each) for each in named] or list(desk.snapshot.articles.values())
    found: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        if article.status is ArticleStatus.RETIRED and not named:
            continue
        for link in links_of(article):
            if link.external and not (portal and f"{link.target}/".startswith(f"{portal}/")):
                found[link.target.partition("#")[0]].append(article.path)
    return {url: list(dict.fromkeys(where)) for url, where in found.items()}


def _ask(desk: Desk, urls: Sequence[str]) -> "dict[str, Asked]":
    import sys

    from helpdesk.channels.webhook.links import ask

    with click.progressbar(
        urls, label="Asking", file=sys.stderr, hidden=desk.as_json or not sys.stderr.isatty()
    ) as waiting:
        return {url: ask(url) for url in waiting}


def _counted(number: int, more: str) -> str:
    return f"{number} link{'' if number == 1 else 's'} out; {more}" if number else "no article links out into the web"
