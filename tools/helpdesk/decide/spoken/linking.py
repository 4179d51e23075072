"""How tickets hang together: /link, /unlink, /duplicate."""

import re
from collections.abc import Iterator

from helpdesk.decide.lifecycle.merging import why_not_merged
from helpdesk.decide.spoken.command import Command, NotDone, Order
from helpdesk.decide.spoken.names import given, ticket
from helpdesk.model.front_matter import front_matter
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.model.timeline import Json

KINDS = {
    "related": ("related-to", "relates-to", "relates", "see"),
    "duplicate_of": ("duplicate", "duplicate-of", "duplicates", "dup", "dup-of", "same-as"),
    "parent": ("part-of", "child-of", "parent-of", "belongs-to", "under"),
    "caused_by": ("caused-by", "caused", "broken-by", "because-of"),
    "problem": ("known-error", "problem-of"),
    "change": ("fixed-by", "mended-by", "change-of"),
}
_WANTED = {"problem": TicketType.PROBLEM, "change": TicketType.CHANGE}
_REFERENCE = re.compile(r"(?:[A-Za-z][A-Za-z0-9]{0,9}-|#)?[0-9]{1,12}")
_LONGEST_CHAIN = 100
_MOST_RELATED = 100


def link(order: Order) -> str | None:
    """To one ticket or several; without a kind they are related."""
    typed, references = _taken_apart(given(order, "a ticket"))
    kind = _kind(typed)
    if kind == "related":
        new = [_target(order, kind, one) for one in references]
        related = list(dict.fromkeys([*order.ticket.links.related, *new]))
        if len(related) > _MOST_RELATED:
            raise NotDone(f"more than {_MOST_RELATED} related tickets", "a parent holds many together")
        _set(order, {"related": related})
        return None
    if len(references) > 1:
        raise NotDone(f"{kind.replace('_', ' ')} names one ticket", "write a /link for each")
    _set(order, {kind: _target(order, kind, references[0])})
    return None


def unlink(order: Order) -> str | None:
    """Takes every link to these tickets away."""
    _, references = _taken_apart(given(order, "a ticket"))
    gone = {order.this.reference(ticket(order, one)[0]) for one in references}
    links = _links(order)
    left = {kind: value for kind, value in links.items() if kind != "related" and value not in gone}
    left["related"] = [one for one in links.get("related", ()) if one not in gone]
    if left == {"related": [], **links}:
        raise NotDone(f"it is not linked to {', '.join(sorted(gone))}")
    order.set({"links": left if left["related"] else {k: v for k, v in left.items() if k != "related"}})
    return None


def duplicate(order: Order) -> str | None:
    """This ticket ends and goes on in that one."""
    _, references = _taken_apart(given(order, "the ticket that this one repeats"))
    _set(order, {"duplicate_of": _target(order, "duplicate_of", references[0])})
    return None


def _taken_apart(rest: str) -> tuple[str, list[str]]:
    """(the words before, the references): of `caused-by HD-7`, `duplicate of #12 and #13`."""
    words = rest.replace(",", " ").split()
    references = [word for word in (one.strip("\"'`.;()") for one in words) if _REFERENCE.fullmatch(word)]
    if not references:
        raise NotDone(f"no ticket is named in '{rest[:80]}'", "write its reference, such as HD-12")
    before = [word for word in words if not _REFERENCE.fullmatch(word.strip("\"'`.;()"))]
    kind = "-".join(word.casefold().replace("_", "-") for word in before if word.casefold() not in ("to", "and", "&"))
    return kind, references


def _kind(typed: str) -> str:
    for kind, also in KINDS.items():
        if typed in ("", kind.replace("_", "-"), *also):
            return kind
    names = [kind.replace("_", "-") for kind in KINDS]
    raise NotDone(f"unknown kind of link: '{typed[:40]}'", did_you_mean(typed, names))


def _links(order: Order) -> dict[str, Json]:
    return dict(front_matter(order.ticket).get("links") or {})


def _set(order: Order, values: dict[str, Json]) -> None:
    order.set({"links": {**_links(order), **values}})


def _target(order: Order, kind: str, typed: str) -> str:
    number, found = ticket(order, typed)
    reference = order.this.reference(number)
    wanted = _WANTED.get(kind)
    if wanted is not None and found.type is not wanted:
        raise NotDone(f"{reference} is of type {found.type.value}, no {wanted.value}", "/link alone says related")
    if kind == "duplicate_of":
        why = why_not_merged(order.this, order.draft, order.this.draft(number))
        if why:
            raise NotDone(f"it cannot go on in {reference}", why)
    if kind in ("parent", "duplicate_of") and order.draft.reference in _chain(order, kind, found):
        raise NotDone(f"{reference} leads back to this ticket", f"take its {kind.replace('_', ' ')} away first")
    return reference


def _chain(order: Order, kind: str, here: Ticket) -> Iterator[str]:
    """The references one comes to by following the same link."""
    for _ in range(_LONGEST_CHAIN):
        onward = str(getattr(here.links, kind))
        if not onward:
            return
        yield onward
        if onward == order.draft.reference:
            return
        try:
            _, here = ticket(order, onward)
        except NotDone:
            return


COMMANDS = (
    Command(
        "link",
        "[KIND] TICKET...",
        "/link caused-by HD-7",
        "Related, unless a kind is named: duplicate-of, parent, caused-by, problem, change.",
        link,
        also=("relate",),
    ),
    Command("unlink", "TICKET...", "/unlink HD-7", "Takes the links to a ticket away.", unlink),
    Command(
        "duplicate",
        "[of] TICKET",
        "/duplicate of HD-12",
        "This ticket closes and goes on in that one; whoever asked is told.",
        duplicate,
        also=("dup", "merge"),
    ),
)
