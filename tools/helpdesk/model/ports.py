"""The doors to the outside world, as the pass sees them. A third party's channel has these and no more."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Protocol, runtime_checkable

import msgspec

from helpdesk.model.knowledge import Suggestion
from helpdesk.model.message import Message
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.plan import Plan
from helpdesk.model.snapshot import Snapshot


class Gathered(msgspec.Struct, frozen=True):
    """What an inbox had beyond its cursor, and the cursor after it. Overlap is fine: keys are looked up.

    An inbox with a long backlog hands out a part, oldest first, and says that there is `more`: it is asked again
    once that part is settled."""

    messages: tuple[Message, ...]
    position: str = ""
    more: bool = False


class Inbox(Protocol):
    """A door in. `name` is its key among the cursors ("mail:support")."""

    name: str

    def gather(self, position: str) -> Gathered:
        """What is there from `position` on. Reads only: nothing is moved or deleted before `settle`. Raises
        ConnectionError where the door can't be opened now; the other doors are read all the same."""

    def settle(self, messages: Sequence[Message]) -> None:
        """These are safe in the repository now (committed and pushed): move them to done. Safe to repeat. What was
        taken in without its content has a defect that begins with `withheld: `. Raises ConnectionError where the door
        can't be reached: what was not moved comes again and is known by its key."""

    def wait(self, seconds: float) -> bool:
        """Sleep until something may have come or the time is up; True when something may have come."""


@runtime_checkable
class Outlet(Protocol):
    """A door out. `channel` is the notice channel it serves."""

    channel: str

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        """Send each; the answers in the same order. Never raises for one bad recipient."""


class Mirror(Protocol):
    """A place that shows how tickets stand. It is brought up to date after a pass, whatever that pass did."""

    def due(self, commit: str) -> bool:
        """Whether anything may have to be shown at this commit. Cheap: it asks nobody."""

    def reflect(self, snapshot: Snapshot) -> list[str]:
        """Make it show this. What could not be shown is said in words, and tried again by the next pass."""


class Landing(StrEnum):
    """How carrying out a plan ended."""

    LANDED = "landed"
    LOST_RACE = "lost race"  # somebody pushed first: throw the plan away, read again, decide again
    REFUSED = "refused"  # the remote said no for good: too large, a policy, a hook
    UNREACHABLE = "unreachable"  # the remote did not answer
    STUCK = "stuck"  # a disk, here or there, takes nothing just now: no message is to blame


class Landed(msgspec.Struct, frozen=True):
    """`commit` is the new tip where it landed, `why` what git said where it did not."""

    landing: Landing
    commit: str = ""
    why: str = ""


class Store(Protocol):
    """Where a desk is kept, as the pass sees it. `clone` names this clone on this machine, and nothing about either."""

    @property
    def clone(self) -> str: ...

    def snapshot(self) -> Snapshot:
        """The newest state there is. Raises ConnectionError when the remote cannot be asked."""

    def carry_out(self, plan: Plan) -> Landed:
        """All of the plan or nothing, on the commit it was decided on and no other."""

    def locked(self, *, writes: bool = True, early: bool = False) -> AbstractContextManager[None]:
        """One decision at a time on this machine, and turns taken with other writers by whoever `writes`: from the
        snapshot on, or, for who reads `early`, not before there is a plan to carry out. Raises TimeoutError that names
        who holds the lock."""

    def crowded(self) -> bool:
        """Whether other writers were seen to wait for their turn, or to go first: a short turn is good manners then."""


# Which articles may answer this text: (text, most wanted) -> best first.
Advisor = Callable[[str, int], tuple[Suggestion, ...]]
