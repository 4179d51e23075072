"""`helpdesk split`: what a comment asks besides becomes a ticket of its own."""

import uuid

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewTicket
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record
from helpdesk.model.ticket import DropBoxItem, Links

_LONGEST_TITLE = 256


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("--comment", "named", required=True, metavar="NAME", help="The comment's file name, or a part of it.")
@click.argument("title")
@writes
def split(desk: Desk, reference: str, named: str, title: str) -> None:
    """Make a ticket of its own from a comment. Both name each other as related.

    \b
    Example:
      helpdesk split 123 --comment 20260302T0930 "The printer on floor 2 jams, too"
    """
    person = desk.staff
    record = desk.sound_record(reference)
    spoken = _comment(record, named)
    title = " ".join(title.split())
    if not title or len(title) > _LONGEST_TITLE:
        raise Refused("a title has 1 to 256 characters", "the comment's own words become the text")
    item = DropBoxItem(
        uuid=str(uuid.uuid4()),
        title=title,
        requester=_requester(record, spoken),
        channel=record.ticket.channel or "desk",
        opened=desk.now.replace(microsecond=0),
        visibility=record.ticket.visibility,
        links=Links(related=(record.reference,)),
        by=person.id,
    )
    said = f"split from {record.reference}: {title} (the next pass gives it a number, a team and a clock)"
    then = "git push, and the next pass numbers it" if not desk.pushes else "helpdesk list --unassigned"
    subject = f"{record.reference}: split by {person.id}: {title}"
    desk.write([NewTicket(item, _text(record, spoken))], subject, [said], then, {"uuid": item.uuid})


def _comment(record: Record, named: str) -> Conversation:
    """The comment that a person meant. Refuses what is no comment, or more than one."""
    found = [spoken for spoken in record.conversation if named in spoken.name]
    exact = [spoken for spoken in found if named in (spoken.name, spoken.name.removesuffix(".md"))]
    if len(exact or found) == 1:
        return (exact or found)[0]
    names = ", ".join(spoken.name for spoken in found or record.conversation[-5:]) or "none"
    what = f"{len(found)} comments of {record.reference} are called like {named!r}"
    raise Refused(what, f"name one of: {names}")


def _requester(record: Record, spoken: Conversation) -> Party:
    """Who said it, where a person outside did; else who asked in the first place."""
    outside = spoken.comment.by == "participant" and spoken.comment.sender.email
    return spoken.comment.sender if outside else record.ticket.requester


def _text(record: Record, spoken: Conversation) -> str:
    files = ", ".join(one.name for one in spoken.comment.attachments)
    note = f"\n\n(Its files are on {record.reference}: {files})" if files else ""
    return f"{spoken.text.strip()}{note}\n"
