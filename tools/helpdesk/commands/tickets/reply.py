"""`helpdesk reply`: an answer that the requester reads."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import AnyWriting, FieldEdit, NewMessage
from helpdesk.commands.terminal.completing import complete_reference, complete_status
from helpdesk.commands.terminal.text import written_text
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.worklist import phase
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Visibility


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("-m", "--message", help="The answer; - reads standard input; without it the editor opens.")
@click.option("--wait", is_flag=True, help="And wait for the requester: the clock pauses.")
@click.option("--status", help="And bring the ticket to this status.", shell_complete=complete_status)
@writes
def reply(desk: Desk, reference: str, message: str | None, wait: bool, status: str | None) -> None:
    """Answer the requester: a public comment, which the next pass sends.

    \b
    Example:
      helpdesk reply 123 -m "Please restart the VPN client." --wait
    """
    if wait and status:
        raise click.UsageError("--wait is a status already: leave --status out")
    person = desk.staff
    record = desk.sound_record(reference)
    if phase(record, desk.rules) is Phase.CLOSED:
        raise moves.refused_move(record, desk.rules, "reply")
    end = _end(desk, record, wait=wait, status=status)
    text = written_text(message, about(record))
    _for_people(record, text)
    writings: list[AnyWriting] = [NewMessage(record.number, text, Visibility.PUBLIC)]
    if end:
        writings.append(FieldEdit(record.number, {"status": end}))
    to = record.ticket.requester.name or record.ticket.requester.email or "the requester"
    said = f"{record.reference}: answered; the next pass tells {to}" + (f"; now {end}" if end else "")
    desk.write(writings, f"{record.reference}: answered by {person.id}", [said], offers(record, desk.rules))


def _end(desk: Desk, record: Record, *, wait: bool, status: str | None) -> str:
    """The status to bring the ticket to, or nothing."""
    if not wait and not status:
        return ""
    if status and status == record.ticket.status:
        return ""
    if wait and phase(record, desk.rules) is Phase.WAITING:
        return ""
    way = moves.waiting_move(record, desk.rules) if wait else moves.move_to_status(record, desk.rules, str(status))
    moves.require(record, desk.rules, way, desk.staff, given=("public_reply",))
    if desk.rules.lifecycles[record.ticket.type].states[way.end].phase is Phase.RESOLVED:
        raise Refused(f"{way.end!r} needs a resolution", f'helpdesk resolve {record.number} --code fixed -m "..."')
    return way.end


def _for_people(record: Record, text: str) -> None:
    """The desk hears `/approve` and `/refuse` in a comment of one's own clone; every other command of messages is a
    verb here, and as a line of an answer the requester would read it."""
    if "/" not in text:
        return
    from helpdesk.decide.spoken.consent import VERBS
    from helpdesk.decide.spoken.reading import read
    from helpdesk.decide.spoken.table import BY_WORD

    line = next((one for one in read(text).lines if one.verb in BY_WORD and one.verb not in VERBS), None)
    if line is None:
        return
    verb = f"helpdesk {BY_WORD[line.verb].name} {record.number}"
    said = f"`/{line.verb}` would go out to the requester: an answer written here gives no commands"
    raise Refused(said, f"if there is a verb for it: {verb}; to say it all the same, put it between backticks")


def about(record: Record) -> str:
    """What the editor shows below the scissors: the ticket, and who said what last."""
    said = [f"{each.comment.by}: {each.text.strip()}" for each in record.conversation[-3:]]
    return "\n\n".join([f"{record.reference}  {record.ticket.title}", record.request.strip(), *said])
