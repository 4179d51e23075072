"""Reply addresses that prove what they answer: `support+hd-000123.<mac>@example.org`.

The MAC is HMAC-SHA-256 (RFC 2104) over the reference, cut to 80 bits (RFC 2104, section 5, allows half of the hash and
not less than 80 bits), in base32 (RFC 4648), because mail systems change case.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

import msgspec

from helpdesk.decide.directory import fold_address, own_addresses, without_detail
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.message import Party
from helpdesk.model.rules.desk import MailRule

_DETAIL = re.compile(r"\+([a-z][a-z0-9]{0,9}-[0-9]{6,12})(?:\.([^@+]*))?@")


class Answered(msgspec.Struct, frozen=True):
    """The ticket that a reply address names, and whether its MAC holds."""

    number: TicketNumber
    proved: bool


def mac(key: bytes, reference: str) -> str:
    """The 16 characters that prove that this desk made the reply address of `reference`."""
    digest = hmac.new(key, b"reply " + reference.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()


def reply_address(address: str, reference: str, key: bytes) -> str:
    """The desk's `address` with the ticket and the MAC in it."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{reference.lower()}.{mac(key, reference)}@{domain}"


def answered(
    recipients: Iterable[Party], mail: MailRule, prefix: str, keys: Sequence[bytes], *, trusted: bool = False
) -> Answered | None:
    """The first of our reply addresses among the recipients. `trusted`: the channel has checked the MAC itself."""
    ours = own_addresses(mail)
    for party in recipients:
        address = fold_address(party.email)
        match = _DETAIL.search(address)
        if match is None or without_detail(address) not in ours:
            continue
        number = typed_reference(match[1], prefix)
        if number is None:
            continue
        given = match[2] or ""
        holds = any(hmac.compare_digest(given.encode(), mac(key, match[1].upper()).encode()) for key in keys)
        return Answered(number, holds or trusted)
    return None
