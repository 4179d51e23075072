"""Checks of tickets that wait for their number."""

from collections.abc import Iterator

from helpdesk.check.check import Desk, Fault, Subject, check, missing
from helpdesk.model.snapshot import Dropped


@check("D001", Subject.WAITING)
def uuid_is_its_own(dropped: Dropped, desk: Desk) -> Iterator[Fault]:
    """No two waiting tickets have one UUID: they would become one ticket."""
    paths = desk.drops.get(dropped.item.uuid, ())
    if len(paths) > 1:
        others = ", ".join(path for path in paths if path != dropped.path)
        yield Fault(("uuid",), f"a UUID used twice: {dropped.item.uuid!r}", f"make a new one; {others} has it too")


@check("D002", Subject.WAITING)
def values_exist(dropped: Dropped, desk: Desk) -> Iterator[Fault]:
    """The team, assignee, category, service, priority and assets that a waiting ticket names exist."""
    item, rules = dropped.item, desk.rules
    yield from missing("team", item.team, rules.teams, "team")
    yield from missing("person", item.assignee, rules.people, "assignee")
    yield from missing("category", item.category, rules.categories, "category")
    yield from missing("service", item.service, desk.assets, "service")
    yield from missing("priority", item.priority, rules.priority.levels, "priority")
    for index, asset in enumerate(item.assets):
        yield from missing("asset", asset, desk.assets, "assets", index)
