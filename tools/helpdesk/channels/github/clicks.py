"""What was clicked in an issue's sidebar, in the words of a command."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import msgspec

from helpdesk.channels.github.wire import Event

# Labels are `<prefix><kind>/<value>`: `status/waiting`, `priority/P1`, `category/network/vpn`.
KINDS = ("status", "priority", "category")
_INSTEAD = {"unlabeled": "labeled", "unassigned": "assigned"}
_AT_ONCE = timedelta(minutes=1)


class Names(msgspec.Struct, frozen=True):
    """`handle` is who a numeric GitHub id is at this desk, empty for a stranger; `prefix` begins our labels."""

    handle: Callable[[int], str]
    prefix: str = ""


def label(prefix: str, kind: str, value: str) -> str:
    """A label of ours, as long as GitHub lets one be (50 characters)."""
    return f"{prefix}{kind}/{value}"[:50]


def managed(name: str, prefix: str) -> bool:
    """Whether a label is ours to set and to take away."""
    return any(name.startswith(f"{prefix}{kind}/") for kind in KINDS)


def command_of(event: Event, names: Names) -> str:
    """The command a click stands for; empty where it stands for none."""
    match event.event:
        case "labeled" if event.label is not None:
            return _labeled(event.label.name, names.prefix)
        case "assigned" if event.assignee is not None:
            handle = names.handle(event.assignee.id)
            taken = event.by is not None and event.by.id == event.assignee.id
            return "/take" if handle and taken else f"/assign {handle}" if handle else ""
        case "unlabeled" if event.label is not None:
            return _labeled(event.label.name, names.prefix, taken_away=True)
        case "unassigned" if event.assignee is not None:
            handle = names.handle(event.assignee.id)
            return f"/unassign {handle}" if handle else ""
        case "closed":
            return "/close"
        case "reopened":
            return "/reopen"
        case _:
            return ""


def replaced(event: Event, others: Iterable[Event]) -> bool:
    """Whether what somebody took away made room for what they set in the same minute: that is one command."""
    if event.event not in _INSTEAD:
        return False
    return any(
        other.event == _INSTEAD[event.event]
        and other.by == event.by
        and other.issue == event.issue
        and abs(other.created_at - event.created_at) <= _AT_ONCE
        and _kind(other) == _kind(event)
        for other in others
    )


def _kind(event: Event) -> str:
    """What is set: `priority/` of `priority/P1`."""
    return event.label.name.partition("/")[0] if event.label is not None else ""


def _labeled(name: str, prefix: str, *, taken_away: bool = False) -> str:
    # A ticket always has a status: where its label is taken away, the desk puts it back.
    for kind in KINDS[1:] if taken_away else KINDS:
        begin = f"{prefix}{kind}/"
        if name.startswith(begin) and len(name) > len(begin):
            value = name.removeprefix(begin)
            return f"/{kind} {'-' * taken_away}{value}" if value.isprintable() and " " not in value else ""
    return ""
