"""What every request passes first: whom it is for, how many, how large, whether there is room; and what is logged.

The log says nothing of persons: no address, no query, no header, no body, and of a path only which door it is.
"""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from helpdesk.channels.gateway.answer import Problem, wants_html
from helpdesk.channels.gateway.caller import address_of
from helpdesk.channels.gateway.limits import Limiter, Room
from helpdesk.channels.gateway.settings import Settings

# A sender who needs longer for one request keeps a place that others want.
PATIENCE = 60.0
TRY_LATER = 30.0
# A refused form this small is read all the same, to give back what was typed.
SMALL = 64_000
DOORS = ("request", "alerts", "chat", "github", "receipt", "health", "feedback", "readers")


class Guard:
    """ASGI middleware. `scope["state"]` gets `body`, `address` and, on a form, `refusal`: why it is not carried out."""

    def __init__(self, app: ASGIApp, settings: Settings, has_room: Callable[[], bool], log: TextIO | None) -> None:
        self._app, self._settings, self._has_room, self._log = app, settings, has_room, log
        self._limiter = Limiter(settings.overall, settings.per_address, time.monotonic())
        # Who seeks a lot, or clicks, can still ask for help.
        self._readers = Limiter(settings.overall, settings.per_address, time.monotonic())
        self._room = Room(settings.memory)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._pass_on(scope, receive, sending, headers)
        except Problem as problem:
            await problem.response(headers)(scope, receive, sending)
        finally:
            self._note(scope, status, time.monotonic() - began)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        if not self._settings.is_ours(headers.get("host", "")):
            raise Problem(421, "This is not the address of this helpdesk.")
        scope["state"] = {**scope.get("state", {}), "headers": headers, "guard": self}
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        peer = (scope.get("client") or ("", 0))[0]
        scope["state"]["address"] = address_of(peer, headers.get("x-forwarded-for", ""), self._settings.trusted)
        size = _length(headers)
        refusal = self._refusal(scope, size)
        if refusal is not None:
            if not (
                scope["path"].startswith("/request") and wants_html(headers) and size is not None and size <= SMALL
            ):
                raise refusal
            scope["state"]["refusal"] = refusal
        reserved = size if size is not None else self._settings.largest
        if not self._room.take(reserved):
            raise Problem(503, "Too much is coming in at the moment. Please try again.", retry=TRY_LATER)
        try:
            body = await self._body(receive)
            scope["state"]["body"] = body
            await self._app(scope, _again(body), send)
        finally:
            self._room.give_back(reserved)

    def _refusal(self, scope: Scope, size: int | None) -> Problem | None:
        now = time.monotonic()
        door = scope["path"].split("/")[1]
        if size is not None and size > self._settings.largest:
            return Problem(413, f"At most {self._settings.largest:,} bytes can be sent at once, files included.")
        if not self._has_room():
            return Problem(503, "The desk's disk is full; nothing was taken. Please try again later.", retry=TRY_LATER)
        wait = self._limiter.of_all(now)
        if wait:
            return Problem(429, "Too many requests at the moment. Please try again.", retry=wait)
        if door in ("request", "feedback"):
            return self.too_often(scope["state"]["address"])
        return _wait(self._readers.of_address(scope["state"]["address"], now)) if door == "readers" else None

    def too_often(self, address: str) -> Problem | None:
        """Counts a request of this address; the answer where it was one too many."""
        return _wait(self._limiter.of_address(address, time.monotonic()))

    async def _body(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Problem(400, "The request ended before it was whole.")
                    parts.append(message.get("body", b""))
                    size += len(parts[-1])
                    if size > self._settings.largest:
                        raise Problem(413, f"At most {self._settings.largest:,} bytes can be sent at once.")
                    if not message.get("more_body"):
                        return b"".join(parts)
        except TimeoutError:
            raise Problem(408, f"The request was not whole after {PATIENCE:.0f} seconds.") from None

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        if self._log is None:
            return
        door = scope["path"].split("/")[1]
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "OPTIONS") else "other",
            "door": door if door in DOORS else "portal",
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()


def _wait(seconds: float) -> Problem | None:
    if not seconds:
        return None
    return Problem(429, "Too many requests from your address. Please wait a little.", retry=seconds)


def _length(headers: dict[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _again(body: bytes) -> Receive:
    """The body once more, for who reads it as a stream."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
