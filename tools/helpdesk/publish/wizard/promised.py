"""When somebody answers who asks now: the desk's service level for an item, as a table that a page can read.

A due time as a function of the moment of asking is made of straight pieces: while the desk is open it moves with the
moment, while it is closed it stands still. So a few pieces say exactly what the desk will promise in the next days.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.decide.calendars.hours import Hours
from helpdesk.decide.classifying.facts import facts_of
from helpdesk.decide.classifying.priority import priority
from helpdesk.decide.directory import Directory
from helpdesk.decide.promising.service_level import service_level, terms
from helpdesk.model.moment import Duration
from helpdesk.model.rules import Rules
from helpdesk.model.rules.catalog import Item
from helpdesk.model.ticket import Level, Ticket, TicketType
from helpdesk.model.timeline import Target
from helpdesk.publish.phrasing import zone

AHEAD, STEP = timedelta(days=8), timedelta(minutes=15)
Piece = tuple[int, int, int]
"""From this moment on (Unix seconds) the due time is that, and moves with the moment (1) or stands still (0)."""


class Promise(msgspec.Struct, frozen=True):
    """What is promised of one target: `span` business time of the calendar `hours`. `id` names its table."""

    span: Duration
    hours: str
    id: str


class Promises:
    """What the desk promises for items, and the tables of all that was asked for."""

    def __init__(self, rules: Rules, now: datetime) -> None:
        self._rules = rules
        self._directory = Directory(rules.people.values())
        self._now = now
        midnight = now.astimezone(zone(rules.desk.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
        self.start = midnight.astimezone(ZoneInfo("UTC"))
        self.tables: dict[str, list[Piece]] = {}

    def of(self, item: Item | None, target: Target) -> Promise | None:
        """None where nothing is promised. Without an item: for something that does not work, of middling weight."""
        ticket = self._as_asked(item)
        facts = facts_of(ticket, "", self._directory, self._now, lambda _calendar, _moment: True)
        agreed = terms(service_level(facts, self._rules), ticket, target, facts, self._rules)
        if agreed is None:
            return None
        name = f"{agreed.span.days}d{agreed.span.seconds}-{agreed.hours.id}"
        if name not in self.tables:
            self.tables[name] = pieces(agreed.hours, agreed.span, self.start)
        return Promise(agreed.span, agreed.hours.id, name)

    def _as_asked(self, item: Item | None) -> Ticket:
        middling, _ = priority(self._rules.priority, Level.MEDIUM, Level.MEDIUM)
        return Ticket(
            id="",
            type=item.type if item else TicketType.INCIDENT,
            title=item.name if item else "",
            status="new",
            category=item.category if item else "",
            service=item.service if item else "",
            team=(item.team if item else "") or self._rules.desk.default_team,
            priority=(item.priority if item else "") or middling,
            channel="web",
            opened=self._now,
        )


def pieces(hours: Hours, span: Duration, start: datetime) -> list[Piece]:
    """The due times of eight days from `start`, by quarters of an hour, in as few pieces as say the same."""
    return list(_pieces(hours, span, start))


@lru_cache(maxsize=64)
def _pieces(hours: Hours, span: Duration, start: datetime) -> tuple[Piece, ...]:
    found: list[Piece] = []
    moments = [start + STEP * step for step in range(AHEAD // STEP + 1)]
    dues = [hours.after(moment, span) for moment in moments]
    for moment, due, later in zip(moments, dues, dues[1:], strict=False):
        at, to, moves = int(moment.timestamp()), int(due.timestamp()), int(later - due == STEP)
        if found:
            first, first_due, slope = found[-1]
            if slope == moves and first_due + (at - first) * slope == to:
                continue
        found.append((at, to, moves))
    return (*found, (int(moments[-1].timestamp()), 0, 0))
