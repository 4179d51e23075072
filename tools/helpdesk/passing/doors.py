"""The doors of one pass: where messages come in and notices go out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpdesk.model.ports import Inbox, Mirror, Outlet
from helpdesk.model.question import Predictor, nobody
from helpdesk.model.snapshot import Snapshot

if TYPE_CHECKING:
    from helpdesk.decide.notifying.unlisted import PageKey


def rules_alone(snapshot: Snapshot) -> Predictor:  # noqa: ARG001
    """Nothing learned, nobody asked."""
    return nobody


@dataclass(frozen=True)
class Doors:
    """`reply_keys` make and prove the desk's reply addresses: the first signs, all of them are believed. `predictor`
    answers what the rules leave open, from what a snapshot's tickets teach or from outside. `page_keys` make the
    addresses of requesters' own pages."""

    inboxes: tuple[Inbox, ...] = ()
    outlets: Mapping[str, Outlet] = field(default_factory=dict)
    reply_keys: tuple[bytes, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    predictor: Callable[[Snapshot], Predictor] = rules_alone
    page_keys: "tuple[PageKey, ...]" = ()
