"""`helpdesk close`: nothing is left to do."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.offers import offers
from helpdesk.model.rules.lifecycle import Phase


@click.command()
@click.argument("references", metavar="TICKET...", nargs=-1, required=True, shell_complete=complete_reference)
@writes
def close(desk: Desk, references: tuple[str, ...]) -> None:
    """Close tickets. The desk itself closes resolved ones after some days of silence.

    \b
    Example:
      helpdesk close 123
    """
    person = desk.staff
    writings, said = [], []
    records = [desk.sound_record(text) for text in references]
    for record in records:
        way = moves.move_to_phase(record, desk.rules, Phase.CLOSED, "close")
        moves.require(record, desk.rules, way, person)
        writings.append(FieldEdit(record.number, {"status": way.end}))
        said.append(f"{record.reference}: {way.end}")
    then = offers(records[-1], desk.rules, now_in=Phase.CLOSED)
    desk.write(writings, f"{', '.join(record.reference for record in records)}: closed by {person.id}", said, then)
