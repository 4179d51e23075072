"""A ticket's front matter as plain JSON values: what a ledger quotes, and what both can be compared by."""

from collections.abc import Mapping

import msgspec

from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Json


def front_matter(ticket: Ticket) -> dict[str, Json]:
    """The fields of a ticket as plain JSON values, those at their default left out."""
    values: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(ticket))
    return values


def edited(ticket: Ticket, edits: Mapping[str, object]) -> Ticket:
    """The ticket with front-matter fields set; None takes a field back to its default."""
    values = {**front_matter(ticket), **edits}
    return msgspec.convert({name: value for name, value in values.items() if value is not None}, Ticket)


def plain(value: object) -> Json:
    """A value as JSON knows it: lists for tuples, text for times, so that ledger and front matter compare equal."""
    if value is None or type(value) is str or type(value) is bool or type(value) is int:
        return value
    return msgspec.json.decode(msgspec.json.encode(value))


def _defaults() -> dict[str, Json]:
    empty: dict[str, Json] = {"id": None, "title": None, "status": None, "opened": None}
    for spec in msgspec.structs.fields(Ticket):
        if spec.default is not msgspec.NODEFAULT:
            empty[spec.encode_name] = plain(spec.default)
        elif spec.default_factory is not msgspec.NODEFAULT:
            empty[spec.encode_name] = plain(spec.default_factory())
    return empty


DEFAULTS = _defaults()
