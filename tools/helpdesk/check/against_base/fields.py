"""Gates on a ticket's fields: what never changes, and what this author may not change."""

from collections.abc import Iterator

from helpdesk.check.against_base.proposal import Author, Proposal, TicketChange, gate
from helpdesk.check.check import Fault
from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.rights import field_denied, roles_of
from helpdesk.model.ticket import DropBoxItem, Ticket

PINNED = ("id", "opened", "channel", "source")
# What a new ticket says of the request itself: whoever asks may say it. The rest decides something.
ASKED = frozenset(
    (
        *("uuid", "title", "type", "impact", "urgency", "category", "service", "requester", "channel", "opened"),
        *("assets", "tags", "form", "fields", "by"),
    )
)


@gate("G030")
def keeps_where_it_came_from(proposal: Proposal) -> Iterator[Fault]:
    """The id, the opening, the channel and the source of a ticket never change."""
    for one in proposal.tickets:
        if one.before is None:
            continue
        for name in PINNED:
            was, now = getattr(one.before, name), getattr(one.after, name)
            if was != now:
                yield Fault((name,), f"{name} changed: {str(now)!r}", f"write it as it was: {_text(was)!r}", one.path)


def _text(value: object) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if hasattr(value, "tzinfo") else str(value)


@gate("G031")
def fields_are_the_authors_to_change(proposal: Proposal) -> Iterator[Fault]:
    """A field of a ticket is changed only by somebody whom rules/permissions.yml lets change it."""
    for one in proposal.tickets:
        for name in changed(one):
            for author in proposal.authors:
                yield from _field(name, author, one.before or one.after, one.path, proposal)


@gate("G032")
def new_tickets_leave_decisions_to_staff(proposal: Proposal) -> Iterator[Fault]:
    """A waiting ticket decides (priority, team, assignee, watchers ...) only what its author may change on a ticket."""
    for one in proposal.waiting:
        for name in decided(one.dropped.item):
            for author in proposal.authors:
                yield from _field(name, author, None, one.dropped.path, proposal)


def _field(name: str, author: Author, ticket: Ticket | None, path: str, proposal: Proposal) -> Iterator[Fault]:
    denied = field_denied(name, roles_of(author.person, proposal.rules, ticket), proposal.rules, proposal.way)
    if denied:
        remedy = "leave it as it was, or ask one of them" if denied.who else "leave it as it was"
        keys = () if name == "request" else (name,)
        yield Fault(keys, f"{name} is not for {author.words}: {denied.only}", remedy, path)


def changed(one: TicketChange) -> list[str]:
    """The fields that differ, without those that never change; `request` for the text."""
    before, after = front_matter(one.before) if one.before else {}, front_matter(one.after)
    names = [name for name, empty in DEFAULTS.items() if before.get(name, empty) != after.get(name, empty)]
    return [name for name in names if name not in PINNED] + (["request"] if one.body else [])


def decided(item: DropBoxItem) -> list[str]:
    """The fields a new ticket sets beyond what describes the request: they decide something."""
    empty = type(item)(uuid=item.uuid, title=item.title)
    names = [name for name in item.__struct_fields__ if getattr(item, name) != getattr(empty, name)]
    return [name for name in names if name not in ASKED]
