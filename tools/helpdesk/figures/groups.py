"""Groups: what figures can be told apart by, and a table of metrics per group."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import Figure, Metric
from helpdesk.figures.window import Window
from helpdesk.figures.within import Group

Key = Callable[[Facts], Sequence[str]]

GROUPS: dict[str, Key] = {
    "team": lambda one: (one.team,),
    "assignee": lambda one: (one.assignee,),
    "category": lambda one: (one.category,),
    "service": lambda one: (one.service,),
    "type": lambda one: (one.type,),
    "priority": lambda one: (one.priority,),
    "status": lambda one: (one.status,),
    "channel": lambda one: (one.channel,),
    "requester": lambda one: (one.requester,),
    "department": lambda one: (one.department,),
    "location": lambda one: (one.location,),
    "asset": lambda one: one.assets,
    "kind": lambda one: (one.kind,),
    "risk": lambda one: (one.risk,),
    "outcome": lambda one: (one.outcome,),
    "article": lambda one: (one.article,) if one.article else (),
}
# Who did what, and who asked: figures about people are for managers.
ABOUT_PEOPLE = frozenset({"assignee", "requester"})
# What the public may know tickets by.
PUBLIC = frozenset({"category", "type"})


class Line(msgspec.Struct, frozen=True):
    """One group's figures by metric id; `name` is the group's id, empty for tickets without one."""

    name: str
    figures: dict[str, Figure]


def grouped(tickets: Iterable[Facts], by: str) -> dict[str, list[Facts]]:
    """Tickets by the group they are in; one with several assets is in several. KeyError for a group there is not."""
    return grouped_by(tickets, GROUPS[by])


def grouped_by(tickets: Iterable[Facts], key: Key) -> dict[str, list[Facts]]:
    """The same by names of one's own; a ticket is once in each."""
    found: dict[str, list[Facts]] = defaultdict(Group)
    for one in tickets:
        names = key(one)
        for name in names if len(names) == 1 else dict.fromkeys(names):
            found[name].append(one)
    return found


def table(tickets: Iterable[Facts], by: str, metrics: Sequence[Metric], window: Window) -> tuple[Line, ...]:
    """A line a group, the group with the most tickets behind the first metric first. Groups whose figures are all
    empty in the window are left out."""
    return lines_of(grouped(tickets, by), metrics, window)


def lines_of(groups: Mapping[str, Sequence[Facts]], metrics: Sequence[Metric], window: Window) -> tuple[Line, ...]:
    """The lines of groups that are made already."""
    lines = []
    for name, members in groups.items():
        figures = {metric.id: metric.of(members, window) for metric in metrics}
        if any(figure.value for figure in figures.values()):
            lines.append(Line(name, figures))
    first = metrics[0].id
    return tuple(sorted(lines, key=lambda line: (-(line.figures[first].value or 0), line.name)))


def where(tickets: Iterable[Facts], wanted: dict[str, str]) -> list[Facts]:
    """Tickets in all the wanted groups (`{"team": "network"}`). KeyError for a group there is not."""
    keys = [(GROUPS[by], name) for by, name in wanted.items()]
    return [one for one in tickets if all(name in tuple(key(one)) for key, name in keys)]
