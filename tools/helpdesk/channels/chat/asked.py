"""What a chat service posted, whichever it is."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import parse_qs

import msgspec

from helpdesk.model.message import PASSED_ON_BY, Message, Party, Proof

CHANNEL = "chat"
Json = TypeVar("Json")
LONGEST_SUBJECT = 120


class Unreadable(ValueError):
    """It is signed and yet not what this service sends; the text says what is missing."""


class Delivery(msgspec.Struct, frozen=True):
    """A request as it came: header names in lower case, the body's own bytes, and when (Unix seconds)."""

    headers: Mapping[str, str]
    body: bytes
    now: float


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command or a message action. `key` is the same when the service sends it again; `source` is where answers
    go (`slack:C1/1700000000.000100` a thread, `slack:U1` a person); `parent` the key of the message that begins the
    thread. `url` takes a later answer. `action`: it is about a message that `sender` wrote, and `words` are its text;
    `passed_by` is then who called it."""

    key: str
    words: str
    sender: Party
    source: str
    parent: str = ""
    url: str = ""
    action: bool = False
    passed_by: Party = Party()


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a form, the first of each name. Raises Unreadable."""
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), max_num_fields=100).items()}
    except ValueError:
        raise Unreadable("this is no form") from None


def decoded(data: bytes | str, kind: type[Json], what: str) -> Json:
    """JSON of a kind. Raises Unreadable, also for what is nested deeper than anything a service sends."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as problem:
        raise Unreadable(f"not {what}: {problem}") from None


def whole_command(form: Mapping[str, str]) -> None:
    """Raises Unreadable that names what a slash command lacks."""
    missing = [name for name in ("user_id", "channel_id", "trigger_id") if not form.get(name)]
    if missing:
        raise Unreadable(f"a slash command has {', '.join(missing)}")


def message_of(asked: Asked, subject: str, text: str, now: datetime) -> Message:
    """The message. The service's signature proves whose account called the desk. Who is quoted by somebody else did not
    call it: nothing proves them, and nothing in a message that was not said to the desk is a command."""
    by, words = asked.passed_by, {}
    if asked.action:
        words[PASSED_ON_BY] = f"{by.name} ({by.chat})" if by.name else by.chat
    said = f"{asked.sender.chat}\0{subject}\0{text}\0{asked.key}"
    return Message(
        key=asked.key,
        channel=CHANNEL,
        received=now,
        sender=asked.sender,
        subject=subject,
        text=text,
        visible_reply=text,
        content_hash=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
        in_reply_to=asked.parent,
        proof=Proof.NONE if asked.action and by.chat != asked.sender.chat else Proof.CHAT_ID,
        source=asked.source,
        fields=words,
        edited=asked.action,
    )


def subject_of(text: str) -> str:
    """The first line, or as much of it as makes a title."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(first) <= LONGEST_SUBJECT:
        return first
    return f"{first[: LONGEST_SUBJECT - 1].rsplit(' ', 1)[0]}…"
