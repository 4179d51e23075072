"""What a kind of monitor is: how its requests are recognised, and how they are read."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from helpdesk.channels.alerts.payload import Node
from helpdesk.model.alert import Alert

# Names in lower case.
Headers = Mapping[str, str]
# An alert and the part of the payload that is about it alone.
Found = Iterable[tuple[Alert, Node]]


class Kind(msgspec.Struct, frozen=True):
    """`fits` looks at the shape of the body and the headers; `read` yields alerts, or raises `Unreadable` or
    `Quiet`."""

    name: str
    fits: Callable[[Node, Headers], bool]
    read: Callable[[Node, Headers], Found]
