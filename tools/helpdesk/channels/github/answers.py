"""What GitHub's answers mean: whether to wait and for how long, and in words why it said no."""

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from requests import Response

_LIMITED = frozenset({403, 429})
# A limit without a time: at least a minute, says "Best practices for using the REST API".
_A_MINUTE = 60.0
_HINTS = {
    401: "the token is wrong or has expired; mend HELPDESK_GITHUB_TOKEN",
    403: "the token may not do this; give it Issues: read and write on the repository",
    404: "there is no such thing, or the token may not see it",
    410: "it was deleted",
}


def wait_of(response: "Response", now: float) -> float | None:
    """For how many seconds GitHub wants no more requests; None where it wants them. `now` in seconds since 1970."""
    if response.status_code not in _LIMITED:
        return None
    after = response.headers.get("Retry-After", "")
    if after:
        return _seconds(after, now)
    if response.headers.get("X-RateLimit-Remaining") == "0":
        reset = response.headers.get("X-RateLimit-Reset", "")
        return max(1.0, float(reset) - now) if reset.isdecimal() else _A_MINUTE
    limited = response.status_code == 429 or "secondary rate limit" in said_by(response).casefold()
    return _A_MINUTE if limited else None


def _seconds(after: str, now: float) -> float:
    """Retry-After (RFC 9110, 10.2.3): seconds, or a date."""
    if after.isdecimal():
        return float(after)
    try:
        return max(1.0, parsedate_to_datetime(after).timestamp() - now)
    except ValueError:
        return _A_MINUTE


def said_by(response: "Response") -> str:
    """GitHub's own words on what went wrong, on one line."""
    try:
        message = response.json().get("message", "")
    except (ValueError, AttributeError):
        message = ""
    return " ".join(str(message).split())[:200] or f"HTTP {response.status_code}"


def refusal(response: "Response", method: str, address: str) -> str:
    """What was asked, what GitHub said, and what to look at."""
    hint = _HINTS.get(response.status_code, "")
    where = f"{method} {urlsplit(address).path}"
    return f"GitHub said {response.status_code} to {where}: {said_by(response)}" + (f" ({hint})" if hint else "")


def hour(moment: float) -> str:
    return time.strftime("%H:%M:%S UTC", time.gmtime(moment))
