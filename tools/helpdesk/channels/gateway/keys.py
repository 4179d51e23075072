"""Keys and receipts. The key names a request in the desk's ledger; the receipt is an address that only its sender
knows, and turns into the ticket's reference."""

import base64
import hashlib
import hmac
import re
import secrets

_RECEIPT = re.compile(r"([a-z]+):([a-z2-7]{26})-([a-z2-7]{26})\Z")


def key_of(channel: str, secret: bytes, idempotency: str) -> str:
    """The key of a message: the same for the same idempotency key of the sender (an empty one is none), and nothing
    that anybody could make up. 128 bits of HMAC-SHA-256, in base32."""
    if not idempotency:
        return f"{channel}:{_base32(secrets.token_bytes(16))}"
    return f"{channel}:{_digest(secret, f'key {channel} {idempotency}')}"


def receipt_of(key: str, secret: bytes) -> str:
    """The last part of the receipt's address."""
    channel, _, name = key.partition(":")
    return f"{channel}:{name}-{_digest(secret, f'receipt {key}')}".replace(":", ".", 1)


def key_of_receipt(receipt: str, secret: bytes) -> str:
    """The key it belongs to; empty where nobody was ever given this receipt."""
    match = _RECEIPT.match(receipt.replace(".", ":", 1))
    if match is None:
        return ""
    key = f"{match[1]}:{match[2]}"
    return key if hmac.compare_digest(receipt, receipt_of(key, secret)) else ""


def _digest(secret: bytes, text: str) -> str:
    return _base32(hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).digest()[:16])


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
