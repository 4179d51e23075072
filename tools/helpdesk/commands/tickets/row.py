"""A ticket as JSON: one row of a list, or the whole."""

from datetime import datetime

import msgspec

from helpdesk.commands.tickets import worklist
from helpdesk.model.moment import format_utc
from helpdesk.model.record import Promise, Record
from helpdesk.model.timeline import Json


def row_of(record: Record, now: datetime) -> dict[str, Json]:
    """The fields of a list; `due` is null where nothing is promised."""
    ticket, next_due = record.ticket, worklist.urgency(record, now)
    return {
        "reference": record.reference,
        "title": ticket.title,
        "type": ticket.type.value,
        "status": ticket.status,
        "priority": ticket.priority,
        "team": ticket.team,
        "assignee": ticket.assignee,
        "opened": format_utc(ticket.opened),
        "late": next_due.late,
        "target": next_due.target.value if next_due.target else None,
        "due": format_utc(next_due.due) if next_due.due else None,
        "quarantined": record.quarantined,
    }


def record_of(record: Record, now: datetime) -> dict[str, Json]:
    """The whole ticket: front matter, request, promises, conversation, timeline."""
    return {
        **row_of(record, now),
        "ticket": msgspec.to_builtins(record.ticket),
        "request": record.request,
        "promises": [promise_of(promise, now) for promise in record.state.promises.values()],
        "conversation": [
            {"name": each.name, **msgspec.to_builtins(each.comment), "text": each.text} for each in record.conversation
        ],
        "timeline": msgspec.to_builtins(record.timeline),
    }


def promise_of(promise: Promise, now: datetime) -> dict[str, Json]:
    return {
        "target": promise.target.value,
        "due": format_utc(promise.due),
        "service_level": promise.sla,
        "paused_with_seconds_left": promise.left,
        "met": format_utc(promise.met_at) if promise.met_at else None,
        "late": worklist.is_late(promise, now),
    }
