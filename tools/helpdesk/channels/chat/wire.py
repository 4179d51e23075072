"""One request of JSON to a chat service, and how it ended."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 15.0
LONGEST_ANSWER = 1_000_000


class Later(Exception):
    """It did not work now and may later."""


class Never(Exception):
    """It was refused for good."""


class _Here(urllib.request.HTTPRedirectHandler):
    """No service of these redirects an API call: what does would carry the token elsewhere."""

    def redirect_request(self, *args: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Here)


def call(url: str, data: object = None, token: str = "") -> Any:
    """POST `data`, or without any GET: the answer's JSON, or its text. Raises Later and Never, in words for the
    ledger (no address, no token)."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = None if data is None else json.dumps(data).encode()
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - http(s) is checked before
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except urllib.error.HTTPError as problem:
        if problem.code in (408, 425, 429) or problem.code >= 500:
            raise Later(f"the chat service said {problem.code}") from None
        raise Never(f"the chat service said {problem.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as problem:
        raise Later(f"the chat service does not answer: {type(problem).__name__}") from None
    try:
        return json.loads(text)
    except ValueError:
        return text


def origin(url: str) -> str:
    """`https://hooks.slack.com` of an address; empty for what is no web address."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname}{port}"
