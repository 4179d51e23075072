"""Microsoft Teams: an outgoing webhook ("Create an Outgoing Webhook"), `@Helpdesk take 123` in a channel; on a message
of a thread it stands in, it is about that thread."""

import re
from html import unescape
from typing import Any

import msgspec

from helpdesk.channels.chat.asked import Asked, Delivery, Unreadable, decoded
from helpdesk.channels.chat.markup import for_teams
from helpdesk.channels.gateway.signing import signed_teams
from helpdesk.model.message import Party

_CALL = re.compile(r"<at\b[^>]*>.*?</at>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(br|/p|/div)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_THREAD = ";messageid="


class _From(msgspec.Struct):
    id: str
    name: str = ""
    aadObjectId: str = ""  # noqa: N815 - as Teams writes it


class _Conversation(msgspec.Struct):
    id: str


class _User(msgspec.Struct):
    id: str = ""
    displayName: str = ""  # noqa: N815 - as Teams writes it


class _Writer(msgspec.Struct):
    user: _User | None = None


class _Quoted(msgspec.Struct, rename={"writer": "from"}):
    """The message that an action was called on, and who wrote it ("Action commands")."""

    id: str = ""
    body: dict[str, Any] = {}
    writer: _Writer | None = None


class _Value(msgspec.Struct):
    messagePayload: _Quoted | None = None  # noqa: N815


class _Activity(msgspec.Struct, rename={"sender": "from"}):
    type: str
    id: str
    sender: _From
    conversation: _Conversation
    text: str = ""
    value: _Value | None = None


def proved(delivery: Delivery, keys: tuple[str, ...]) -> bool:
    return signed_teams(delivery.headers, delivery.body, keys)


def read(body: bytes) -> Asked:
    """A message that calls the desk, or a message action passed on. Raises Unreadable."""
    activity = decoded(body, _Activity, "an activity of Teams")
    caller = Party(name=activity.sender.name, chat=f"teams:{activity.sender.aadObjectId or activity.sender.id}")
    conversation, _, root = activity.conversation.id.partition(_THREAD)
    quoted = activity.value.messagePayload if activity.value else None
    if activity.type == "invoke" and quoted is not None:
        thread, text = f"teams:{conversation}/{quoted.id or activity.id}", words_of(str(quoted.body.get("content", "")))
        by = _writer(quoted) or caller
        return Asked(key=thread, words=text, sender=by, source=thread, action=True, passed_by=caller)
    if activity.type != "message":
        raise Unreadable(f"{activity.type!r} is nothing that the desk offers")
    thread, key = f"teams:{conversation}/{root or activity.id}", f"teams:{conversation}/{activity.id}"
    parent = thread if key != thread else ""
    return Asked(key=key, words=words_of(activity.text), sender=caller, source=thread, parent=parent)


def _writer(quoted: _Quoted) -> Party | None:
    """Who wrote a quoted message, where Teams says so; a robot's message has no user."""
    user = quoted.writer.user if quoted.writer else None
    return Party(name=user.displayName, chat=f"teams:{user.id}") if user and user.id else None


def words_of(html: str) -> str:
    """The words of a Teams text: without whom it calls, without tags."""
    bare = _TAG.sub("", _BREAK.sub("\n", _CALL.sub("", html)))
    return unescape(bare).replace("\xa0", " ").strip()


def answer(text: str) -> dict[str, Any]:
    return {"type": "message", "text": for_teams(text)}
