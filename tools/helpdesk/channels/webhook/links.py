"""Whether a link out into the web still leads somewhere. Asked only when somebody says so, of public addresses alone;
no redirect is followed, nothing of a page is read."""

import http.client
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from helpdesk.channels.webhook.address import NotAllowed, target_of
from helpdesk.channels.webhook.request import call

TIMEOUT = 10.0
_HEADERS = {"user-agent": "helpdesk-links/1", "accept": "*/*"}
_GONE, _MOVED, _NO_HEAD = frozenset({404, 410}), frozenset({301, 308}), frozenset({400, 405, 501})
_SAFE = "/?:@!$&'()*+,;=-._~%[]"


class Answer(StrEnum):
    """`gone` and `moved` want the article edited; `unsure` where the other side does not say; `refused` where it
    was not asked."""

    FINE = "fine"
    GONE = "gone"
    MOVED = "moved"
    UNSURE = "unsure"
    REFUSED = "refused"


class Asked(msgspec.Struct, frozen=True):
    """What came of one link, and why in words."""

    answer: Answer
    why: str


# (method, url) -> status. Raises NotAllowed, OSError or http.client.HTTPException.
Fetch = Callable[[str, str], int]


def fetch(method: str, url: str) -> int:
    """The status of a public address over HTTPS."""
    return call(method, target_of(url, private=False), _HEADERS, b"", TIMEOUT)


def ask(url: str, fetching: Fetch = fetch) -> Asked:
    """Ask once for the head of a page, and for the page itself where a server knows no heads."""
    try:
        clean = _clean(url)
        status = fetching("HEAD", clean)
        if status in _NO_HEAD:
            status = fetching("GET", clean)
    except NotAllowed as problem:
        return Asked(Answer.REFUSED, str(problem).partition(";")[0])
    except (OSError, http.client.HTTPException, ValueError) as problem:
        return Asked(Answer.GONE, f"no answer: {str(problem)[:200] or type(problem).__name__}")
    if status in _GONE:
        return Asked(Answer.GONE, f"the page is gone ({status})")
    if status in _MOVED:
        return Asked(Answer.MOVED, f"moved for good ({status}): link to the new address")
    if 200 <= status < 400:
        return Asked(Answer.FINE, str(status))
    return Asked(Answer.UNSURE, f"answered {status}; a person who is signed in may see more")


def _clean(url: str) -> str:
    """Without the fragment, and in the letters that a request may hold (RFC 3986)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme.casefold(), parts.netloc, quote(parts.path, _SAFE), quote(parts.query, _SAFE), ""))
