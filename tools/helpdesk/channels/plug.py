"""Channels that others write: an entry point of the group `helpdesk.channels`, named as their addresses begin.

    [project.entry-points."helpdesk.channels"]
    notes = "helpdesk_notes:open"

makes `notes:ANYTHING` an address. The entry point is the first of five functions, `open(address, desk)`; what it
returns has the other four: `gather`, `settle`, `wait` and `send`. `helpdesk.channels.contract` says what they promise.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from helpdesk.model.ports import Inbox, Outlet
from helpdesk.model.rules.desk import Desk

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

GROUP = "helpdesk.channels"


@runtime_checkable
class Channel(Inbox, Outlet, Protocol):
    """A door in and out. `name` is its key among the cursors, `channel` what its messages and notices bear."""


Open = Callable[[str, Desk], Channel]


def kinds() -> tuple[str, ...]:
    """The kinds of address that installed packages bring."""
    return tuple(sorted({entry.name for entry in _installed()}))


def _installed() -> "EntryPoints":
    from importlib.metadata import entry_points  # its import costs a tenth of a pass; most desks plug nothing in

    return entry_points(group=GROUP)


def plugged(address: str, desk: Desk) -> Channel | None:
    """The channel at `address`, of whichever package brings its kind; None where none does. Raises ValueError where one
    does and it cannot be opened."""
    kind = address.partition(":")[0]
    found = next(iter(_installed().select(name=kind)), None)
    if found is None:
        return None
    package = found.dist.name if found.dist else found.value
    try:
        opener: Open = found.load()
    except Exception as problem:
        raise ValueError(f"the channel {kind!r} of {package} cannot be loaded: {problem}") from problem
    try:
        channel = opener(address, desk)
    except ValueError:
        raise
    except Exception as problem:
        raise ValueError(f"the channel {kind!r} of {package} cannot be opened: {problem}") from problem
    missing = [name for name in ("name", "channel", "gather", "settle", "wait", "send") if not hasattr(channel, name)]
    if missing:
        raise ValueError(f"the channel {kind!r} of {package} lacks {', '.join(missing)}")
    return channel
