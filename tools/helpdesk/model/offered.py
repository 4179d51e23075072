"""Which articles a requester was shown on a ticket: in the acknowledgement, and with the resolution."""

from helpdesk.model.record import Record
from helpdesk.model.timeline import Owed


def suggested(record: Record) -> tuple[str, ...]:
    """The articles that notices to the requester suggested, in order."""
    owed = (entry for entry in record.timeline if isinstance(entry, Owed))
    return tuple(dict.fromkeys(article for entry in owed for article in suggested_in(entry)))


def suggested_in(entry: Owed) -> tuple[str, ...]:
    """The articles that one notice suggests to the requester."""
    articles = entry.data.get("articles") if entry.role == "requester" else None
    return tuple(map(str, articles)) if isinstance(articles, list | tuple) else ()


def offered(record: Record) -> tuple[str, ...]:
    """Those, and the one that the resolution names."""
    named = record.ticket.resolution.article if record.ticket.resolution else ""
    return tuple(dict.fromkeys((*suggested(record), *((named,) if named else ()))))
