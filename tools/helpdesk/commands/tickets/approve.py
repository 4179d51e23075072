"""`helpdesk approve`: say yes to exactly what stands there."""

from collections.abc import Iterator

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, plain_fields, writes
from helpdesk.commands.clone.identity import find_author
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewMessage
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.decide.approvals.approval import approval_of
from helpdesk.model.approval import Approval, approved_parts
from helpdesk.model.record import Record
from helpdesk.model.rules.people import Person
from helpdesk.model.ticket import Ticket, Visibility


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("-m", "--message", default="", help="A word to go with it, for staff.")
@writes
def approve(desk: Desk, reference: str, message: str) -> None:
    """Approve a request or a change, as it reads in this clone. If it has changed meanwhile, your word does not count.

    \b
    Example:
      helpdesk approve 123 -m "Fine, but not on a Friday."
    """
    record = desk.sound_record(reference)
    answer(desk, record, "approve", message)


def answer(desk: Desk, record: Record, verb: str, message: str) -> None:
    """Write the approver's word: an internal comment whose first line says what it is about."""
    person, approval = desk.me, standing(desk, record)
    mine = asked_as(record, approval, person)
    _in_their_own_name(desk, person)
    text = f"/{verb} {approval.hash}" + (f"\n\n{message.strip()}" if message.strip() else "") + "\n"
    done = "approved" if verb == "approve" else "refused"
    said = [f"{record.reference}: {done} as {', '.join(mine)} ({approval.hash})", *parts(record.ticket)]
    then = "git push, and the next pass goes on with it" if not desk.pushes else f"helpdesk show {record.number}"
    writing = NewMessage(record.number, text, Visibility.INTERNAL)
    desk.write([writing], f"{record.reference}: {done} by {person.id}", said, then, {"hash": approval.hash})


def _in_their_own_name(desk: Desk, person: Person) -> None:
    """Refuses a word that the pass would not take: it counts in a commit of the person it is by, and of nobody else."""
    git_address = desk.handle.user()
    if find_author(git_address, desk.rules) != person:
        raise Refused(
            f"git commits here as {git_address or 'nobody'}, so it would not count as the word of {person.id}",
            f"{person.id} says it in a clone where git knows them: git config user.email {person.email}",
        )


def standing(desk: Desk, record: Record) -> Approval:
    """How the ticket stands with its approvers, here and now."""
    return approval_of(record.ticket, record.request, record.timeline, desk.rules, desk.snapshot.assets, desk.now)


def asked_as(record: Record, approval: Approval, person: Person) -> list[str]:
    """What the person is asked as. Refuses who is not asked, or has said so already."""
    if not approval.asked:
        raise Refused(f"{record.reference} needs nobody's approval", "see rules/approvals.yml")
    if approval.refused:
        raise Refused(f"{approval.refused} has refused {record.reference} already", f"helpdesk explain {record.number}")
    mine = [one for one in approval.asked if person.id in one.people]
    if not mine:
        outstanding = ", ".join(approval.outstanding) or "nobody"
        raise Refused(f"{person.id} is not asked to approve {record.reference}", f"outstanding: {outstanding}")
    if not any(one.turn for one in mine):
        raise Refused("others are asked first", f"outstanding: {', '.join(approval.outstanding)}")
    if all(person.id in one.agreed for one in mine):
        raise Refused(f"{person.id} has approved {record.reference} already", f"helpdesk show {record.number}")
    return list(dict.fromkeys(one.who for one in mine))


def parts(ticket: Ticket) -> Iterator[str]:
    """What was approved, a line each."""
    for field, value in approved_parts(ticket).items():
        for name, held in plain_fields(field, value):
            yield f"  {name}: {held if isinstance(held, str) else msgspec.json.encode(held).decode()}"
