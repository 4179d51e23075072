"""What was clicked in an issue's sidebar, in the words of a command."""

from collections.abc import Callable

import msgspec

from helpdesk.channels.github.wire import Event

# Labels are `<prefix><kind>/<value>`: `status/waiting`, `priority/P1`, `category/network/vpn`.
KINDS = ("status", "priority", "category")


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
        case "closed":
            return "/close"
        case "reopened":
            return "/reopen"
        case _:
            return ""


def _labeled(name: str, prefix: str) -> str:
    for kind in KINDS:
        begin = f"{prefix}{kind}/"
        if name.startswith(begin) and len(name) > len(begin):
            value = name.removeprefix(begin)
            return f"/{kind} {value}" if value.isprintable() and " " not in value else ""
    return ""
