"""A page per open or recent ticket, the list of them, and the monthly archives."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from helpdesk.decide.approvals.approval import approval_of
from helpdesk.model.asset import Asset
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.record import Record
from helpdesk.publish.attachments import Files, copies
from helpdesk.publish.clocks import Clock, clocks
from helpdesk.publish.glance import Glance
from helpdesk.publish.glances import Glances
from helpdesk.publish.next_steps import commands, issue_page
from helpdesk.publish.places import archive_page, article_page, asset_page, twin
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.site import Site, encoded
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey
from helpdesk.publish.thread import Part, Said, thread, who_was_told

NEWEST = 100
# A fork and a connection of its own cost what some tens of pages cost.
MANY = 200


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote; `side` is requester, staff or inner (for colleagues only)."""

    at: datetime
    who: str
    side: str
    text: str


Link = tuple[str, str, str, str]
"""What the other is to this ticket, its reference, its heading and its place ("" when it is not there)."""


class TicketData(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket's page as data, for staff. `links`: what another ticket is to this one, its reference, heading and
    place ("" when it is not there)."""

    ticket: Row
    clocks: tuple[Clock, ...]
    messages: tuple[Message, ...]
    links: tuple[Link, ...]


class PublicPage(PublicTicket, frozen=True, kw_only=True):
    """A public ticket's page as data. `links`: what another public ticket is to this one, its reference, heading and
    place."""

    links: tuple[Link, ...]


class Beside(msgspec.Struct, frozen=True):
    """What a ticket's page shows that is not the ticket's own: other tickets, assets (name, place, what the register
    knows), the article that solved it (title, place), and where copies of its attachments lie."""

    links: tuple[Link, ...]
    assets: tuple[tuple[str, str, Asset | None], ...]
    article: tuple[str, str]
    copies: dict[str, str]


class Shard(msgspec.Struct, frozen=True):
    """The `part`-th of `of` parts of the tickets, 1 the first. Neighbours go to different parts: new tickets are the
    ones that have pages."""

    part: int
    of: int

    def has(self, number: TicketNumber) -> bool:
        return number % self.of == self.part - 1


_EVERYTHING = Shard(1, 1)


def ticket_pages(site: Site, glances: Glances, files: Files, shard: Shard = _EVERYTHING) -> Callable[[], None]:
    """The pages of all tickets that have one; only those are read whose page has to be drawn. Many are drawn in a
    second process: they are there, and the output knows of them, when what is returned has been called."""
    stale: dict[TicketNumber, tuple[str, Beside]] = {}
    for number, glance in glances:
        if not shard.has(number):
            continue
        if glance.public is not None and glance.page:
            _public_page(site, glance.public, _links(site, glance, glances))
        elif glance.row is not None and glance.page:
            beside = _beside(site, glance, glances, files)
            key, place = site.key((glance.page_of, beside)), glance.row.place
            # Both are asked for, so that both are noted as still there.
            if not all([site.output.keep(place, key), site.output.keep(twin(place), key)]):
                stale[number] = key, beside

    def draw() -> None:
        for record in site.snapshot.these(stale):
            drawn = glances.of(record.number)
            if drawn is not None and drawn.row is not None:
                _staff_page(site, record, drawn.row, *stale[record.number])

    return site.output.beside(draw, worth=len(stale) >= MANY)


def _public_page(site: Site, view: PublicTicket, links: tuple[Link, ...]) -> None:
    """Of merged tickets those alone that are public too: nothing says that there are others."""
    shown = tuple(link for link in links if link[3])
    title = f"{view.reference} {view.heading}"
    page = PublicPage(**msgspec.structs.asdict(view), links=shown)
    site.keyed_page("pages/ticket_public.html", view.place, title, page, lambda: {"ticket": page})
    site.keyed_json(twin(view.place), page, lambda: page)


def _beside(site: Site, glance: Glance, glances: Glances, files: Files) -> Beside:
    return Beside(
        _links(site, glance, glances),
        _assets(site, glance),
        _article(site, glance.article),
        copies(glance.path, glance.files, site.output, files) if glance.files else {},
    )


def _staff_page(site: Site, record: Record, view: Row, key: str, beside: Beside) -> None:
    state = site.names.state(record.ticket)
    running = clocks(record.state, state.phase, site.now)
    story = thread(record, site.names, beside.copies)
    context = {
        "row": view,
        "record": record,
        "ticket": record.ticket,
        "state": state,
        "clocks": running,
        "links": beside.links,
        "assets": beside.assets,
        "article": beside.article,
        "thread": story,
        "commands": commands(site, record, view),
        "issue": issue_page(record.ticket.source),
        "told": who_was_told(record, site.names),
        "approval": approval_of(
            record.ticket, record.request, record.timeline, site.snapshot.rules, site.snapshot.assets, site.now
        ),
        "places": {reference: place for _, reference, _, place in beside.links if place},
        "names": site.names,
    }
    html = site.render("pages/ticket.html", view.place, f"{view.reference} {view.heading}", **context)
    site.output.write(view.place, html.encode(), key)
    site.output.write(twin(view.place), encoded(_data(story, view, running, beside.links)), key)


def _data(story: Sequence[Part], view: Row, running: tuple[Clock, ...], links: tuple[Link, ...]) -> TicketData:
    said = (part for part in story if isinstance(part, Said))
    messages = tuple(Message(at=one.at, who=one.who, side=one.side, text=one.text) for one in said)
    return TicketData(ticket=view, clocks=running, messages=messages, links=links)


def ticket_lists(site: Site, survey: Survey) -> None:
    """`tickets/index.html` and one archive page per month."""
    months: Mapping[str, Sequence[Row | PublicTicket]] = (
        survey.archived if site.audience.staff else survey.archived_public
    )
    shown = _newest(survey.rows) if site.audience.staff else _open_first(survey.public)
    total = len(survey.rows) + len(survey.public)
    newest_first = sorted(((month, len(months[month])) for month in months), reverse=True)
    site.page(
        "pages/tickets.html",
        "tickets/index.html",
        site.texts.plain("Tickets"),
        rows=shown,
        total=total,
        months=newest_first,
        as_data={"total": total, "tickets": shown, "archives": [month for month, _ in newest_first]},
    )
    for month, closed in sorted(months.items()):
        ordered = sorted(closed, key=lambda row: row.reference)
        context: dict[str, object] = {"rows": ordered, "month": month}
        title = site.texts.plain("Tickets closed in {month}", month=month)
        data = partial(dict[str, object], month=month, tickets=ordered)
        site.keyed_page("pages/archive.html", archive_page(month), title, ordered, context.copy, data)


def _newest(rows: Sequence[Row]) -> list[Row]:
    """The last changed, newest first."""
    return sorted(rows, key=lambda row: (row.changed, row.reference), reverse=True)[:NEWEST]


def _open_first(views: Sequence[PublicTicket]) -> list[PublicTicket]:
    return sorted(views, key=lambda view: (view.phase in ("resolved", "closed"), view.rank, view.reference))


def _links(site: Site, glance: Glance, glances: Glances) -> tuple[Link, ...]:
    return tuple(_link(site, glances, what, reference) for what, reference in glance.links)


def _link(site: Site, glances: Glances, what: str, reference: str) -> Link:
    number = typed_reference(reference, site.snapshot.rules.desk.prefix)
    other = glances.of(number) if number else None
    view = other.view if other is not None else None
    return (what, view.reference, view.heading, view.place) if view else (what, reference, "", "")


def _assets(site: Site, glance: Glance) -> tuple[tuple[str, str, Asset | None], ...]:
    """The service, then each asset."""
    known = site.snapshot.assets
    return tuple(
        (known[a].name, asset_page(known[a].kind, a), known[a]) if a in known else (a, "", None) for a in glance.assets
    )


def _article(site: Site, named: str) -> tuple[str, str]:
    article = site.snapshot.articles.get(named)
    return (article.title, article_page(named)) if article else (named, "")
