"""`helpdesk list`: the queue, what is late on top."""

from collections.abc import Callable, Iterable

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.identity import find_person
from helpdesk.commands.clone.refusal import unknown
from helpdesk.commands.terminal.completing import complete_person, complete_priority, complete_status, complete_team
from helpdesk.commands.tickets import worklist
from helpdesk.commands.tickets.row import row_of
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase

Wanted = Callable[[Record], bool]


@click.command("list")
@click.option("--mine", is_flag=True, help="Assigned to me.")
@click.option("--assignee", metavar="WHO", help="Assigned to WHO; `me` is you.", shell_complete=complete_person)
@click.option("--unassigned", is_flag=True, help="Nobody's yet.")
@click.option("--team", help="In a team's queue.", shell_complete=complete_team)
@click.option(
    "--status", help="In one status; closed ones are looked through when you name it.", shell_complete=complete_status
)
@click.option("--priority", help="Of one priority.", shell_complete=complete_priority)
@click.option("--late", is_flag=True, help="Past a promise.")
@click.option("--waiting", is_flag=True, help="Waiting for somebody else.")
@click.option("--limit", type=click.IntRange(min=1), default=25, show_default=True, help="Show this many.")
@reads
def list_(desk: Desk, limit: int, **filters: str | bool | None) -> None:
    """List open tickets: late ones first, then by what is due next.

    \b
    Example:
      helpdesk list --mine
      helpdesk list --team network --late
    """
    wanted = list(_filters(desk, filters))
    found = [record for record in _pool(desk, filters) if all(want(record) for want in wanted)]
    found.sort(key=lambda record: worklist.place(record, desk.rules, desk.now))
    if desk.as_json:
        desk.answer({"tickets": [row_of(record, desk.now) for record in found[:limit]], "total": len(found)}, ())
        return
    _print(desk, found, limit, any(filters.values()))


def _pool(desk: Desk, filters: dict[str, str | bool | None]) -> Iterable[Record]:
    """Open tickets; all of them only where a closed status is asked for by name."""
    status = filters["status"]
    ways = desk.rules.lifecycles.values()
    if status and any(status in way.states and way.states[str(status)].phase is Phase.CLOSED for way in ways):
        return desk.snapshot.all_tickets()
    return desk.snapshot.open_tickets()


def _filters(desk: Desk, filters: dict[str, str | bool | None]) -> Iterable[Wanted]:
    rules = desk.rules
    if who := filters["assignee"] or ("me" if filters["mine"] else ""):
        person = _person(desk, str(who))
        yield lambda record: record.ticket.assignee == person
    if team := filters["team"]:
        if team not in rules.teams:
            raise unknown("team", str(team), rules.teams)
        yield lambda record: record.ticket.team == team
    if status := filters["status"]:
        states = {name for way in rules.lifecycles.values() for name in way.states}
        if status not in states:
            raise unknown("status", str(status), states)
        yield lambda record: record.ticket.status == status
    if priority := filters["priority"]:
        if priority not in rules.priority.levels:
            raise unknown("priority", str(priority), rules.priority.levels)
        yield lambda record: record.ticket.priority == priority
    if filters["unassigned"]:
        yield lambda record: not record.ticket.assignee
    if filters["late"]:
        yield lambda record: worklist.urgency(record, desk.now).late
    if filters["waiting"]:
        yield lambda record: worklist.phase(record, rules) is Phase.WAITING


def _person(desk: Desk, who: str) -> str:
    if who == "me":
        return desk.me.id
    person = find_person(who, desk.rules)
    if person is None:
        raise unknown("person", who, desk.rules.people)
    return person.id


def _print(desk: Desk, found: list[Record], limit: int, filtered: bool) -> None:
    from helpdesk.commands.terminal import paint

    if not found:
        click.echo("no open ticket fits" if filtered else "no open tickets: all done")
        return
    paint.ticket_table(found[:limit], desk.now)
    late = sum(worklist.urgency(record, desk.now).late for record in found)
    parts = [f"{len(found)} tickets" if len(found) != 1 else "1 ticket", f"{late} late" if late else ""]
    parts += [f"the first {limit} shown; --limit {len(found)} shows all" if len(found) > limit else ""]
    click.echo("  ·  ".join(filter(None, [*parts, f"next: helpdesk show {found[0].number}"])))
