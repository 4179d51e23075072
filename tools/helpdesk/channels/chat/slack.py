"""Slack: slash commands and message shortcuts ("Implementing slash commands", "Implementing shortcuts")."""

from typing import Any

import msgspec

from helpdesk.channels.chat.asked import Asked, Delivery, Unreadable, decoded, form_of, whole_command
from helpdesk.channels.chat.markup import for_slack
from helpdesk.channels.gateway.signing import signed_slack
from helpdesk.model.message import Party

HOOKS = "https://hooks.slack.com"


class _User(msgspec.Struct):
    id: str
    username: str = ""
    name: str = ""


class _Id(msgspec.Struct):
    id: str


class _Said(msgspec.Struct):
    ts: str
    text: str = ""
    user: str = ""
    thread_ts: str = ""


class _Action(msgspec.Struct):
    """A shortcut's payload, as far as it is needed."""

    type: str
    user: _User
    channel: _Id
    message: _Said
    response_url: str = ""


def proved(delivery: Delivery, keys: tuple[str, ...]) -> bool:
    return signed_slack(delivery.headers, delivery.body, keys, delivery.now)


def read(body: bytes) -> Asked:
    """A command or a shortcut. Raises Unreadable."""
    form = form_of(body)
    if "payload" in form:
        return _shortcut(form["payload"])
    whole_command(form)
    user = form["user_id"]
    return Asked(
        key=f"slack:command/{form['trigger_id']}",
        words=form.get("text", ""),
        sender=Party(name=form.get("user_name", ""), chat=f"slack:{user}"),
        # Others in the channel don't see a command; what answers it is for its writer too.
        source=f"slack:{user}",
        url=form.get("response_url", ""),
    )


def _shortcut(payload: str) -> Asked:
    action = decoded(payload, _Action, "a message shortcut")
    if action.type != "message_action":
        raise Unreadable(f"{action.type!r} is nothing that the desk offers")
    said, channel = action.message, action.channel.id
    writer = said.user or action.user.id
    name = (action.user.username or action.user.name) if writer == action.user.id else ""
    return Asked(
        key=f"slack:{channel}/{said.ts}",
        words=said.text,
        sender=Party(name=name, chat=f"slack:{writer}"),
        source=f"slack:{channel}/{said.thread_ts or said.ts}",
        parent=f"slack:{channel}/{said.thread_ts}" if said.thread_ts and said.thread_ts != said.ts else "",
        url=action.response_url,
        action=True,
        passed_by=Party(name=action.user.username or action.user.name, chat=f"slack:{action.user.id}"),
    )


def answer(text: str) -> dict[str, Any]:
    """For the eyes of who asked alone."""
    return {"response_type": "ephemeral", "text": for_slack(text), "mrkdwn": False}
