"""Addresses that no longer take mail, and who is told instead.

A bounce marks the ticket it came for. Until its requester writes again, no other ticket of theirs is answered there
either; whoever works on it hears of it, so that nobody waits for an answer that never arrives.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import fold_address
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.announcing import CHANNEL
from helpdesk.decide.notifying.notice_channel import ONE_WAY
from helpdesk.decide.notifying.recipients import marks_of, person_in
from helpdesk.decide.notifying.rendering import template_for
from helpdesk.model.marks import UNDELIVERABLE
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import Changed, Corrected, Json, Opened, Owed, Triaged

TEMPLATE = "undelivered"


def dead_address(this: DeskPass, draft: Draft) -> str:
    """In words, on which ticket mail to this requester came back, or nothing where it did not, or they wrote since."""
    address = fold_address(draft.ticket.requester.email)
    if not address:
        return ""
    for record in this.dead_letters.get(address, ()):
        came_back = _came_back(record) if record.number != draft.number else None
        if came_back is not None and not _wrote_since(this, draft, address, came_back):
            return f"mail to the requester came back: {record.reference}"
    return ""


def _came_back(record: Record) -> datetime | None:
    """When the mark was set."""
    setting = (
        entry for entry in reversed(record.timeline) if isinstance(entry, Opened | Triaged | Changed | Corrected)
    )
    return next((entry.at for entry in setting if UNDELIVERABLE in entry.set.get("tags", ())), None)


def _wrote_since(this: DeskPass, draft: Draft, address: str, came_back: datetime) -> bool:
    heard = draft.state.last_from_requester
    if draft.ticket.opened > came_back or (heard is not None and heard > came_back):
        return True
    newest = this.snapshot.newest_from(address, draft.number)
    record = this.snapshot.ticket(newest) if newest is not None else None
    return record is not None and record.ticket.opened > came_back


def instead(record: Record, owed: Owed, why: str, rules: Rules, now: datetime) -> Iterator[Owed]:
    """What is owed when a notice could not be delivered: the same by the door the requester came through, else word to
    whoever works on the ticket, their lead, the lead's manager - the next who is somebody else."""
    if owed.channel == CHANNEL or (owed.template == TEMPLATE and owed.role == "manager"):
        return
    door = record.ticket.channel
    if owed.role == "requester" and owed.template != TEMPLATE and door not in (*ONE_WAY, owed.channel):
        again = f"{why}; told by {door} instead"
        yield msgspec.structs.replace(
            owed, at=now, notice=f"{owed.notice}-{door}", channel=door, claim="", until=None, after=None, why=again
        )
        return
    if template_for(rules, TEMPLATE, "en") is None:
        return
    role = _next_in_line(record, owed, rules)
    data: dict[str, Json] = {"why": why, "whom": owed.data.get("whom") or _name(record, owed, rules)}
    notice = f"{TEMPLATE}-{role}-{owed.notice.rpartition('-')[2]}"
    known = {*record.state.told, *(other.notice for other in record.state.owed)}
    if role and notice not in known:
        yield Owed(
            at=now,
            notice=notice,
            template=TEMPLATE,
            role=role,
            channel="mail",
            data=data,
            why=f"{owed.notice} was not delivered",
        )


def _next_in_line(record: Record, owed: Owed, rules: Rules) -> str:
    """The nearest of assignee, lead and manager who is not the one that could not be reached."""
    line = ("assignee", "lead", "manager")
    failed = marks_of(owed.role, record.ticket, rules)
    start = line.index(owed.role) + 1 if owed.role in line else 0
    for role in line[start:]:
        person = person_in(role, record.ticket, rules)
        if person is not None and person.email and person.id != failed:
            return role
    return ""


def _name(record: Record, owed: Owed, rules: Rules) -> str:
    person = person_in(owed.role, record.ticket, rules)
    if person is not None:
        return person.name
    requester = record.ticket.requester
    return (requester.name or requester.email) if owed.role == "requester" else owed.role
