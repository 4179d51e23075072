"""`helpdesk refuse`: say no, and why."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets.approve import answer


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("-m", "--message", required=True, help="Why; the requester is told.")
@writes
def refuse(desk: Desk, reference: str, message: str) -> None:
    """Refuse a request or a change that you are asked to approve. It ends there.

    \b
    Example:
      helpdesk refuse 123 -m "There is one in the cupboard."
    """
    if not message.strip():
        raise Refused("a refusal says why", 'helpdesk refuse 123 -m "..."')
    answer(desk, desk.sound_record(reference), "refuse", " ".join(message.split()))
