"""Links that let whoever was told answer by a click: `https://help.example.org/feedback/HD-000123.<mac>`.

The MAC is that of a reply address (RFC 2104, 80 bits), over other words, so that neither can stand for the other. The
link only shows a page: mail scanners open links, and nothing may follow from that.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

PATH = "feedback"


def answer_link(gateway: str, reference: str, key: bytes) -> str:
    """The page on which the requester of `reference` says how it was."""
    return f"{gateway.rstrip('/')}/{PATH}/{reference}.{_mac(key, reference)}"


def linked_reference(token: str, keys: Sequence[bytes]) -> str:
    """The reference behind the last part of such a link; empty where this desk made no such link."""
    reference, _, given = token.partition(".")
    found = [hmac.compare_digest(given.encode("utf-8", "replace"), _mac(key, reference).encode()) for key in keys]
    return reference if any(found) else ""


def _mac(key: bytes, reference: str) -> str:
    digest = hmac.new(key, b"feedback " + reference.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
