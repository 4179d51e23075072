"""Answers: Problem Details for programs (RFC 9457), a page for people, and the headers that all of them carry."""

import math
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from starlette.responses import HTMLResponse, Response

from helpdesk.channels.gateway.pages import CSP, page
from helpdesk.channels.gateway.tongue import language_of

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CSP,
    # "no-referrer" would have a browser send `Origin: null` with our own form (Fetch, 3.1).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


class Wrong(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong in what was sent: which field, what, and what to do."""

    field: str
    what: str
    remedy: str = ""


class Problem(Exception):
    """A request that is not carried out. `detail` says what to do; `retry` is in seconds."""

    def __init__(
        self, status: int, detail: str, *, retry: float = 0.0, errors: tuple[Wrong, ...] = (), code: str = ""
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = HTTPStatus(status), detail, errors
        self.retry = math.ceil(retry)
        self.code = code or self.status.phrase.lower().replace(" ", "-")

    def response(self, asked: Mapping[str, str] | None = None) -> Response:
        """For a program, or where the headers `asked` with are a browser's, for a person."""
        headers = {"Retry-After": str(self.retry)} if self.retry else {}
        if asked is not None and wants_html(asked):
            text = page("problem.html", language_of(asked), title=self.status.phrase, problem=self)
            return HTMLResponse(text, self.status.value, {**HEADERS, **headers})
        data = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "code": self.code,
            "detail": self.detail,
        }
        if self.errors:
            data["errors"] = msgspec.to_builtins(self.errors)
        body = msgspec.json.encode(data)
        return Response(body, self.status.value, {**HEADERS, **headers}, media_type="application/problem+json")


def answer(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON."""
    body = msgspec.json.encode(data)
    return Response(body, status, {**HEADERS, **(headers or {})}, media_type="application/json")


def moved(place: str) -> Response:
    """303: look there with a GET."""
    return Response(status_code=303, headers={**HEADERS, "Location": place})


def wants_html(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks, rather than a program."""
    return "text/html" in headers.get("accept", "")
