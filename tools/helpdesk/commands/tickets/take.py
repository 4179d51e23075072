"""`helpdesk take`: this ticket is mine."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.worklist import phase
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Json


@click.command()
@click.argument("references", metavar="TICKET...", nargs=-1, required=True, shell_complete=complete_reference)
@writes
def take(desk: Desk, references: tuple[str, ...]) -> None:
    """Assign tickets to yourself; a new one starts.

    \b
    Example:
      helpdesk take 12 13
    """
    me = desk.staff
    records = list({record.number: record for record in map(desk.sound_record, references)}.values())
    writings = [FieldEdit(record.number, _edits(record, desk.rules, me.id)) for record in records]
    said = [_said(record, me.id) for record in records]
    subject = f"{', '.join(record.reference for record in records)}: taken by {me.id}"
    last = records[-1]
    then = offers(last, desk.rules, now_in=Phase.ACTIVE, assigned=True)
    desk.write(writings, subject, said, then)


def _edits(record: Record, rules: Rules, me: str) -> dict[str, Json]:
    stands = phase(record, rules)
    if stands in (Phase.RESOLVED, Phase.CLOSED):
        raise moves.refused_move(record, rules, "take")
    edits: dict[str, Json] = {} if record.ticket.assignee == me else {"assignee": me}
    if stands is Phase.NEW:
        edits |= started(record, rules)
    if not edits:
        raise Refused(f"{record.reference} is yours already", f"helpdesk reply {record.number}")
    return edits


def started(record: Record, rules: Rules) -> dict[str, Json]:
    """The status of work begun, where the lifecycle leads there from a new ticket; else nothing."""
    states = moves.lifecycle_of(record, rules).states
    for way in moves.legal(record, rules):
        if way.end in states and states[way.end].phase is Phase.ACTIVE and set(way.needs) <= {"assignee"}:
            return {"status": way.end}
    return {}


def _said(record: Record, me: str) -> str:
    before = record.ticket.assignee
    if before == me:
        return f"{record.reference}: started"
    return f"{record.reference} is now {me}'s" + (f" (was {before}'s)" if before else "")
