"""Duplicates: a ticket linked as `duplicate_of` another closes and goes on in that one. Its requester is told of the
other's progress, and what they still write joins it. Taking the link away takes the merging back."""

from datetime import datetime

import msgspec

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import go, reopen
from helpdesk.decide.lifecycle.states import state_of, way_to
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.order import in_order
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import (
    DESK,
    AnyEntry,
    Changed,
    Corrected,
    Merged,
    Opened,
    Refused,
    Triaged,
)

LONGEST_CHAIN = 100
MOST_WATCHERS = 100


class Wish(msgspec.Struct, frozen=True):
    """What the ledger says of the link: who wants it merged since when, and whether the desk has dealt with that."""

    into: str = ""
    at: datetime | None = None
    by: str = DESK
    settled: bool = False


def merge_duplicates(this: DeskPass) -> None:
    """Merge what has been linked, take back what has been unlinked, and say why where neither can be."""
    for draft in [this.drafts[number] for number in sorted(this.drafts)]:
        before = _linked_before(draft)
        if draft.locked or not (before or draft.ticket.links.duplicate_of):
            continue
        wish = _wish(draft)
        if before and before != wish.into:
            _take_back(this, draft, before, wish)
        if wish.into and not wish.settled and draft.state.merged_into != wish.into:
            _carry_out(this, draft, wish)
        if before and before != wish.into and draft.state.merged_into == before:
            reopen(this, draft, wish.at or this.now, by=wish.by, why=f"it is no duplicate of {before}")


def goes_on_in(this: DeskPass, draft: Draft) -> Draft:
    """The ticket that what is written to this one belongs to: itself, or what it was merged into."""
    seen = {draft.number}
    while draft.state.merged_into and len(seen) < LONGEST_CHAIN:
        target = _ticket(this, draft.state.merged_into)
        if target is None or target.number in seen:
            break
        seen.add(target.number)
        draft = target
    return draft


def _wish(draft: Draft) -> Wish:
    wish = Wish()
    for entry in in_order(draft.timeline):
        match entry:
            case Opened() | Triaged() | Changed() | Corrected() if "links" in entry.set:
                into = str((entry.set["links"] or {}).get("duplicate_of", ""))
                if into != wish.into:
                    wish = Wish(into, entry.at, entry.by)
            case Merged() | Refused() if wish.into and _settles(entry, wish.into):
                wish = msgspec.structs.replace(wish, settled=True)
            case _:
                pass
    return wish


def _settles(entry: AnyEntry, into: str) -> bool:
    if isinstance(entry, Merged):
        return entry.into == into
    return isinstance(entry, Refused) and entry.what == _merging(into)


def _merging(into: str) -> str:
    return f"merging into {into}"


def _linked_before(draft: Draft) -> str:
    """What the ticket was a duplicate of before this pass."""
    links = draft.record.state.fields.get("links") if draft.record is not None else None
    return str((links or {}).get("duplicate_of", ""))


def _ticket(this: DeskPass, reference: str) -> Draft | None:
    number = typed_reference(reference, this.rules.desk.prefix)
    return this.draft(number) if number is not None else None


def _carry_out(this: DeskPass, draft: Draft, wish: Wish) -> None:
    target, at = _ticket(this, wish.into), wish.at or this.now
    why = why_not_merged(this, draft, target)
    if why or target is None:
        draft.add(Refused(at=at, what=_merging(wish.into), why=why))
        return
    if state_of(draft.ticket, this.rules).phase is not Phase.CLOSED:
        closed = way_to(draft.ticket, this.rules, Phase.CLOSED)
        go(this, draft, closed, at, by=wish.by, why=f"duplicate of {target.reference}")
    merged = draft.add(Merged(at=at, by=wish.by, into=target.reference))
    target.add(Merged(at=merged.at, by=wish.by, source=draft.reference))
    _bring_along(this, draft, target, merged.at)


def why_not_merged(this: DeskPass, draft: Draft, target: Draft | None) -> str:
    """Why the ticket can't be merged into that one, or nothing."""
    if target is None:
        return "there is no such ticket"
    if target.number == draft.number:
        return "a ticket is no duplicate of itself"
    if _leads_back(this, draft, target):
        return f"{target.reference} is itself, in the end, a duplicate of this one"
    if target.state.merged_into:
        return f"it was merged into {target.state.merged_into}: link that one"
    if target.locked:
        return "its file can't be read; mend it first"
    if state_of(target.ticket, this.rules).phase is Phase.CLOSED:
        return "it is closed: reopen it first, or link it as related"
    return ""


def _leads_back(this: DeskPass, draft: Draft, target: Draft) -> bool:
    here: Draft | None = target
    seen: set[TicketNumber] = set()
    while here is not None and here.ticket.links.duplicate_of and here.number not in seen:
        seen.add(here.number)
        here = _ticket(this, here.ticket.links.duplicate_of)
        if here is not None and here.number == draft.number:
            return True
    return False


def _bring_along(this: DeskPass, draft: Draft, target: Draft, at: datetime) -> None:
    """Who asked in the duplicate, and who watched it, watches the other."""
    asked = this.directory.person(draft.ticket.requester)
    names = [asked.id if asked else draft.ticket.requester.email.casefold(), *draft.ticket.watchers]
    ours = this.directory.marks(target.ticket.requester)
    new = [name for name in names if name and not this.directory.marks_of_name(name) & ours]
    watchers = list(dict.fromkeys([*target.ticket.watchers, *new]))[:MOST_WATCHERS]
    target.change(at, {"watchers": watchers}, why=_brought(draft.reference))


def _brought(reference: str) -> str:
    return f"took part in {reference}, which was merged into this"


def _take_back(this: DeskPass, draft: Draft, before: str, wish: Wish) -> None:
    """The other ticket goes on without this one, and without those who came with it."""
    target = _ticket(this, before)
    if target is None or not any(isinstance(e, Merged) and e.source == draft.reference for e in target.timeline):
        return
    at = wish.at or this.now
    target.add(Corrected(at=at, by=wish.by, what=f"{draft.reference} is no duplicate of it"))
    came = {
        name
        for entry in target.timeline
        if isinstance(entry, Changed) and entry.why == _brought(draft.reference)
        for name in set(entry.set.get("watchers") or ()) - set(entry.was.get("watchers") or ())
    }
    left = [name for name in target.ticket.watchers if name not in came]
    target.change(at, {"watchers": left}, why=f"{draft.reference} is no duplicate of it")
