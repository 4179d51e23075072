"""`helpdesk search`: tickets, articles and assets by words."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal.completing import complete_status, complete_team
from helpdesk.commands.terminal.spans import ago
from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.search import Wanted, search_tickets
from helpdesk.learn.shelf import FoundAsset, search_assets
from helpdesk.learn.words import snippet, words_of
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType

_KINDS = ("tickets", "articles", "assets")


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--in", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only these; may be given more than once."
)
@click.option("--team", help="Tickets of one team.", shell_complete=complete_team)
@click.option("--status", help="Tickets in one status.", shell_complete=complete_status)
@click.option("--open", "only_open", is_flag=True, help="Open tickets only.")
@click.option("--type", "kind", type=click.Choice([kind.value for kind in TicketType]), help="Tickets of one type.")
@click.option("--category", help="Tickets and articles of a category and all below it.")
@click.option("--service", help="Tickets and articles of one service.")
@click.option("--assignee", help="Tickets of one person.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Tickets opened on DATE or later.")
@click.option("--asset-kind", metavar="KIND", help="Assets of one kind, such as device.")
@click.option("--uncommitted", is_flag=True, help="Tickets with your edits that are not committed; takes longer.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="Show this many of each.")
@reads
def search(
    desk: Desk,
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    team: str | None,
    status: str | None,
    only_open: bool,
    kind: str | None,
    category: str | None,
    service: str | None,
    assignee: str | None,
    since: datetime | None,
    asset_kind: str | None,
    uncommitted: bool,
    limit: int,
) -> None:
    """Search tickets, articles and assets. All words count; the best comes first.

    Tickets are searched and shown as they are committed, unless --uncommitted asks for your edits; articles and assets
    as they lie here.
    A filter leaves out what cannot meet it: with --team only tickets are searched, with --asset-kind only assets.

    \b
    Example:
      helpdesk search vpn timeout
      helpdesk search printer --in tickets --open
      helpdesk search certificate --type problem --since 2026-01-01
    """
    if not uncommitted:
        desk.look_only_at(())
    text = " ".join(words)
    fields = {"team": team, "status": status, "type": kind, "service": service, "assignee": assignee}
    wanted = Wanted(
        {name: value for name, value in fields.items() if value},
        category or "",
        since.replace(tzinfo=UTC).timestamp() if since else None,
        _closed(desk.rules) if only_open else (),
    )
    shown = _kinds(kinds, wanted, asset_kind or "")
    index = desk.handle.search_index()
    tickets = _tickets(desk, index, text, wanted, limit) if "tickets" in shown else []
    articles = _articles(index, text, wanted, limit) if "articles" in shown else ()
    assets = search_assets(index, text, limit, asset_kind or "") if "assets" in shown else []
    if desk.as_json:
        desk.answer(_data(desk, words_of(text), tickets, articles, assets), ())
        return
    if not (tickets or articles or assets):
        more = "" if uncommitted else ", or --uncommitted: your edits that are not committed were not searched"
        click.echo(f"nothing found; fewer or other words may do{more}")
        return
    _print(desk, words_of(text), tickets, articles, assets)


def _kinds(asked: tuple[str, ...], wanted: Wanted, asset_kind: str) -> tuple[str, ...]:
    """What is searched: what was asked for; else what can meet every filter that was given."""
    if asked:
        return asked
    if asset_kind:
        return ("assets",)
    if wanted == Wanted():
        return _KINDS
    of_articles = wanted.fields.keys() <= {"service"} and wanted.since is None and not wanted.besides
    return ("tickets", "articles") if of_articles else ("tickets",)


def _closed(rules: Rules) -> tuple[tuple[str, str], ...]:
    """The types and statuses of tickets that are closed."""
    return tuple(
        (kind.value, status)
        for kind, lifecycle in rules.lifecycles.items()
        for status, state in lifecycle.states.items()
        if state.phase is Phase.CLOSED
    )


def _tickets(desk: Desk, index: sqlite3.Connection, text: str, wanted: Wanted, limit: int) -> list[Record]:
    numbers = search_tickets(index, text, limit, wanted)
    records = {record.number: record for record in desk.snapshot.these(numbers)}
    return [records[number] for number in numbers if number in records]


def _articles(index: sqlite3.Connection, text: str, wanted: Wanted, limit: int) -> tuple[Suggestion, ...]:
    about = tuple(name for name in (wanted.category, wanted.fields.get("service", "")) if name)
    return ArticleIndex(index).search(text, limit, audience="staff", about=about)


def _data(
    desk: Desk,
    words: tuple[str, ...],
    tickets: list[Record],
    articles: tuple[Suggestion, ...],
    assets: list[FoundAsset],
) -> dict[str, object]:
    from helpdesk.commands.tickets.row import row_of

    return {
        "tickets": [{**row_of(record, desk.now), "snippet": _snippet(record, words)} for record in tickets],
        "articles": [
            {
                "article": each.article,
                "title": each.title,
                "score": each.score,
                "words": list(each.words),
                "snippet": _said(desk, each, words),
            }
            for each in articles
        ],
        "assets": [{"id": each.id, "kind": each.kind, "name": each.name, "status": each.status} for each in assets],
    }


def _snippet(record: Record, words: tuple[str, ...]) -> str:
    """The part of the request, or of what was said later, that holds the words."""
    texts = (record.request, *(each.text for each in record.conversation))
    return snippet(next((text for text in texts if any(word in text.casefold() for word in words)), texts[0]), words)


def _said(desk: Desk, found: Suggestion, words: tuple[str, ...]) -> str:
    article = desk.snapshot.articles.get(found.article)
    return snippet(article.body, words) if article else ""


def _rows(desk: Desk, words: tuple[str, ...], tickets: list[Record]) -> Iterable[tuple[str, str, str]]:
    """A row for each ticket; where its title does not say why it was found, another one that does."""
    for record in tickets:
        ticket = record.ticket
        yield record.reference, ticket.title, f"{ticket.status}, {ago(ticket.opened, desk.now)}"
        if not any(word in ticket.title.casefold() for word in words):
            yield "", _snippet(record, words), ""


def _print(
    desk: Desk,
    words: tuple[str, ...],
    tickets: list[Record],
    articles: tuple[Suggestion, ...],
    assets: list[FoundAsset],
) -> None:
    from helpdesk.commands.terminal import columns

    if tickets:
        columns.rows("Tickets", _rows(desk, words, tickets))
    if articles:
        columns.rows("Articles", ((each.article, each.title, ", ".join(each.words)) for each in articles))
    if assets:
        columns.rows("Assets", ((f"{each.kind}/{each.id}", each.name, each.status) for each in assets))
    if tickets:
        click.echo(f"\nnext: helpdesk show {tickets[0].number}")
