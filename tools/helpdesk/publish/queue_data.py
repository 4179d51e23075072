"""A queue as data: column by column, with every name that comes again said once. Five thousand tickets are 600 KB."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import msgspec

from helpdesk.publish.staff_ticket import Row

Value = TypeVar("Value", bound=Hashable)
STANDS = ("none", "due", "late", "paused")


class Words(msgspec.Struct, frozen=True):
    """What the columns of the same names count into: texts, or an id (for a status its phase) and what people call it;
    a priority's rank stands behind it, 0 the most urgent."""

    type: tuple[str, ...]
    category: tuple[str, ...]
    requester: tuple[str, ...]
    status: tuple[tuple[str, str], ...]
    priority: tuple[tuple[str, int], ...]
    team: tuple[tuple[str, str], ...]
    assignee: tuple[tuple[str, str], ...]


class Columns(msgspec.Struct, frozen=True):
    """One value a ticket in each, all in the queue's order. Times are seconds since 1970; `stands` counts into none,
    due, late, paused; `due` is 0 where no promise is open. A ticket's page is
    `tickets/<number // 1000, three digits or more>/<reference>.html`."""

    reference: tuple[str, ...]
    heading: tuple[str, ...]
    type: tuple[int, ...]
    category: tuple[int, ...]
    requester: tuple[int, ...]
    status: tuple[int, ...]
    priority: tuple[int, ...]
    team: tuple[int, ...]
    assignee: tuple[int, ...]
    opened: tuple[int, ...]
    changed: tuple[int, ...]
    stands: tuple[int, ...]
    due: tuple[int, ...]


class QueueData(msgspec.Struct, frozen=True):
    """`kind` is desk, view, team or person."""

    name: str
    kind: str
    words: Words
    tickets: Columns


def queue_data(name: str, kind: str, rows: Sequence[Row]) -> QueueData:
    """The data of a queue of these rows."""
    types, type_column = _counted(rows, lambda row: row.type)
    categories, category_column = _counted(rows, lambda row: row.category)
    requesters, requester_column = _counted(rows, lambda row: row.requester)
    statuses, status_column = _counted(rows, lambda row: (row.phase, row.status))
    priorities, priority_column = _counted(rows, lambda row: (row.priority, row.rank))
    teams, team_column = _counted(rows, lambda row: (row.team, row.team_name))
    people, assignee_column = _counted(rows, lambda row: (row.assignee, row.assignee_name))
    return QueueData(
        name,
        kind,
        Words(types, categories, requesters, statuses, priorities, teams, people),
        Columns(
            reference=tuple(row.reference for row in rows),
            heading=tuple(row.heading for row in rows),
            type=type_column,
            category=category_column,
            requester=requester_column,
            status=status_column,
            priority=priority_column,
            team=team_column,
            assignee=assignee_column,
            opened=tuple(int(row.opened.timestamp()) for row in rows),
            changed=tuple(int(row.changed.timestamp()) for row in rows),
            stands=tuple(STANDS.index(row.clock.stands) if row.clock else 0 for row in rows),
            due=tuple(int(row.clock.due.timestamp()) if row.clock else 0 for row in rows),
        ),
    )


def _counted(rows: Iterable[Row], of: Callable[[Row], Value]) -> tuple[tuple[Value, ...], tuple[int, ...]]:
    """Each value once, in the order in which it comes first, and for each row which one it has."""
    places: dict[Value, int] = {}
    column = tuple(places.setdefault(of(row), len(places)) for row in rows)
    return tuple(places), column
