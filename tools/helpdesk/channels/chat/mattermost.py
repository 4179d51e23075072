"""Mattermost: slash commands and integration actions ("Custom slash commands", "Interactive messages")."""

from typing import Any

import msgspec

from helpdesk.channels.chat.asked import Asked, Delivery, Unreadable, decoded, form_of, whole_command
from helpdesk.channels.chat.markup import for_mattermost
from helpdesk.channels.gateway.signing import any_same
from helpdesk.model.message import Party


class _Context(msgspec.Struct):
    """What the desk's own action carries: its token, and the words of the message it stands under."""

    token: str = ""
    text: str = ""
    author: str = ""


class _Action(msgspec.Struct):
    user_id: str
    channel_id: str
    post_id: str
    user_name: str = ""
    context: _Context = msgspec.field(default_factory=_Context)


def proved(delivery: Delivery, keys: tuple[str, ...]) -> bool:
    """The token that Mattermost made for the command, in the header or in the form."""
    header = delivery.headers.get("authorization", "").removeprefix("Token ").strip()
    return any_same(header, keys) or any_same(_token(delivery.body), keys)


def read(body: bytes) -> Asked:
    """A command or an action. Raises Unreadable."""
    if _is_action(body):
        return _action(body)
    form = form_of(body)
    whole_command(form)
    user, root = form["user_id"], form.get("root_id", "")
    return Asked(
        key=f"mattermost:command/{form['trigger_id']}",
        words=form.get("text", ""),
        sender=Party(name=form.get("user_name", ""), chat=f"mattermost:{user}"),
        source=f"mattermost:{form['channel_id']}/{root}" if root else f"mattermost:{user}",
        parent=f"mattermost:{form['channel_id']}/{root}" if root else "",
        url=form.get("response_url", ""),
    )


def _is_action(body: bytes) -> bool:
    """Actions come as JSON, commands as a form."""
    return body.lstrip().startswith(b"{")


def _action(body: bytes) -> Asked:
    action = _decoded(body)
    writer = action.context.author or action.user_id
    return Asked(
        key=f"mattermost:{action.channel_id}/{action.post_id}",
        words=action.context.text,
        sender=Party(name=action.user_name if writer == action.user_id else "", chat=f"mattermost:{writer}"),
        source=f"mattermost:{action.channel_id}/{action.post_id}",
        action=True,
        passed_by=Party(name=action.user_name, chat=f"mattermost:{action.user_id}"),
    )


def _token(body: bytes) -> str:
    try:
        return _decoded(body).context.token if _is_action(body) else form_of(body).get("token", "")
    except Unreadable:
        return ""


def _decoded(body: bytes) -> _Action:
    return decoded(body, _Action, "an action")


def answer(text: str) -> dict[str, Any]:
    """For the eyes of who asked alone: of a command and, as `ephemeral_text`, of an action."""
    words = for_mattermost(text)
    return {"response_type": "ephemeral", "text": words, "ephemeral_text": words}
