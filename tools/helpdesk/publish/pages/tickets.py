"""A page per open or recent ticket, the list of them, and the monthly archives."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from helpdesk.decide.approval import approval_of
from helpdesk.model.asset import Asset
from helpdesk.model.ids import typed_reference
from helpdesk.model.record import Record
from helpdesk.publish.clocks import Clock, clocks
from helpdesk.publish.next_steps import commands, duplicates, issue_page
from helpdesk.publish.places import archive_page, article_page, asset_page, ticket_place, twin
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey
from helpdesk.publish.thread import Said, thread, who_was_told

NEWEST = 100


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wrote; `side` is requester, staff or inner (for colleagues only)."""

    at: datetime
    who: str
    side: str
    text: str


class TicketData(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket's page as data, for staff."""

    ticket: Row
    clocks: tuple[Clock, ...]
    messages: tuple[Message, ...]


Link = tuple[str, str, str, str]
"""What the other is to this ticket, its reference, its heading and its place ("" when it is not there)."""


def ticket_page(site: Site, record: Record, view: Row | PublicTicket, copies: Mapping[str, str]) -> None:
    """The page of one ticket, for the audience that the view is made for."""
    title = f"{view.reference} {view.heading}"
    if isinstance(view, PublicTicket):
        site.keyed_page("pages/ticket_public.html", view.place, title, view, lambda: {"ticket": view})
        site.keyed_json(twin(view.place), view, lambda: view)
        return
    state = site.names.state(record.ticket)
    running = clocks(record.state, state.phase, site.now)
    links, assets, article = _links(site, record), _assets(site, record), _article(site, record)
    words = (record.ticket, record.request, record.timeline, record.conversation)
    made_of = (view, running, words, links, assets, article, sorted(copies.items()))
    site.keyed_page("pages/ticket.html", view.place, title, made_of, lambda: {
        "row": view,
        "record": record,
        "ticket": record.ticket,
        "state": state,
        "clocks": running,
        "links": links,
        "assets": assets,
        "article": article,
        "thread": thread(record, site.names, copies),
        "commands": commands(site, record, view),
        "issue": issue_page(record.ticket.source),
        "told": who_was_told(record, site.names),
        "approval": approval_of(
            record.ticket, record.request, record.timeline, site.snapshot.rules, site.snapshot.assets, site.now
        ),
        "duplicates": duplicates(record),
        "names": site.names,
    })  # fmt: skip

    site.keyed_json(twin(view.place), (view, running, words), lambda: _data(site, record, view, running))


def _data(site: Site, record: Record, view: Row, running: tuple[Clock, ...]) -> TicketData:
    said = (part for part in thread(record, site.names, {}) if isinstance(part, Said))
    messages = tuple(Message(at=one.at, who=one.who, side=one.side, text=one.text) for one in said)
    return TicketData(ticket=view, clocks=running, messages=messages)


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


def _links(site: Site, record: Record) -> tuple[Link, ...]:
    links = record.ticket.links
    pairs = [
        ("Duplicate of", links.duplicate_of),
        ("Part of", links.parent),
        ("Caused by", links.caused_by),
        ("Problem", links.problem),
        ("Change", links.change),
        *(("Related", related) for related in links.related),
    ]
    return tuple(_link(site, what, reference) for what, reference in pairs if reference)


def _link(site: Site, what: str, reference: str) -> Link:
    number = typed_reference(reference, site.snapshot.rules.desk.prefix)
    other = site.snapshot.ticket(number) if number else None
    if other is None:
        return what, reference, "", ""
    phase = site.names.state(other.ticket).phase
    return what, other.reference, other.ticket.title, ticket_place(other, phase, site.now)


def _assets(site: Site, record: Record) -> tuple[tuple[str, str, Asset | None], ...]:
    """(name, place, what the register knows) of the service and of each asset."""
    ids = dict.fromkeys(asset for asset in (record.ticket.service, *record.ticket.assets) if asset)
    known = site.snapshot.assets
    return tuple((known[a].name, asset_page(known[a].kind, a), known[a]) if a in known else (a, "", None) for a in ids)


def _article(site: Site, record: Record) -> tuple[str, str]:
    """Title and place of the article that solved the ticket."""
    named = record.ticket.resolution.article if record.ticket.resolution else ""
    article = site.snapshot.articles.get(named)
    return (article.title, article_page(named)) if article else (named, "")
