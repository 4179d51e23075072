"""Machines that answer machines, stopped by their rhythm: however well another desk hides what it is, each of its mails
comes after our answer to the one before. Nobody who writes many mails waits for each acknowledgement.
"""

from datetime import datetime, timedelta

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import fold_address
from helpdesk.decide.draft import Draft
from helpdesk.model.ids import TicketNumber
from helpdesk.model.timeline import AnyEntry, Opened, Owed, Told

HOUR = timedelta(hours=1)


def acknowledged_enough(this: DeskPass, draft: Draft, owed: Owed) -> str:
    """Why the mail that opened this ticket is not answered, or nothing: so many mails of its sender in a row, as
    `limits.answers_in_a_row` allows, each came within the hour and after the answer to the one before. The tickets
    are there all the same."""
    most = this.rules.desk.limits.answers_in_a_row
    opening = next((entry for entry in draft.entries if isinstance(entry, Opened)), None)
    if opening is None or not most or draft.ticket.channel != "mail":
        return ""
    if (owed.role, owed.channel, owed.at) != ("requester", "mail", opening.at):
        return ""
    row = _row(this, draft, most)
    if row < most:
        return ""
    where = this.rules.desk.where("limits")
    return f"{where}: {row} mails in a row, each after the answer to the one before, as machines write them"


def _row(this: DeskPass, draft: Draft, most: int) -> int:
    """How many tickets before this one were opened one after the other's answer, within the hour; `most` at most."""
    later = draft.ticket.opened
    address = fold_address(draft.ticket.requester.email)
    count = 0
    for number in this.latest_from(address, draft.number, most):
        opened, answered = _times(this, number)
        if opened is None or answered is None or not draft.ticket.opened - HOUR < opened <= answered <= later:
            break
        count, later = count + 1, opened
    return count


def _times(this: DeskPass, number: TicketNumber) -> tuple[datetime | None, datetime | None]:
    """When a ticket was opened, and when its requester was first told anything of it."""
    found = this.drafts.get(number) or this.snapshot.ticket(number)
    if found is None:
        return None, None
    timeline: tuple[AnyEntry, ...] = found.timeline
    asked = {entry.notice for entry in timeline if isinstance(entry, Owed) and entry.role == "requester"}
    told = [entry.at for entry in timeline if isinstance(entry, Told) and entry.notice in asked]
    return found.ticket.opened, min(told, default=None)
