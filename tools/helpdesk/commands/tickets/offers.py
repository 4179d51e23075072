"""What a technician would type next for a ticket, by how it stands."""

from helpdesk.commands.tickets.worklist import phase
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase


def offers(record: Record, rules: Rules, *, now_in: Phase | None = None, assigned: bool | None = None) -> str:
    """`helpdesk reply 123  ·  helpdesk resolve 123 ...`; `now_in` and `assigned` say what has just been changed."""
    stands = now_in or phase(record, rules)
    owned = bool(record.ticket.assignee) if assigned is None else assigned
    number = record.number
    if stands is Phase.CLOSED:
        return f"helpdesk reopen {number}  ·  helpdesk next"
    if stands is Phase.RESOLVED:
        return f"helpdesk close {number}  ·  helpdesk reopen {number}  ·  helpdesk next"
    if not owned:
        return f"helpdesk take {number}  ·  helpdesk assign {number} WHO"
    return f'helpdesk reply {number}  ·  helpdesk resolve {number} --code fixed -m "..."'
