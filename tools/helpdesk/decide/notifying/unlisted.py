"""Addresses of pages that nobody can guess: `r/k1-7f3c....html`, a requester's own ticket, and all tickets of one.

The name is a MAC (HMAC-SHA256, RFC 2104, 160 bits) over what the page is of, in base32, behind the id of its key. Keys
are not in the repository: who has all of the desk's files still cannot tell an address. To change a key, put a new one
in front: new mails name its pages, and pages of the old one stay until it is taken out.
"""

import base64
import hashlib
import hmac
import re

import msgspec

from helpdesk.model.record import Record
from helpdesk.model.timeline import Changed

FOLDER = "r"
_KEY = re.compile(r"([a-z0-9]{1,20}):(.{16,})\Z")


class PageKey(msgspec.Struct, frozen=True):
    id: str
    secret: bytes


def page_keys(text: str) -> tuple[PageKey, ...]:
    """The keys of `k2:secret,k1:secret`, newest first. Raises ValueError that says how one is written."""
    keys = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _KEY.match(part)
        if found is None:
            # The part itself may be a secret: it is not repeated.
            raise ValueError("a page key is written name:secret, a secret of 16 characters at least, such as k1:...")
        keys.append(PageKey(found[1], found[2].encode()))
    return tuple(keys)


def ticket_page_of(record: Record, key: PageKey) -> str:
    """The requester's page of one ticket. It moves when the ticket gets another requester, so that the first one's
    link is worth nothing any more."""
    return _page(key, "ticket", record.reference, str(generation(record)))


def person_page_of(address: str, key: PageKey) -> str:
    """The page of all tickets of a mail address."""
    return _page(key, "person", address.strip().casefold())


def generation(record: Record) -> int:
    """How often the ticket's requester was changed."""
    return sum(isinstance(entry, Changed) and "requester" in entry.set for entry in record.timeline)


def _page(key: PageKey, *what: str) -> str:
    said = b"\0".join(part.encode("utf-8", "replace") for part in ("page", key.id, *what))
    mac = base64.b32encode(hmac.new(key.secret, said, hashlib.sha256).digest()[:20]).decode().lower()
    return f"{FOLDER}/{key.id}-{mac}.html"
