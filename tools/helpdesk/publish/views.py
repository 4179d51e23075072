"""Which of the desk's own views an open ticket belongs to, and the orders a queue can be read in."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from helpdesk.decide.calendars.hours import hours_of
from helpdesk.decide.classifying.conditions import asks_the_time, judge
from helpdesk.decide.classifying.facts import facts_of
from helpdesk.decide.directory import Directory
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.alerts import elapsed
from helpdesk.model.rules.views import Order, View
from helpdesk.publish.staff_ticket import Row


class Views:
    """The views of one commit's rules at one moment."""

    def __init__(self, rules: Rules, now: datetime) -> None:
        self._rules, self._now = rules, now
        self._directory = Directory(rules.people.values()) if rules.views else None

    @property
    def ask_the_time(self) -> bool:
        """Whether a view shows a ticket at one time of the day and not at another."""
        return any(asks_the_time(view.when) for view in self._rules.views)

    def turns(self, row: Row) -> Iterator[datetime]:
        """When a view begins to show an open ticket on which nothing happens."""
        moments = (row.changed + elapsed(view.untouched) for view in self._rules.views if view.untouched)
        return (moment for moment in moments if moment > self._now)

    def of(self, record: Record, row: Row) -> tuple[str, ...]:
        """The ids of the views that show this open ticket."""
        if self._directory is None:
            return ()
        facts = facts_of(record.ticket, record.request, self._directory, self._now, self._open_at)
        return tuple(
            view.id for view in self._rules.views if self._asks_for(view, row) and judge(view.when, facts).holds
        )

    def _asks_for(self, view: View, row: Row) -> bool:
        if view.late is not None and view.late is not row.late:
            return False
        if view.unassigned is not None and view.unassigned is bool(row.assignee):
            return False
        return not view.untouched or self._now - row.changed >= elapsed(view.untouched)

    def _open_at(self, calendar: str, moment: datetime) -> bool:
        return calendar in self._rules.calendars and hours_of(self._rules, calendar).is_open(moment)


def in_order(rows: Sequence[Row], order: Order) -> tuple[Row, ...]:
    """Rows as `order` has them; what is alike stays in the queue's own order: late first, then what is due next."""
    key = _KEYS.get(order.lstrip("-"))
    return tuple(rows) if key is None else tuple(sorted(rows, key=key, reverse=order.startswith("-")))


_KEYS: dict[str, Callable[[Row], str | int | datetime]] = {
    "priority": lambda row: row.rank,
    "opened": lambda row: row.opened,
    "changed": lambda row: row.changed,
    "reference": lambda row: row.reference,
    "ticket": lambda row: row.heading.casefold(),
    "status": lambda row: row.status.casefold(),
    "assignee": lambda row: row.assignee_name.casefold(),
}
