"""Tickets like the one at hand, and what that means: solved before, reported twice, part of something known."""

import msgspec

from helpdesk.commands.clone.desk import Desk
from helpdesk.learn.similar import Similar, similar_tickets
from helpdesk.model.marks import KNOWN_ERROR, MAJOR, marks
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import phase_of

_LOOKED_AT = 30
_LIKELY = 0.6
_SHOWN = 3


class Likeness(msgspec.Struct, frozen=True):
    """`kind` is "solved", "duplicate", "known error" or "major"; `how` the resolution or the workaround."""

    reference: str
    title: str
    kind: str
    chance: float
    words: tuple[str, ...]
    how: str = ""

    @property
    def likely(self) -> str:
        """The chance as a word: it is not calibrated, so no percentage is said."""
        return "likely" if self.chance >= _LIKELY else "maybe"

    def line(self) -> str:
        """`HD-000012  likely  solved  VPN drops  (vpn, drops): Reset the profile.`"""
        how = f": {self.how}" if self.how else ""
        return f"{self.reference}  {self.likely}  {self.kind}  {self.title}  ({', '.join(self.words)}){how}"


def likenesses(desk: Desk, title: str, text: str, besides: tuple[int, ...], most: int) -> list[Likeness]:
    """Up to `most` tickets like this text, none below the desk's own threshold; known errors and major incidents first,
    of the rest the likeliest."""
    threshold = desk.rules.desk.learning.suggest
    found = []
    for each in similar_tickets(desk.handle.search_index(), title, text, _LOOKED_AT, besides):
        record = desk.snapshot.ticket(each.number)
        if record is not None and each.chance >= threshold:
            found.append(_likeness(desk, record, each))
    known = ("major", "known error")
    ordered = sorted((one for one in found if one), key=lambda one: (one.kind not in known, -one.chance))
    return ordered[:most]


def like_it(desk: Desk, record: Record) -> list[Likeness]:
    """The few tickets to look at before one works on this one."""
    return likenesses(desk, record.ticket.title, record.request, (record.number,), _SHOWN)


def _likeness(desk: Desk, record: Record, similar: Similar) -> Likeness | None:
    ticket = record.ticket
    borne = set(marks(record))
    kind, how = "duplicate", ""
    if phase_of(ticket, desk.rules) in (Phase.RESOLVED, Phase.CLOSED):
        if ticket.resolution is None or not ticket.resolution.summary:
            return None
        kind, how = "solved", ticket.resolution.summary
    elif MAJOR in borne:
        kind = "major"
    elif KNOWN_ERROR in borne and ticket.problem:
        kind, how = "known error", ticket.problem.workaround
    return Likeness(record.reference, ticket.title, kind, similar.chance, similar.words, how)
