"""A form posted to the gateway as one reader: the first byte of an input says of which type the rest of it is."""

from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import Message as Event

from helpdesk.channels.gateway.answer import Problem
from helpdesk.channels.gateway.filled import read_filled
from helpdesk.channels.gateway.form import message_of, wrongs
from helpdesk.load.rules import read_rules
from helpdesk.model.rules import Rules
from helpdesk.resources import default_rules

BOUNDARY = "xyz"
TYPES = ("application/json", f"multipart/form-data; boundary={BOUNDARY}", "application/x-www-form-urlencoded")
_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_ITEM = b"name: Laptop\nfields:\n  - {id: size, label: Size, type: select, options: [S, L]}\n"
Given = TypeVar("Given")


def _rules() -> Rules:
    rules, _ = read_rules({"rules/catalog/laptop.yml": _ITEM}, default_rules(), "")
    assert rules is not None
    return rules


_RULES = _rules()


def web_forms(data: bytes) -> None:
    kind, body = TYPES[data[0] % len(TYPES)] if data else TYPES[0], data[1:]
    with suppress(Problem):
        filled = at_once(read_filled(_request(kind, body), body))
        filled.print("laptop")
        for item in (None, _RULES.catalog["laptop"]):
            if not wrongs(filled, item, _RULES):
                message_of(filled, item, "web:1", _NOON)


def _request(kind: str, body: bytes) -> Request:
    async def receive() -> Event:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode()), (b"content-length", b"%d" % len(body))]
    return Request({"type": "http", "method": "POST", "path": "/request", "headers": headers}, receive)


def at_once(work: Coroutine[Any, Any, Given]) -> Given:
    """What it gives, without a loop: nothing in it waits, for all of it is here."""
    try:
        work.send(None)
    except StopIteration as done:
        given: Given = done.value
        return given
    raise RuntimeError("it waits for something")
