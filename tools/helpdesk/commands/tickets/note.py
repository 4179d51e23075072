"""`helpdesk note`: words that stay among staff."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.writing import NewMessage
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.terminal.text import written_text
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.reply import about
from helpdesk.model.ticket import Visibility


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("-m", "--message", help="The note; - reads standard input; without it the editor opens.")
@writes
def note(desk: Desk, reference: str, message: str | None) -> None:
    """Write an internal note: staff read it, the requester never.

    \b
    Example:
      helpdesk note 123 -m "Third time this week; see the switch in room 4."
    """
    person = desk.staff
    record = desk.sound_record(reference)
    text = written_text(message, about(record))
    writing = NewMessage(record.number, text, Visibility.INTERNAL)
    said = f"{record.reference}: noted, for staff only"
    desk.write([writing], f"{record.reference}: note by {person.id}", [said], offers(record, desk.rules))
