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


class _Quoted(msgspec.Struct):
    """The message that an action was called on."""

    id: str = ""
    body: dict[str, Any] = {}


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
    user = activity.sender.aadObjectId or activity.sender.id
    conversation, _, root = activity.conversation.id.partition(_THREAD)
    quoted = activity.value.messagePayload if activity.value else None
    if activity.type == "invoke" and quoted is not None:
        return _asked(activity, user, conversation, quoted.id or activity.id, str(quoted.body.get("content", "")), True)
    if activity.type != "message":
        raise Unreadable(f"{activity.type!r} is nothing that the desk offers")
    return _asked(activity, user, conversation, root or activity.id, activity.text, False)


def _asked(activity: _Activity, user: str, conversation: str, root: str, text: str, action: bool) -> Asked:
    thread = f"teams:{conversation}/{root}"
    key = thread if action or root == activity.id else f"teams:{conversation}/{activity.id}"
    return Asked(
        key=key,
        words=words_of(text),
        sender=Party(name=activity.sender.name, chat=f"teams:{user}"),
        source=thread,
        parent=thread if key != thread else "",
        action=action,
    )


def words_of(html: str) -> str:
    """The words of a Teams text: without whom it calls, without tags."""
    bare = _TAG.sub("", _BREAK.sub("\n", _CALL.sub("", html)))
    return unescape(bare).replace("\xa0", " ").strip()


def answer(text: str) -> dict[str, Any]:
    return {"type": "message", "text": for_teams(text)}
