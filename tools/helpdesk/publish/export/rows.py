"""Tickets as flat rows, the same in every format: text, whole numbers, and times in UTC."""

from collections.abc import Iterator

from helpdesk.figures.facts import Facts
from helpdesk.model.moment import format_utc
from helpdesk.model.timeline import Target

Value = str | int | None
Row = dict[str, Value]

# Column -> what it is. Parquet has times and yes or no of its own; SQLite keeps them as text and as 1 or 0.
COLUMNS: dict[str, str] = {
    "number": "INTEGER",
    "reference": "TEXT",
    "title": "TEXT",
    "type": "TEXT",
    "status": "TEXT",
    "priority": "TEXT",
    "category": "TEXT",
    "service": "TEXT",
    "team": "TEXT",
    "assignee": "TEXT",
    "channel": "TEXT",
    "requester": "TEXT",
    "department": "TEXT",
    "location": "TEXT",
    "assets": "TEXT",
    "opened": "TIME",
    "first_response": "TIME",
    "ended": "TIME",
    "closed": "TIME",
    "response_business_seconds": "INTEGER",
    "resolution_business_seconds": "INTEGER",
    "elapsed_seconds": "INTEGER",
    "waiting_seconds": "INTEGER",
    "response_due": "TIME",
    "response_missed": "BOOLEAN",
    "resolve_due": "TIME",
    "resolve_missed": "BOOLEAN",
    "reopened": "INTEGER",
    "handoffs": "INTEGER",
    "escalations": "INTEGER",
    "public_replies": "INTEGER",
    "rating": "INTEGER",
    "article": "TEXT",
}


def row(one: Facts) -> Row:
    """A ticket's facts in the order of COLUMNS. `..._missed` is 1 or 0, empty while nobody can say; promises that
    are not there are empty."""
    ended = one.ended
    return {
        "number": one.number,
        "reference": one.reference,
        "title": one.title,
        "type": one.type,
        "status": one.status,
        "priority": one.priority,
        "category": one.category,
        "service": one.service,
        "team": one.team,
        "assignee": one.assignee,
        "channel": one.channel,
        "requester": one.requester,
        "department": one.department,
        "location": one.location,
        "assets": " ".join(one.assets),
        "opened": format_utc(one.opened),
        "first_response": format_utc(one.first_response) if one.first_response else None,
        "ended": format_utc(ended) if ended else None,
        "closed": format_utc(one.closed) if one.closed else None,
        "response_business_seconds": one.response,
        "resolution_business_seconds": one.work,
        "elapsed_seconds": round(one.elapsed) if one.elapsed is not None else None,
        "waiting_seconds": round(sum((w.end - w.start).total_seconds() for w in one.waits if w.end is not None)),
        **_promise(one, Target.RESPONSE, "response"),
        **_promise(one, Target.RESOLVE, "resolve"),
        "reopened": one.reopened,
        "handoffs": one.handoffs,
        "escalations": one.escalations,
        "public_replies": one.replies,
        "rating": one.rating,
        "article": one.article,
    }


def _promise(one: Facts, target: Target, name: str) -> Row:
    promise = next((each for each in one.promises if each.target is target), None)
    if promise is None:
        return {f"{name}_due": None, f"{name}_missed": None}
    missed = promise.breached or (promise.met is not None and promise.met > promise.due)
    known = missed or promise.met is not None
    return {f"{name}_due": format_utc(promise.due), f"{name}_missed": int(missed) if known else None}


def waits(one: Facts) -> Iterator[Row]:
    """A row for each time the ticket's clock stood still."""
    for spell in one.waits:
        end = format_utc(spell.end) if spell.end else None
        yield {"number": one.number, "status": spell.cause, "start": format_utc(spell.start), "end": end}
