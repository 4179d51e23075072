"""`helpdesk rate`: how content the requester was, when they say so to a person."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewMessage
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets.worklist import phase
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Visibility


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.argument("score", type=click.IntRange(1, 5))
@click.option("-m", "--message", default="", help="What they said besides; only staff read it.")
@writes
def rate(desk: Desk, reference: str, score: int, message: str) -> None:
    """Take down how content the requester was: 1 (bad) to 5 (very good). By mail they answer themselves.

    \b
    Example:
      helpdesk rate 123 4 -m "Quick, but nobody told her it was done."
    """
    person = desk.staff
    record = desk.sound_record(reference)
    if phase(record, desk.rules) not in (Phase.RESOLVED, Phase.CLOSED):
        raise Refused(f"{record.reference} has not ended yet", f"helpdesk resolve {record.number} comes first")
    writing = NewMessage(record.number, message.strip() or "(no words)", Visibility.INTERNAL, via="phone", rating=score)
    said = f"{record.reference}: rated {score} of 5"
    desk.write([writing], f"{record.reference}: rated {score} by telephone, {person.id}", [said], "helpdesk next")
