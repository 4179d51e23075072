"""`helpdesk search`: tickets, articles and assets by words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal.completing import complete_status, complete_team
from helpdesk.commands.terminal.spans import ago
from helpdesk.commands.tickets.row import row_of
from helpdesk.commands.tickets.worklist import phase
from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.search import search_assets, search_tickets
from helpdesk.learn.words import snippet, words_of
from helpdesk.model.asset import Asset
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType

_KINDS = ("tickets", "articles", "assets")
# With a filter this many of the best matches are looked through.
_LOOKED_THROUGH = 2000


@dataclass(frozen=True)
class Only:
    """Which tickets are wanted: fields with their values, a branch of the categories, a first day."""

    fields: Mapping[str, str]
    category: str
    since: datetime | None
    unfinished: bool

    @property
    def narrows(self) -> bool:
        return bool(self.fields or self.category or self.since or self.unfinished)

    def takes(self, desk: Desk, record: Record) -> bool:
        """Whether a ticket is one of them."""
        ticket = record.ticket
        return (
            all(str(getattr(ticket, name)) == value for name, value in self.fields.items())
            and (not self.category or f"{ticket.category}/".startswith(f"{self.category}/"))
            and (self.since is None or ticket.opened >= self.since.replace(tzinfo=UTC))
            and not (self.unfinished and phase(record, desk.rules) is Phase.CLOSED)
        )


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--in", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only these; may be given more than once."
)
@click.option("--team", help="Tickets of one team.", shell_complete=complete_team)
@click.option("--status", help="Tickets in one status.", shell_complete=complete_status)
@click.option("--open", "only_open", is_flag=True, help="Open tickets only.")
@click.option("--type", "kind", type=click.Choice([kind.value for kind in TicketType]), help="Tickets of one type.")
@click.option("--category", help="Tickets of a category and all below it.")
@click.option("--service", help="Tickets of one service.")
@click.option("--assignee", help="Tickets of one person.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Tickets opened on DATE or later.")
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
    limit: int,
) -> None:
    """Search tickets, articles and assets. All words count; the best comes first.

    \b
    Example:
      helpdesk search vpn timeout
      helpdesk search printer --in tickets --open
      helpdesk search certificate --type problem --since 2026-01-01
    """
    text = " ".join(words)
    wanted = kinds or _KINDS
    fields = {"team": team, "status": status, "type": kind, "service": service, "assignee": assignee}
    only = Only({name: value for name, value in fields.items() if value}, category or "", since, only_open)
    tickets = list(_tickets(desk, text, only, limit)) if "tickets" in wanted else []
    articles = _articles(desk, text, limit) if "articles" in wanted else ()
    assets = search_assets(desk.snapshot.assets.values(), text, limit) if "assets" in wanted else []
    if desk.as_json:
        desk.answer(_data(desk, words_of(text), tickets, articles, assets), ())
        return
    _print(desk, tickets, articles, assets)


def _tickets(desk: Desk, text: str, only: Only, limit: int) -> Iterable[Record]:
    most = _LOOKED_THROUGH if only.narrows else limit
    found = 0
    for number in search_tickets(desk.handle.search_index(), text, most):
        record = desk.snapshot.ticket(number)
        if record is None or not only.takes(desk, record):
            continue
        found += 1
        yield record
        if found == limit:
            return


def _articles(desk: Desk, text: str, limit: int) -> tuple[Suggestion, ...]:
    return ArticleIndex.of(desk.snapshot.articles.values()).search(text, limit, audience="staff")


def _data(
    desk: Desk, words: tuple[str, ...], tickets: list[Record], articles: tuple[Suggestion, ...], assets: list[Asset]
) -> dict[str, object]:
    return {
        "tickets": [{**row_of(record, desk.now), "snippet": snippet(record.request, words)} for record in tickets],
        "articles": [
            {"article": each.article, "title": each.title, "score": each.score, "words": list(each.words)}
            for each in articles
        ],
        "assets": [{"id": each.id, "kind": each.kind, "name": each.name, "status": each.status} for each in assets],
    }


def _print(desk: Desk, tickets: list[Record], articles: tuple[Suggestion, ...], assets: list[Asset]) -> None:
    from helpdesk.commands.terminal import paint

    if not (tickets or articles or assets):
        click.echo("nothing found; fewer or other words may do")
        return
    if tickets:
        paint.rows(
            "Tickets",
            ((r.reference, r.ticket.title, f"{r.ticket.status}, {ago(r.ticket.opened, desk.now)}") for r in tickets),
        )
    if articles:
        paint.rows("Articles", ((each.article, each.title, ", ".join(each.words)) for each in articles))
    if assets:
        paint.rows("Assets", ((f"{each.kind}/{each.id}", each.name, each.status) for each in assets))
    if tickets:
        click.echo(f"\nnext: helpdesk show {tickets[0].number}")
