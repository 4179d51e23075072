"""The doors to the outside world, as the pass sees them. A third party's channel has these and no more."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from helpdesk.model.knowledge import Suggestion
from helpdesk.model.message import Message
from helpdesk.model.notice import Notice, Sent


class Gathered(msgspec.Struct, frozen=True):
    """What an inbox had beyond its cursor, and the cursor after it. Overlap is fine: keys are looked up."""

    messages: tuple[Message, ...]
    position: str = ""


class Inbox(Protocol):
    """A door in. `name` is its key among the cursors ("mail:support")."""

    name: str

    def gather(self, position: str) -> Gathered:
        """Everything from `position` on. Reads only: nothing is moved or deleted before `settle`."""

    def settle(self, messages: Sequence[Message]) -> None:
        """These are safe in the repository now (committed and pushed): move them to done. Safe to repeat."""

    def wait(self, seconds: float) -> bool:
        """Sleep until something may have come or the time is up; True when something may have come."""


class Outlet(Protocol):
    """A door out. `channel` is the notice channel it serves."""

    channel: str

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        """Send each; the answers in the same order. Never raises for one bad recipient."""


# Which articles may answer this text: (text, most wanted) -> best first.
Advisor = Callable[[str, int], tuple[Suggestion, ...]]
