"""Checks of a change against what it changes: what is history stays as it was."""

from collections.abc import Iterator

import msgspec

from helpdesk.check.check import Desk, Fault, Subject, check
from helpdesk.model.asset import Asset
from helpdesk.model.snapshot import Cursors
from helpdesk.model.ticket import Ticket

_RESTORE = "restore it from the base"


class Change(msgspec.Struct, frozen=True):
    """One file as it was and as it is: a Ticket, a timeline's lines, an Asset, Cursors, or the bytes of any other. None
    where it was or is not there, or cannot be read."""

    path: str
    before: object | None
    after: object | None


@check("B001", Subject.CHANGE)
def ledger_only_grows(change: Change, _desk: Desk) -> Iterator[Fault]:
    """The lines of a timeline stay as they are: new ones only come after them."""
    if change.path.endswith("/timeline.yml") and isinstance(change.before, tuple):
        after = change.after if isinstance(change.after, tuple) else ()
        if after[: len(change.before)] != change.before:
            line = next(
                (n for n, (a, b) in enumerate(zip(change.before, after, strict=False), 1) if a != b), len(after) + 1
            )
            yield Fault((), f"line {line} of the timeline is not what it was", _RESTORE, change.path)


@check("B002", Subject.CHANGE)
def comments_are_written_once(change: Change, _desk: Desk) -> Iterator[Fault]:
    """A comment stays as it was written; attachments stay too."""
    below = change.path.split("/")
    if (
        change.path.startswith("tickets/")
        and len(below) == 5
        and below[3] in ("comments", "files")
        and change.before is not None
    ):
        yield Fault(
            (), "changed or removed after it was written", f"{_RESTORE}; say more in a new comment", change.path
        )


@check("B003", Subject.CHANGE)
def what_is_fixed_stays(change: Change, _desk: Desk) -> Iterator[Fault]:
    """The id and the time of opening of a ticket stay as they are."""
    if isinstance(change.before, Ticket) and isinstance(change.after, Ticket):
        for field in ("id", "opened"):
            if getattr(change.before, field) != getattr(change.after, field):
                yield Fault((field,), f"{field} never changes", _RESTORE)


@check("B004", Subject.CHANGE)
def tickets_stay(change: Change, _desk: Desk) -> Iterator[Fault]:
    """A ticket that has a number is not removed."""
    if isinstance(change.before, Ticket) and change.after is None:
        yield Fault((), "a ticket removed", "close it, or use `helpdesk forget` where the law asks for it", change.path)


@check("B005", Subject.CHANGE)
def asset_history_only_grows(change: Change, _desk: Desk) -> Iterator[Fault]:
    """The holders and the events of an asset stay as they are: new ones only come after them."""
    if isinstance(change.before, Asset) and isinstance(change.after, Asset):
        for field in ("holders", "events"):
            before, after = getattr(change.before, field), getattr(change.after, field)
            if after[: len(before)] != before:
                yield Fault((field,), f"{field} that were there have changed", "add new ones at the end")


@check("B006", Subject.CHANGE)
def numbers_never_go_back(change: Change, _desk: Desk) -> Iterator[Fault]:
    """The highest number ever given never goes back."""
    if isinstance(change.before, Cursors):
        after = change.after.highest if isinstance(change.after, Cursors) else 0
        if after < change.before.highest:
            yield Fault(
                (), f"the highest number goes back from {change.before.highest} to {after}", _RESTORE, change.path
            )
