"""Days on which nothing is changed, and what else happens in a change's window: other changes of the same service, of
what it stands on or carries, and of the same people."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from helpdesk.decide.calendars.zone import desk_zone
from helpdesk.model.asset import Asset
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.approvals import Freeze
from helpdesk.model.ticket import Ticket, Window

# Relations by which trouble travels: what fails below fails above.
CARRYING = frozenset({"depends_on", "runs_on", "installed_on", "part_of"})


def frozen(ticket: Ticket, rules: Rules) -> str:
    """The freeze that a change's window lies in, in words; empty where it lies in none, or its kind goes on."""
    change = ticket.change
    if change is None or change.window is None:
        return ""
    for freeze in rules.approvals.freezes:
        touches = not freeze.services or ticket.service in freeze.services
        if touches and change.kind not in freeze.allow and _overlaps(freeze, change.window, rules):
            return f"its window lies in the freeze {freeze.name!r}, {freeze.first} to {freeze.last}"
    return ""


def _overlaps(freeze: Freeze, window: Window, rules: Rules) -> bool:
    zone = desk_zone(rules)
    start, end = (moment.astimezone(zone).date() for moment in (window.start, window.end))
    return start <= freeze.last and freeze.first <= end


def conflicts(ticket: Ticket, others: Iterable[Record], rules: Rules, assets: Mapping[str, Asset]) -> tuple[str, ...]:
    """What collides with a change's window, a line each, sorted; empty for a change without one."""
    change = ticket.change
    if change is None or change.window is None:
        return ()
    found = {text for text in (frozen(ticket, rules),) if text}
    near = related(ticket.service, assets)
    for record in others:
        other = record.ticket
        if other.id == ticket.id or other.change is None or other.change.window is None:
            continue
        if _meet(change.window, other.change.window):
            found.update(_collisions(ticket, other, near))
    return tuple(sorted(found))


def _collisions(ticket: Ticket, other: Ticket, near: Mapping[str, str]) -> Iterator[str]:
    assert other.change is not None and other.change.window is not None
    when = f"{_text(other.change.window.start)} to {_text(other.change.window.end)}"
    touched = [name for name in (other.service, *other.assets) if name]
    if ticket.service and ticket.service in touched:
        yield f"{other.id} changes {ticket.service} too, {when}"
    for name in touched:
        if name in near and name != ticket.service:
            yield f"{other.id} changes {name}, which {near[name]}, {when}"
    if ticket.assignee and ticket.assignee == other.assignee:
        yield f"{other.id} needs {ticket.assignee} too, {when}"


def related(service: str, assets: Mapping[str, Asset]) -> dict[str, str]:
    """Assets that a service stands on, at whatever depth, and those that stand on it, each with how."""
    below = {name: [r.to for r in asset.relations if r.kind in CARRYING] for name, asset in assets.items()}
    above: dict[str, list[str]] = {}
    for name, carried in below.items():
        for to in carried:
            above.setdefault(to, []).append(name)
    found = dict.fromkeys(_reach(service, above), f"depends on {service}")
    found.update(dict.fromkeys(_reach(service, below), f"{service} depends on"))
    return found


def _reach(start: str, ways: Mapping[str, list[str]]) -> list[str]:
    reached, waiting = list[str](), list(ways.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in reached and name != start:
            reached.append(name)
            waiting.extend(ways.get(name, ()))
    return reached


def _meet(one: Window, other: Window) -> bool:
    return one.start < other.end and other.start < one.end


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
