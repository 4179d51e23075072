"""The requester's own pages, for the public portal alone: unlisted, and named nowhere but in mails to them.

They are in no list, search, feed or sitemap, nor in the folder's manifest or the build's report: whoever sees those
would have the addresses. What is on them is the public view of a ticket, its title, and what the requester and the desk
said to each other; no name of anybody else, no note, no file.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from helpdesk.decide.notifying.unlisted import PageKey, person_page_of, ticket_page_of
from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record
from helpdesk.model.sensitive import masked
from helpdesk.model.ticket import Visibility
from helpdesk.publish.clocks import clocks
from helpdesk.publish.places import RECENT, has_page, up
from helpdesk.publish.site import Site


class Line(msgspec.Struct, frozen=True):
    """One message: `side` is requester or staff."""

    at: datetime
    side: str
    text: str


class Own(msgspec.Struct, frozen=True):
    """A ticket in the list of somebody's own."""

    reference: str
    title: str
    status: str
    phase: str
    place: str
    opened: datetime


def requester_pages(site: Site, keys: Sequence[PageKey], shown: Iterable[TicketNumber]) -> None:
    """The pages of every requester who has an address; `shown` are the tickets that are open or recent."""
    own = RequesterPages(site, keys)
    for record in site.snapshot.these(shown):
        own.see(record)
    own.finish()


class RequesterPages:
    """Takes tickets one by one; `finish` writes the lists of each requester."""

    def __init__(self, site: Site, keys: Sequence[PageKey]) -> None:
        self._site, self._keys = site, keys
        self._own: dict[tuple[str, PageKey], list[Own]] = defaultdict(list)

    def see(self, record: Record) -> None:
        """Write the ticket's pages, one for each key, where its requester has an address to be told it."""
        ticket, site = record.ticket, self._site
        state = site.names.state(ticket)
        address = ticket.requester.email.strip()
        if not address or record.quarantined or not has_page(record, state.phase, site.now):
            return
        for key in self._keys:
            place = ticket_page_of(record, key)
            status = site.names.status(ticket)
            title = masked(ticket.title.strip(), site.texts.language)
            own = Own(record.reference, title, status, state.phase.value, place, ticket.opened)
            self._own[address.casefold(), key].append(own)
            html = site.render(
                "pages/own_ticket.html",
                place,
                f"{record.reference} {own.title}",
                own=own,
                next_step=state.next,
                clocks=clocks(record.state, state.phase, site.now),
                lines=conversation(record),
                resolution=ticket.resolution.summary if ticket.resolution else "",
                days=RECENT.days,
            )
            site.output.write_unlisted(place, html.encode())

    def finish(self) -> None:
        """`My tickets` of everybody who has any."""
        for (address, key), tickets in sorted(self._own.items(), key=lambda item: (item[0][0], item[0][1].id)):
            place = person_page_of(address, key)
            newest = sorted(
                tickets, key=lambda own: (own.phase in ("resolved", "closed"), own.reference), reverse=False
            )
            title = self._site.texts.plain("Your tickets")
            html = self._site.render("pages/own_tickets.html", place, title, tickets=newest, way=up(place))
            self._site.output.write_unlisted(place, html.encode())


def conversation(record: Record) -> tuple[Line, ...]:
    """What the requester and the desk said to each other. What others of the ticket wrote is theirs to show."""
    address = record.ticket.requester.email.casefold()
    lines = [Line(record.ticket.opened, "requester", record.request)]
    for each in record.conversation:
        comment = each.comment
        if comment.visibility is Visibility.INTERNAL:
            continue
        if comment.by not in OUTSIDERS:
            lines.append(Line(comment.at, "staff", each.text))
        elif comment.sender.email.casefold() == address:
            lines.append(Line(comment.at, "requester", each.text))
    return tuple(sorted(lines, key=lambda line: line.at))
