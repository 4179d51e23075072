"""Which articles a requester was shown on a ticket: in the acknowledgement, and with the resolution."""

from helpdesk.model.record import Record
from helpdesk.model.timeline import Owed


def suggested(record: Record) -> tuple[str, ...]:
    """The articles that notices to the requester suggested, in order."""
    found: dict[str, None] = {}
    for entry in record.timeline:
        if isinstance(entry, Owed) and entry.role == "requester":
            found.update((str(article), None) for article in entry.data.get("articles", ()))
    return tuple(found)


def offered(record: Record) -> tuple[str, ...]:
    """Those, and the one that the resolution names."""
    named = record.ticket.resolution.article if record.ticket.resolution else ""
    return tuple(dict.fromkeys((*suggested(record), *((named,) if named else ()))))
