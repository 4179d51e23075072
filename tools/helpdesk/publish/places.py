"""Where everything lies in the output folder. A path is a function of the record alone: links need no look-up."""

import hashlib
import re
from datetime import datetime, timedelta
from urllib.parse import quote

from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase

RECENT = timedelta(days=90)
LONGEST = 200
_ODD = re.compile(r"[^\w.@+-]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")


def safe_path(path: str) -> str:
    """A path inside the output folder. Raises ValueError for one that could lead out of it or name a hidden file."""
    parts = path.split("/")
    if _UNSAFE.search(path) or any(not part or part.startswith(".") or len(part.encode()) > 240 for part in parts):
        raise ValueError(f"not a path to publish at: {path!r}; rename the record's file")
    return path


def segment(name: str) -> str:
    """A record's id as one part of a path: what no file system or server would take is written `~` and its code point.
    Different ids stay different; one too long for a file name ends in a digest of itself."""
    made = _ODD.sub(lambda match: f"~{ord(match[0]):x}~", name)
    made = f"~{made}" if made.startswith(".") else made
    if len(made.encode()) <= LONGEST:
        return made
    return f"{made.encode()[: LONGEST - 20].decode(errors='ignore')}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def href(path: str) -> str:
    """The path as it stands in a link, with everything but letters, digits and `/#-_.~` percent-encoded."""
    return quote(path, safe="/#-_.~")


def closed_at(record: Record) -> datetime:
    """When a closed ticket ended, as well as its ledger knows."""
    state = record.state
    return state.closed or state.resolved or state.last_change or record.ticket.opened


def has_page(record: Record, phase: Phase, now: datetime) -> bool:
    """Open tickets have a page of their own, and closed ones for ninety days; older ones are in the archive."""
    return phase is not Phase.CLOSED or closed_at(record) > now - RECENT


def ticket_page(number: TicketNumber, reference: str) -> str:
    return f"tickets/{number // 1000:03d}/{reference}.html"


def archive_page(month: str) -> str:
    """`month` is 2026-03."""
    return f"tickets/archive/{month}.html"


def ticket_place(record: Record, phase: Phase, now: datetime) -> str:
    """The ticket's own page, or its line in the archive."""
    if has_page(record, phase, now):
        return ticket_page(record.number, record.reference)
    return f"{archive_page(closed_at(record).strftime('%Y-%m'))}#{record.reference}"


def article_page(article: str) -> str:
    return f"articles/{'/'.join(map(segment, article.split('/')))}.html"


def asset_page(kind: str, asset: str) -> str:
    return f"assets/{segment(kind)}/{segment(asset)}.html"


def queue_page(*queue: str, page: int = 1) -> str:
    """`queues/all.html`, `queues/team/network.html`, `queues/all~2.html`."""
    name = "/".join(map(segment, queue))
    return f"queues/{name}.html" if page == 1 else f"queues/{name}~{page}.html"


def up(path: str) -> str:
    """The way from a page back to the portal's root: `../../` for `tickets/000/HD-000001.html`."""
    return "../" * path.count("/")
