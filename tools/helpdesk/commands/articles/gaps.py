"""`helpdesk article gaps`: which knowledge is missing."""

from collections.abc import Iterable, Sequence

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal.paint import plain_table
from helpdesk.commands.terminal.periods import moment_of
from helpdesk.commands.terminal.spans import span
from helpdesk.figures.facts import Reader
from helpdesk.figures.gaps import FEWEST, Failing, Gap, Unfound, failing, gaps, unfound
from helpdesk.figures.heard import heard_in
from helpdesk.figures.looked_at import read_in_vain
from helpdesk.figures.window import Window, zone_of
from helpdesk.learn.articles import ArticleIndex
from helpdesk.model.ids import TicketNumber, reference


@click.command("gaps")
@click.option("--since", default="90d", show_default=True, metavar="TIME", help="From 90d ago, or a date.")
@click.option("--category", default="", help="Tickets of a category and all below it.")
@click.option("--fewest", type=click.IntRange(2, 1000), default=FEWEST, show_default=True, help="From so many on.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Show this many of each.")
@reads
def missing(desk: Desk, since: str, category: str, fewest: int, limit: int) -> None:
    """Show what is asked often and has no article, which articles do not help, and which words find nothing: by the
    tickets that ended, what was suggested on them and what was said of it.

    \b
    Example:
      helpdesk article gaps
      helpdesk article gaps --since 365d --category network --json
    """
    zone = zone_of(desk.rules.desk.timezone)
    window = Window(moment_of(since, desk.now, "--since", zone), desk.now)
    branch = _branch(category)
    records = [one for one in desk.snapshot.all_tickets() if f"{one.ticket.category}/".startswith(branch)]
    tickets = list(Reader(desk.rules).read_all(records))
    index = ArticleIndex.of(desk.snapshot.articles.values())
    found = gaps(tickets, window, fewest)
    heard = heard_in(desk.snapshot.readers.values(), window, zone)
    bad = failing(tickets, window, fewest, read_in_vain(records, desk.snapshot.articles), heard.opinions)
    words = unfound(tickets, window, index.knows, fewest)
    if desk.as_json:
        sought = [{"words": words, "times": times} for words, times in heard.sought[:limit]]
        every = {"missing": found[:limit], "failing": bad[:limit], "not_found": words[:limit], "sought": sought}
        desk.answer(msgspec.to_builtins(every), ())
        return
    _print(desk, found[:limit], bad[:limit], words[:limit], heard.sought[:limit])


def _branch(category: str) -> str:
    return f"{category.strip('/')}/" if category.strip("/") else ""


def _print(
    desk: Desk,
    found: Iterable[Gap],
    bad: Iterable[Failing],
    words: Iterable[Unfound],
    sought: Sequence[tuple[str, int]],
) -> None:
    found, bad, words = list(found), list(bad), list(words)
    if not (found or bad or words or sought):
        click.echo("no gap: nothing is asked often without an article, and none fails; --fewest 2 looks closer")
        return
    if found:
        click.echo("Asked often, no article")
        heads = ("asked", "category", "tickets", "people", "work", "draft from")
        plain_table(heads, (_row(desk, gap) for gap in found))
    if bad:
        click.echo("\nArticles that do not help")
        plain_table(("article", "suggested", "why"), ((each.article, str(each.offered), each.why) for each in bad))
    if words:
        click.echo("\nWords that find nothing")
        rows = ((each.word, str(len(each.tickets)), _named(desk, each.tickets[:3])) for each in words)
        plain_table(("word", "tickets", "such as"), rows)
    if sought:
        click.echo("\nSearches of the portal that found nothing: write an article with these words")
        plain_table(("sought", "times"), ((each, str(times)) for each, times in sought))
    if found:
        click.echo(f"\nnext: helpdesk article from {found[0].source} --pr")


def _row(desk: Desk, gap: Gap) -> tuple[str, ...]:
    asked = " ".join(gap.words) or "(different words)"
    counted = (str(len(gap.tickets)), str(gap.requesters), span(gap.work))
    return asked, gap.category, *counted, _named(desk, (gap.source,))


def _named(desk: Desk, numbers: Iterable[int]) -> str:
    return " ".join(reference(desk.rules.desk.prefix, TicketNumber(number)) for number in numbers)
