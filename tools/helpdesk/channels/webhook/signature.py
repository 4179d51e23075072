"""Signatures as Standard Webhooks 1.0.0 has them: HMAC-SHA-256 over id, time and body, one for each secret in force."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

_PREFIX = "whsec_"


def secrets(text: str) -> tuple[bytes, ...]:
    """The secrets of an environment variable, newest first, separated by commas or spaces: while one is changed, both
    sign. Raises ValueError, which never quotes a secret, for one that is none."""
    found = []
    for part in text.replace(",", " ").split():
        encoded = part.removeprefix(_PREFIX)
        try:
            secret = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("a secret is written whsec_ and then base64") from None
        if len(secret) < 24:
            raise ValueError("a secret has 24 bytes or more; `openssl rand -base64 32` makes one")
        found.append(secret)
    return tuple(found)


def headers(message: str, seconds: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The headers that prove a call: `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`."""
    signed = b".".join((message.encode(), str(seconds).encode(), body))
    marks = (base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }
