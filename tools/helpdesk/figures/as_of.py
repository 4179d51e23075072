"""Tickets as they stood at a moment: what came later is left out, so that a month that is over keeps its figures."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import msgspec
from msgspec.structs import replace

from helpdesk.figures.facts import Facts, Reader
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import DEFAULTS, edited
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record, TicketState
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Opened

RecordsOf = Callable[[Iterable[TicketNumber]], Iterable[Record]]
"""Those of some tickets that can be read, as a snapshot gives them."""

_FOREVER = datetime.max.replace(tzinfo=UTC)
_STAYS = frozenset({"id", "opened", "title"})


def as_of(record: Record, moment: datetime) -> Record | None:
    """The ticket by what had happened before a moment; None where it was not there yet."""
    entries = tuple(entry for entry in record.timeline if entry.at < moment)
    if record.ticket.opened >= moment or not entries:
        return None
    if len(entries) == len(record.timeline):
        return record
    state = fold(entries)
    whole = any(isinstance(entry, Opened) and entry.set for entry in entries)
    return replace(record, timeline=entries, state=state, ticket=_as_known(record.ticket, state, whole=whole))


def _as_known(ticket: Ticket, state: TicketState, *, whole: bool) -> Ticket:
    """The fields as the ledger knew them then; `whole`: it began with all of them, so what it lacks was not set."""
    names = [name for name in DEFAULTS if name not in _STAYS and (whole or name in state.fields)]
    then = {name: state.fields.get(name, DEFAULTS[name]) for name in names}
    then["status"] = then.get("status") or ticket.status
    try:
        return edited(ticket, then)
    except msgspec.ValidationError:  # the ledger has a value of a kind that is no more
        return ticket


def standing(
    known: Iterable[Facts], moment: datetime, since: datetime, reader: Reader, records_of: RecordsOf
) -> Iterator[Facts]:
    """The facts as they stood at `moment` of the tickets that were there after `since`. Only of those that something
    happened to later is the ledger read again, all of them at once."""
    mine = [one for one in known if matters(one, moment, since)]
    then = {one.number: one for one in mine if one.changed is not None and one.changed < moment}
    for record in records_of([TicketNumber(one.number) for one in mine if one.number not in then]):
        stood = as_of(record, moment)
        if stood is not None:
            then[record.number] = reader.read(stood)
    return (then[one.number] for one in mine if one.number in then)


def matters(one: Facts, moment: datetime, since: datetime) -> bool:
    """Whether a ticket was open, or rated, between the two as far as its latest facts say; they say no less."""
    return one.opened < moment and matters_until(one) >= since


def matters_until(one: Facts) -> datetime:
    """The last moment at which a ticket was open, or rated, as far as its latest facts say."""
    if one.ended is None:
        return _FOREVER
    return max(one.ended, one.rated) if one.rated is not None else one.ended
