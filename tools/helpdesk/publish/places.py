"""Where everything lies in the output folder. A path is a function of the record alone: links need no look-up."""

import re
from datetime import datetime, timedelta
from urllib.parse import quote

from helpdesk.model.address import article_page, asset_page, segment, ticket_page
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase

__all__ = ["article_page", "asset_page", "segment", "ticket_page"]

RECENT = timedelta(days=90)
REPORT = "report.html"
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")


def safe_path(path: str) -> str:
    """A path inside the output folder. Raises ValueError for one that could lead out of it or name a hidden file."""
    parts = path.split("/")
    if _UNSAFE.search(path) or any(not part or part.startswith(".") or len(part.encode()) > 240 for part in parts):
        raise ValueError(f"not a path to publish at: {path!r}; rename the record's file")
    return path


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


def archive_page(month: str) -> str:
    """`month` is 2026-03."""
    return f"tickets/archive/{month}.html"


def ticket_place(record: Record, phase: Phase, now: datetime) -> str:
    """The ticket's own page, or its line in the archive."""
    if has_page(record, phase, now):
        return ticket_page(record.number, record.reference)
    return f"{archive_page(closed_at(record).strftime('%Y-%m'))}#{record.reference}"


def model_page(model: str) -> str:
    """Where the failure curve of a model of assets is."""
    return f"problems/models/{segment(model)}.html"


def label_page(kind: str, number: int = 1) -> str:
    """Where a sheet of labels is: `labels/devices.html`, `labels/devices~2.html`."""
    return f"labels/{segment(kind)}{f'~{number}' if number > 1 else ''}.html"


def queue_page(*queue: str, page: int = 1) -> str:
    """`queues/all.html`, `queues/team/network.html`, `queues/all~2.html`."""
    name = "/".join(map(segment, queue))
    return f"queues/{name}.html" if page == 1 else f"queues/{name}~{page}.html"


def request_page(item: str) -> str:
    """The form that asks for an item of the catalogue."""
    return f"request/{segment(item)}.html"


def report_page(kind: str, asset: str) -> str:
    """Where a problem with a thing is reported, as its label says it: `report.html?asset=lt-0042&kind=devices`. The
    page is the same for all things, so it gives nothing away about any."""
    return f"{REPORT}?asset={quote(asset, safe='')}&kind={quote(kind, safe='')}"


def service_requests(service: str) -> str:
    """What can be asked for of a service."""
    return f"request/index.html#service-{segment(service)}"


def twin(page: str) -> str:
    """Where a page's data lies: `queues/all.json` for `queues/all.html`."""
    return f"{page.removesuffix('.html')}.json"


def up(path: str) -> str:
    """The way from a page back to the portal's root: `../../` for `tickets/000/HD-000001.html`."""
    return "../" * path.count("/")
