"""Machines that answer machines, stopped by counting: whatever another desk leaves out of its headers, it is not
acknowledged more often in an hour than a person would write."""

from datetime import timedelta
from itertools import takewhile

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import fold_address
from helpdesk.decide.draft import Draft
from helpdesk.model.ids import TicketNumber
from helpdesk.model.timeline import Opened, Owed

HOUR = timedelta(hours=1)


def acknowledged_enough(this: DeskPass, draft: Draft, owed: Owed) -> str:
    """Why the mail that opened this ticket is not answered, or nothing: its sender's address has had as many answers
    of this kind within the hour as `limits.acknowledgements_per_hour` allows. The tickets are there all the same."""
    most = this.rules.desk.limits.acknowledgements_per_hour
    opening = next((entry for entry in draft.entries if isinstance(entry, Opened)), None)
    if opening is None or not most or draft.ticket.channel != "mail":
        return ""
    if (owed.role, owed.channel, owed.at) != ("requester", "mail", opening.at):
        return ""
    address = fold_address(draft.ticket.requester.email)
    numbers = this.latest_from(address, draft.number, most)
    earlier = sum(1 for _ in takewhile(lambda number: _within_the_hour(this, number, draft), numbers))
    if earlier < most:
        return ""
    return f"{this.rules.desk.where('limits')}: {earlier} answers to this address within an hour, as machines do"


def _within_the_hour(this: DeskPass, number: TicketNumber, draft: Draft) -> bool:
    opened = this.opened_at(number)
    return opened is not None and draft.ticket.opened - HOUR < opened <= draft.ticket.opened
