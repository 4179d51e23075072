"""Whether a request comes from who it says: a token or a signature over its bytes, made with a key that only the sender
and the desk know. Each source has its own keys, and may have several while one replaces another.

Keys come from the environment: `HELPDESK_KEYS_<SOURCE>`, separated by commas, newest first.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

# What Slack recommends, and Standard Webhooks too: an older request may be somebody playing one back.
WINDOW = 300
_NAME = re.compile(r"[^A-Z0-9]+")
SHORTEST_KEY = 16


def variable(source: str) -> str:
    """`HELPDESK_KEYS_ALERTS_GRAFANA` of `alerts/grafana`."""
    return f"HELPDESK_KEYS_{_NAME.sub('_', source.upper())}"


def keys_of(source: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a source. Raises ValueError for one that is too short to be a secret."""
    name = variable(source)
    keys = tuple(key.strip() for key in environment.get(name, "").split(",") if key.strip())
    if any(len(key) < SHORTEST_KEY for key in keys):
        raise ValueError(f"{name}: a key has {SHORTEST_KEY} characters at least; make one with: openssl rand -hex 32")
    return keys


def keys_of_any(sources: Sequence[str], keys: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The keys of the first of these sources that has any."""
    return next((found for source in sources if (found := keys(source))), ())


def same(given: str, expected: str) -> bool:
    """Equal, in a time that does not say how far."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


def any_same(given: str, expected: Iterable[str]) -> bool:
    """Equal to one; every one is compared."""
    found = [same(given, one) for one in expected]
    return any(found)


def proved(headers: Mapping[str, str], body: bytes, keys: Sequence[str], now: float) -> bool:
    """Whether one of the keys made this: as `Authorization: Bearer` or `Basic` (the password), as GitHub signs, or as
    Standard Webhooks does."""
    if not keys:
        return False
    return (
        any_same(_bearer(headers), keys)
        or signed_hub(headers, body, keys)
        or _signed_standard(headers, body, keys, now)
    )


def _bearer(headers: Mapping[str, str]) -> str:
    kind, _, value = headers.get("authorization", "").partition(" ")
    match kind.lower():
        case "bearer" | "token":
            return value.strip()
        case "basic":
            try:
                return base64.b64decode(value, validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError):
                return ""
    return ""


def signed_hub(headers: Mapping[str, str], body: bytes, keys: Sequence[str]) -> bool:
    """X-Hub-Signature-256: `sha256=` and the HMAC of the body in hex (GitHub's "Validating webhook deliveries")."""
    given = headers.get("x-hub-signature-256", "")
    return any_same(given, (f"sha256={_hmac(key.encode(), body).hexdigest()}" for key in keys))


def _signed_standard(headers: Mapping[str, str], body: bytes, keys: Sequence[str], now: float) -> bool:
    """Standard Webhooks: HMAC over `id.timestamp.body`, base64, one or more of them in `webhook-signature`."""
    stamp = headers.get("webhook-timestamp", "")
    if not recent(stamp, now):
        return False
    signed = b".".join((headers.get("webhook-id", "").encode(), stamp.encode(), body))
    given = [part.partition(",")[2] for part in headers.get("webhook-signature", "").split() if part.startswith("v1,")]
    made = [base64.b64encode(_hmac(_standard_key(key), signed).digest()).decode() for key in keys]
    return any(any_same(one, made) for one in given[:10])


def signed_slack(headers: Mapping[str, str], body: bytes, keys: Sequence[str], now: float) -> bool:
    """Slack's v0: HMAC over `v0:timestamp:body` in hex ("Verifying requests from Slack")."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if not recent(stamp, now):
        return False
    signed = b":".join((b"v0", stamp.encode(), body))
    given = headers.get("x-slack-signature", "")
    return any_same(given, (f"v0={_hmac(key.encode(), signed).hexdigest()}" for key in keys))


def signed_teams(headers: Mapping[str, str], body: bytes, keys: Sequence[str]) -> bool:
    """Teams' outgoing webhooks: `Authorization: HMAC` and the base64 of the HMAC, the key itself in base64."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    if kind.upper() != "HMAC":
        return False
    made = [base64.b64encode(_hmac(_base64_key(key), body).digest()).decode() for key in keys]
    return any_same(given.strip(), made)


def recent(stamp: str, now: float) -> bool:
    """Whether a Unix time is within the window, before or after."""
    return stamp.isascii() and stamp.isdigit() and len(stamp) < 13 and abs(now - int(stamp)) <= WINDOW


def _hmac(key: bytes, data: bytes) -> "hmac.HMAC":
    return hmac.new(key, data, hashlib.sha256)


def _standard_key(key: str) -> bytes:
    return _base64_key(key.removeprefix("whsec_")) if key.startswith("whsec_") else key.encode()


def _base64_key(key: str) -> bytes:
    try:
        return base64.b64decode(key, validate=True)
    except binascii.Error:
        return key.encode()
