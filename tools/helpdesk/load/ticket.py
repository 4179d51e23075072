"""ticket.md: front matter that says how things stand, body as received."""

import msgspec
from msgspec.structs import replace

from helpdesk.load.convert import convert, in_utc
from helpdesk.load.front_matter import join, read_front_matter
from helpdesk.load.yaml_text import field
from helpdesk.model.finding import Finding
from helpdesk.model.message import Party
from helpdesk.model.ticket import Links, Ticket

# Written even where they hold their default: a reader asks for them first.
_ALWAYS = frozenset(("id", "type", "title", "status", "impact", "urgency", "opened", "visibility"))
_EMPTY: tuple[object, ...] = ("", (), {}, None, Party(), Links())


def read_ticket(path: str, data: bytes) -> tuple[Ticket | None, str, list[Finding]]:
    """The ticket and the request; None and findings where the front matter is not one of a ticket."""
    document, request, findings = read_front_matter(path, data)
    if document is None or findings:
        return None, request, findings
    ticket, findings = convert(document, "ticket", Ticket)
    return (_utc(ticket) if ticket else None), request, findings


def _utc(ticket: Ticket) -> Ticket:
    if ticket.change and ticket.change.window:
        window = ticket.change.window
        window = replace(window, start=in_utc(window.start), end=in_utc(window.end))
        ticket = replace(ticket, change=replace(ticket.change, window=window))
    opened = in_utc(ticket.opened)
    return ticket if opened is ticket.opened else replace(ticket, opened=opened)


def write_ticket(ticket: Ticket, request: str) -> bytes:
    """The file that reads back as this ticket and this request, fields in the model's order, empty ones left out."""
    return join(front_matter_text(ticket, _ALWAYS), request)


def front_matter_text(record: msgspec.Struct, always: frozenset[str]) -> str:
    """The fields of a record as YAML; empty ones only where they are in `always`."""
    fields = ((name, getattr(record, name)) for name in record.__struct_fields__)
    return "".join(
        field(name, _builtin(value))
        for name, value in fields
        if name in always or not any(value == empty for empty in _EMPTY)
    )


def _builtin(value: object) -> object:
    """Structs as mappings without their defaults, times as text."""
    return msgspec.to_builtins(value) if not hasattr(value, "tzinfo") else value
