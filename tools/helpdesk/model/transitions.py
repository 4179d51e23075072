"""Whether a ticket may go from one status to another: the lifecycle's ways, who may take them, what they need."""

from collections.abc import Collection, Iterable, Iterator

import msgspec

from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.record import Conversation
from helpdesk.model.rights import Denied, roles_of
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Lifecycle, Transition
from helpdesk.model.rules.people import Person
from helpdesk.model.rules.permissions import STAFF
from helpdesk.model.ticket import Ticket, Visibility
from helpdesk.model.timeline import AnyEntry, Approved

REMEDIES = {
    "resolution": "say how it ended: `resolution: {code: fixed, summary: ...}`",
    "assignee": "say who works on it: `assignee: <id>`",
    "public_reply": "answer the requester first: a public comment",
    "standard_change": "a change without approval is a standard one: `change: {kind: standard}`",
    "approval": "an approver says so: helpdesk approve, or a reply with /approve",
}


class Standing(msgspec.Struct, frozen=True):
    """What a transition is judged by: the ticket as it will be, what was said on it, what its ledger knows. `barred`
    are the statuses that its approvals keep it from, with the reason, None where nobody has worked them out."""

    ticket: Ticket
    said: tuple[Conversation, ...] = ()
    timeline: tuple[AnyEntry, ...] = ()
    barred: dict[str, str] | None = None


def not_allowed(way: Transition, person: Person | None, ticket: Ticket, rules: Rules) -> Denied | None:
    """Why this person may not take this way on this ticket; None where they may. A way that names nobody is staff's."""
    who = way.who or (STAFF,)
    if not roles_of(person, rules, ticket).isdisjoint(who):
        return None
    return Denied(who, way.origin or "the ticket's lifecycle")


def unmet(way: Transition, standing: Standing, given: Collection[str] = ()) -> Iterator[str]:
    """What the way needs and the ticket has not; `given` are needs that the same act meets."""
    for need in way.needs:
        if need == "approval" and standing.barred is not None:
            if way.end in standing.barred:
                yield need
        elif need not in given and not _has(standing, need):
            yield need


def _has(standing: Standing, need: str) -> bool:
    ticket = standing.ticket
    if need == "resolution":
        return has_resolution(ticket)
    if need == "assignee":
        return bool(ticket.assignee)
    if need == "public_reply":
        return any(one.comment.visibility is Visibility.PUBLIC and _by_staff(one) for one in standing.said)
    if need == "approval":
        return any(isinstance(entry, Approved) for entry in standing.timeline)
    if need == "standard_change":
        return ticket.change is not None and ticket.change.kind == "standard"
    return False


def has_resolution(ticket: Ticket) -> bool:
    """Whether it says how it ended; a duplicate ends with the ticket that it duplicates."""
    done = ticket.resolution
    return bool(ticket.links.duplicate_of) or (done is not None and bool(done.code or done.summary))


def _by_staff(spoken: Conversation) -> bool:
    return spoken.comment.by not in OUTSIDERS


def onward(lifecycle: Lifecycle, status: str) -> str:
    """`from 'new' it can go to 'open' (take) or 'resolved' (resolve)`."""
    offers = [f"{way.end!r}" + (f" ({way.verb})" if way.verb else "") for way in lifecycle.onward(status)]
    return f"from {status!r} it can go to {_listed(offers)}" if offers else f"from {status!r} it can go nowhere"


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
