"""What a technician would type next for a ticket, by how it stands."""

from helpdesk.commands.tickets.worklist import phase
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType


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
    return _on_the_way(record, rules, moved=now_in is not None)


def _on_the_way(record: Record, rules: Rules, *, moved: bool) -> str:
    """For what somebody works on: an approval that it waits for, else an answer and the end, else the states that lead
    there, as a change has them."""
    number, ticket = record.number, record.ticket
    if moved:
        return _answer_or_end(record) if ticket.type is not TicketType.CHANGE else f"helpdesk show {number}"
    lifecycle = rules.lifecycles.get(ticket.type)
    if lifecycle is None or ticket.status not in lifecycle.states:
        return _answer_or_end(record)
    if lifecycle.states[ticket.status].waits_for == "approver":
        return f"helpdesk explain {number} says who has to agree  ·  they say: helpdesk approve {number}"
    ends = [way.end for way in lifecycle.onward(ticket.status)]
    if any(lifecycle.states[end].phase is Phase.RESOLVED for end in ends if end in lifecycle.states):
        return _answer_or_end(record)
    if not ends:
        return f"helpdesk show {number}"
    others = f"  ·  or {', '.join(ends[1:])}" if ends[1:] else ""
    return f"helpdesk set {number} status={ends[0]}{others}"


def _answer_or_end(record: Record) -> str:
    code = "fulfilled" if record.ticket.type is TicketType.REQUEST else "fixed"
    return f'helpdesk reply {record.number}  ·  helpdesk resolve {record.number} --code {code} -m "..."'
