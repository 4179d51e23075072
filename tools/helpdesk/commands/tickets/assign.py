"""`helpdesk assign`: this ticket is somebody's, or another team's."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.identity import find_person
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_person, complete_reference, complete_team
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.fields import known_name, person_id
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.worklist import phase, teams_of
from helpdesk.model.ids import typed_reference
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.people import Person, Role
from helpdesk.model.timeline import Json


@click.command()
@click.argument("references", metavar="TICKET... WHO", nargs=-1, required=True, shell_complete=complete_reference)
@click.option("--to", metavar="WHO", help="Whom, when named apart from the tickets.", shell_complete=complete_person)
@click.option("--team", help="The team it moves to.", shell_complete=complete_team)
@writes
def assign(desk: Desk, references: tuple[str, ...], to: str | None, team: str | None) -> None:
    """Give tickets to somebody; warns when they are away, full, or lack a skill.

    \b
    Example:
      helpdesk assign 123 kim
      helpdesk assign 123 124 --team network
    """
    if to is None and team is None:
        if len(references) < 2:
            raise click.UsageError("say whom: helpdesk assign 123 kim, or --team network")
        *tickets, to = references
        if find_person(to, desk.rules) is None and typed_reference(to, desk.rules.desk.prefix):
            raise click.UsageError(f"{to} is a ticket; say whom: helpdesk assign {' '.join(references)} WHO")
    else:
        tickets = list(references)
    records = [desk.sound_record(text) for text in tickets]
    edits = _edits(desk, to, team)
    for record in records:
        if phase(record, desk.rules) is Phase.CLOSED:
            raise moves.refused_move(record, desk.rules, "assign")
    warnings = [line for record in records for line in _warnings(desk, record, edits)]
    target = " / ".join(str(value) for value in edits.values() if value)
    writings = [FieldEdit(record.number, _with_team(record, edits, desk.rules)) for record in records]
    subject = f"{', '.join(record.reference for record in records)}: assigned to {target}"
    said = [
        *(f"{record.reference} is now {target}'s" for record in records),
        *(f"warning: {line}" for line in warnings),
    ]
    desk.write(writings, subject, said, offers(records[-1], desk.rules, assigned=True), {"warnings": warnings})


def _edits(desk: Desk, to: str | None, team: str | None) -> dict[str, Json]:
    edits: dict[str, Json] = {}
    if team:
        edits["team"] = known_name("team", team, desk.rules.teams)
        edits["assignee"] = None
    if to:
        handle = desk.staff.id if to == "me" else person_id(to, desk.rules)
        if desk.rules.people[handle].role is Role.REQUESTER:
            raise Refused(f"{handle} is a requester", "tickets are assigned to staff")
        edits["assignee"] = handle
    return edits


def _with_team(record: Record, edits: dict[str, Json], rules: Rules) -> dict[str, Json]:
    """A ticket of no team goes to the one team of its new owner."""
    teams = teams_of(edits.get("assignee") or "", rules)
    if "team" in edits or record.ticket.team or len(teams) != 1:
        return edits
    return {"team": next(iter(teams)), **edits}


def _warnings(desk: Desk, record: Record, edits: dict[str, Json]) -> Iterable[str]:
    if not (who := edits.get("assignee")):
        return
    person = desk.rules.people[who]
    yield from away(person, desk.rules, desk.now)
    load = desk.snapshot.load_of([who]).get(who, 0.0)
    if load >= person.capacity:
        yield f"{who} has {load:g} tickets already, for a capacity of {person.capacity}"
    category = desk.rules.categories.get(record.ticket.category)
    lacking = [skill for skill in (category.skills if category else ()) if skill not in person.skills]
    if lacking:
        yield f"{who} lacks {', '.join(lacking)}, which {record.ticket.category} needs"
    team = desk.rules.teams.get(edits.get("team") or record.ticket.team)
    if team and who not in team.members and who != team.lead:
        yield f"{who} is not in the team {team.id}"


def away(person: Person, rules: Rules, now: datetime) -> Iterable[str]:
    """`kim is away until 2026-03-09 (holiday)`, by the date on the desk's wall clock."""
    try:
        today = now.astimezone(ZoneInfo(rules.desk.timezone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        today = now.date()
    for absence in person.away:
        if absence.first <= today <= absence.last:
            yield f"{person.id} is away until {absence.last}" + (f" ({absence.why})" if absence.why else "")
