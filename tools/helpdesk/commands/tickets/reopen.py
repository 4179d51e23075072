"""`helpdesk reopen`: it was not done after all."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.writing import AnyWriting, FieldEdit, NewMessage
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.worklist import phase
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Visibility


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("-m", "--message", help="Why, as an internal note.")
@writes
def reopen(desk: Desk, reference: str, message: str | None) -> None:
    """Open a resolved or closed ticket again; its clock runs on.

    \b
    Example:
      helpdesk reopen 123 -m "It broke again this morning."
    """
    person = desk.staff
    record = desk.sound_record(reference)
    if phase(record, desk.rules) not in (Phase.RESOLVED, Phase.CLOSED):
        raise moves.refused_move(record, desk.rules, "reopen")
    way = moves.move_to_phase(record, desk.rules, Phase.ACTIVE, "reopen")
    moves.require(record, desk.rules, way, person)
    writings: list[AnyWriting] = [FieldEdit(record.number, {"status": way.end})]
    if message and message.strip():
        writings.append(NewMessage(record.number, message.strip(), Visibility.INTERNAL))
    said = f"{record.reference}: {way.end} again"
    desk.write(writings, said, [said], offers(record, desk.rules, now_in=Phase.ACTIVE))
