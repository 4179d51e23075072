"""/split: what was asked besides becomes a ticket of its own."""

from helpdesk.decide.lifecycle.states import initial
from helpdesk.decide.spoken.command import Command, NotDone, Order
from helpdesk.decide.triage import triage_new
from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.front_matter import plain
from helpdesk.model.message import Party
from helpdesk.model.rights import files_denied
from helpdesk.model.rules.permissions import FileKind, Way
from helpdesk.model.ticket import Links, Ticket, TicketType
from helpdesk.model.timeline import DESK, Opened

LONGEST_TITLE = 250


def split(order: Order) -> str | None:
    """The new ticket holds the last words that came from outside, or the request itself; both name each other."""
    denied = files_denied(FileKind.NEW_TICKETS, order.speaker.roles, order.rules, Way.COMMAND)
    if denied is not None:
        raise NotDone(f"a new ticket is not for you to open: {denied.only}", "ask one of them")
    title = " ".join(order.rest.split())
    if not title:
        raise NotDone("/split wants a title", "/split The printer jams, too")
    this, draft = order.this, order.draft
    number = this.next_number()
    party, text = _asked_last(order)
    ticket = Ticket(
        id=this.reference(number),
        title=title[:LONGEST_TITLE],
        status=initial(this.rules, TicketType.INCIDENT),
        requester=party,
        channel=order.ticket.channel,
        source=order.ticket.source,
        visibility=order.ticket.visibility,
        opened=draft.now,
        links=Links(related=(draft.reference,)),
    )
    made = this.begin(number, ticket, text)
    key = f"split:{order.message.key}#{order.place}"
    why = f"split from {draft.reference}: {order.why}"
    opening = Opened(at=draft.now, by=order.speaker.who, via=order.speaker.via, key=key, why=why)
    triage_new(this, made, opening, given={"title", "visibility", "links"})
    this.remember(number, (f"key {key}",))
    links = plain(order.ticket.links) | {"related": [*order.ticket.links.related, made.reference]}
    order.set({"links": links}, permit=False)
    return f"{made.reference} is the new ticket"


def _asked_last(order: Order) -> tuple[Party, str]:
    """Who said it, and what."""
    outside = OUTSIDERS - {DESK}
    said = [
        one for one in order.draft.conversation if one.comment.by in outside and one.comment.key != order.message.key
    ]
    if not said:
        return order.ticket.requester, order.draft.request
    last = said[-1]
    own = last.comment.by == "requester" or not last.comment.sender.email
    return order.ticket.requester if own else last.comment.sender, last.text


COMMANDS = (
    Command(
        "split",
        "TITLE",
        "/split The printer jams, too",
        "The last words from outside become a ticket of their own; both name each other.",
        split,
    ),
)
