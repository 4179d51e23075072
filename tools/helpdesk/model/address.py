"""Where a record lies on the portal: a function of the record alone, so that notices, pages and feeds agree."""

import hashlib
import re
from urllib.parse import quote

from helpdesk.model.ids import TicketNumber

LONGEST = 200
_ODD = re.compile(r"[^\w.@+-]")


def segment(name: str) -> str:
    """A record's id as one part of a path: what no file system or server would take is written `~` and its code point.
    Different ids stay different; one too long for a file name ends in a digest of itself."""
    made = _ODD.sub(lambda match: f"~{ord(match[0]):x}~", name)
    made = f"~{made}" if made.startswith(".") else made
    if len(made.encode()) <= LONGEST:
        return made
    return f"{made.encode()[: LONGEST - 20].decode(errors='ignore')}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def ticket_page(number: TicketNumber, reference: str) -> str:
    return f"tickets/{number // 1000:03d}/{reference}.html"


def article_page(article: str) -> str:
    return f"articles/{'/'.join(map(segment, article.split('/')))}.html"


def asset_page(kind: str, asset: str) -> str:
    return f"assets/{segment(kind)}/{segment(asset)}.html"


def on_portal(portal: str, page: str) -> str:
    """The full address of a page, or nothing where the desk has named no portal."""
    return f"{portal.rstrip('/')}/{quote(page)}" if portal else ""
