"""Major incidents: one ticket speaks for many. A new incident about the same trouble becomes a part of it: the same
person has it, and its requester is told at once how the major stands."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from msgspec.structs import replace

from helpdesk.decide.classifying.classify import named
from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.ids import typed_reference
from helpdesk.model.marks import MAJOR, is_major
from helpdesk.model.record import Record, TicketState
from helpdesk.model.ticket import Ticket, TicketType, Visibility
from helpdesk.model.timeline import AnyEntry, Changed, Commented, Corrected, Opened, Triaged

# What a routing rule may set as `parent`, beside a reference.
ANY_MAJOR, NO_MAJOR = "major", "none"


class Major(msgspec.Struct, frozen=True):
    """A major incident as this pass has it."""

    reference: str
    ticket: Ticket
    state: TicketState
    timeline: tuple[AnyEntry, ...]

    @property
    def over(self) -> datetime | None:
        """When it was resolved, or closed without that."""
        return self.state.resolved or self.state.closed


def lasted(this: DeskPass, major: Major, moment: datetime) -> bool:
    """Whether what was opened at `moment` was opened while the major lasted."""
    if major.over is None and finished(state_of(major.ticket, this.rules)):
        return False
    return major.ticket.opened <= moment and (major.over is None or moment < major.over)


def majors(this: DeskPass) -> Iterator[Major]:
    """Every major incident, finished ones too, as people's edits and this pass leave it."""
    for record in this.majors:
        draft = this.drafts.get(record.number)
        # What people have pushed holds, also where this pass has not got to it yet.
        caught_up = draft is not None and draft.pending == []
        found = _of_draft(draft) if draft is not None and caught_up else _of_record(record)
        if is_major(found.ticket):
            yield found
    known = {record.number for record in this.majors}
    for number in this.new_majors:
        if number not in known and is_major(this.drafts[number].ticket):
            yield _of_draft(this.drafts[number])


def _of_draft(draft: Draft) -> Major:
    return Major(draft.reference, draft.ticket, draft.state, draft.timeline)


def _of_record(record: Record) -> Major:
    return Major(record.reference, record.ticket, record.state, record.timeline)


def join_major(this: DeskPass, draft: Draft, facts: Facts) -> tuple[str, str] | None:
    """The major incident that a new ticket is part of, written into its links; and why. None where it is of none."""
    if draft.ticket.type is not TicketType.INCIDENT or draft.ticket.links.parent or "spam" in draft.ticket.tags:
        return None
    lasting = [major for major in majors(this) if lasted(this, major, draft.ticket.opened)]
    found = _chosen(this, draft.ticket, facts, lasting) if lasting else None
    if found is None:
        return None
    major, why = found
    links = replace(draft.ticket.links, parent=major.reference)
    tags = [tag for tag in draft.ticket.tags if tag != MAJOR]
    draft.fill({"links": msgspec.to_builtins(links), "tags": tags})
    return major.reference, why


def _chosen(this: DeskPass, ticket: Ticket, facts: Facts, lasting: list[Major]) -> tuple[Major, str] | None:
    """The first routing rule that names a parent decides; without one, the same service and category."""
    for rule in this.rules.routing:
        wanted = rule.set.get("parent")
        if not isinstance(wanted, str) or not judge(rule.when, facts).holds:
            continue
        if wanted == NO_MAJOR:
            return None
        number = typed_reference(wanted, this.rules.desk.prefix)
        named_one = [major for major in lasting if number is not None and major.reference == this.reference(number)]
        fit = named_one if wanted != ANY_MAJOR else [*_alike(ticket, lasting), *reversed(lasting)]
        if fit:
            return fit[0], named(rule)
    alike = _alike(ticket, lasting)
    return (alike[0], "the same service and category") if alike else None


def _alike(ticket: Ticket, lasting: Iterable[Major]) -> list[Major]:
    """Those about the same, the newest first. What a major does not say, it does not ask for."""
    return [major for major in reversed(list(lasting)) if same_trouble(ticket, major.ticket)]


def same_trouble(ticket: Ticket, known: Ticket) -> bool:
    """Whether both are about the same service and category, of which `known` names at least one."""
    pairs = ((known.service, ticket.service), (known.category, ticket.category))
    asked = [(ours, theirs) for ours, theirs in pairs if ours]
    return bool(asked) and all(ours == theirs for ours, theirs in asked)


def major_of(this: DeskPass, draft: Draft) -> Major | None:
    """The unfinished major incident that a ticket is part of, or nothing."""
    found = parent_of(this, draft)
    return found if found is not None and found.over is None else None


def parent_of(this: DeskPass, draft: Draft) -> Major | None:
    """The major incident that a ticket is part of, finished or not."""
    number = typed_reference(draft.ticket.links.parent, this.rules.desk.prefix) if draft.ticket.links.parent else None
    if number is None or number == draft.number:
        return None
    known = this.drafts.get(number)
    if known is not None:
        return _of_draft(known) if is_major(known.ticket) else None
    record = this.snapshot.ticket(number)
    return _of_record(record) if record is not None and is_major(record.ticket) else None


def spoken_for(this: DeskPass, draft: Draft, at: datetime) -> bool:
    """Whether a major incident spoke for this ticket at a moment."""
    major = parent_of(this, draft) if draft.ticket.links.parent else None
    return major is not None and (major.over is None or at <= major.over)


def over_before(this: DeskPass, draft: Draft) -> datetime | None:
    """Since when a part only waits for its turn to be resolved: from then on none of its promises can be broken."""
    if not draft.ticket.links.parent:
        return None
    major = parent_of(this, draft)
    return major.over if major is not None and falls_with(draft, major) else None


def falls_with(draft: Draft, major: Major) -> bool:
    """Whether a finished major takes this part with it: one opened while it lasted, unfinished, and not reopened."""
    if major.over is None or draft.locked or draft.state.resolved or draft.state.closed:
        return False
    reopened = draft.state.last_reopened
    return draft.ticket.opened <= major.over and (reopened is None or reopened < major.over)


def since(timeline: Iterable[AnyEntry]) -> datetime | None:
    """When a ticket was first said to be a major incident."""
    for entry in timeline:
        if isinstance(entry, Opened | Triaged | Changed | Corrected) and MAJOR in (entry.set.get("tags") or ()):
            return entry.at
    return None


def last_update(major: Major, until: datetime) -> str:
    """The name of the newest comment that speaks to everybody: staff in public, after it became a major."""
    begun = since(major.timeline)
    said = [
        entry
        for entry in major.timeline
        if isinstance(entry, Commented) and begun is not None and begun <= entry.at <= until and speaks_to_all(entry)
    ]
    return max(said, key=lambda entry: entry.at).comment if said else ""


def speaks_to_all(entry: Commented) -> bool:
    """Whether a comment on a major is news for everybody who is part of it."""
    return entry.visibility is Visibility.PUBLIC and entry.by not in OUTSIDERS


def first_the_majors(drafts: Iterable[Draft]) -> list[Draft]:
    """Majors before their parts: what has happened to the one decides what may happen to the other."""
    return sorted(drafts, key=lambda draft: not is_major(draft.record.ticket if draft.record else draft.ticket))
