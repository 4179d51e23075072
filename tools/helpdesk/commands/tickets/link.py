"""`helpdesk link`: this ticket belongs to another."""

import click

from helpdesk.commands.clone.desk import Desk, fields_of, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets.offers import offers
from helpdesk.model.front_matter import front_matter
from helpdesk.model.record import Record
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Json

_KIND_WANTED = {"problem": TicketType.PROBLEM, "change": TicketType.CHANGE}
_LONGEST_CHAIN = 100


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option(
    "--related", multiple=True, metavar="TICKET", help="It has to do with TICKET.", shell_complete=complete_reference
)
@click.option("--duplicate-of", metavar="TICKET", help="TICKET says the same.", shell_complete=complete_reference)
@click.option("--problem", metavar="TICKET", help="The problem behind it.", shell_complete=complete_reference)
@click.option("--parent", metavar="TICKET", help="It is a part of TICKET.", shell_complete=complete_reference)
@click.option("--change", metavar="TICKET", help="The change that mends it.", shell_complete=complete_reference)
@click.option("--caused-by", metavar="TICKET", help="The change that broke it.", shell_complete=complete_reference)
@writes
def link(desk: Desk, reference: str, related: tuple[str, ...], **single: str | None) -> None:
    """Link a ticket to others.

    \b
    Example:
      helpdesk link 123 --related 124
      helpdesk link 123 --duplicate-of 100
    """
    _ = desk.staff
    record = desk.sound_record(reference)
    given = {kind: text for kind, text in single.items() if text}
    if not given and not related:
        raise click.UsageError("say to what: --related, --duplicate-of, --problem, --parent, --change or --caused-by")
    links: dict[str, Json] = dict(front_matter(record.ticket).get("links", {}))
    added: dict[str, Json] = {kind: _target(desk, record, kind, text) for kind, text in given.items()}
    others = [_target(desk, record, "related", text) for text in related]
    if others:
        added["related"] = list(dict.fromkeys([*record.ticket.links.related, *others]))
    said = f"{record.reference}: {fields_of(added)}"
    if links | added == links:
        raise Refused(f"{record.reference} is linked so already", f"helpdesk show {record.number}")
    ends = "duplicate_of" in added
    then = _end_duplicate(desk, record, added["duplicate_of"]) if ends else offers(record, desk.rules)
    desk.write([FieldEdit(record.number, {"links": links | added})], said, [said], then)


def _end_duplicate(desk: Desk, record: Record, of: str) -> str:
    first = "" if desk.pushes else "git push: "
    return f"{first}the next pass closes {record.reference}, and its requester hears of {of}"


def _target(desk: Desk, record: Record, kind: str, text: str) -> str:
    target = desk.record(text)
    if target.number == record.number:
        raise Refused(f"{record.reference} cannot be linked to itself", "name another ticket")
    wanted = _KIND_WANTED.get(kind)
    if wanted and target.ticket.type is not wanted:
        raise Refused(
            f"{target.reference} is of type {target.ticket.type.value!r}, no {wanted.value}",
            "helpdesk show tells the type",
        )
    if kind in ("parent", "duplicate_of"):
        _no_circle(desk, record, kind, target)
    return target.reference


def _no_circle(desk: Desk, record: Record, kind: str, target: Record) -> None:
    """Following the same link from the target must not come back here."""
    here: Record | None = target
    for _ in range(_LONGEST_CHAIN):
        onward = getattr(here.ticket.links, kind) if here else ""
        if not onward:
            return
        if onward == record.reference:
            raise Refused(
                f"{target.reference} leads back to {record.reference}", f"take its {kind.replace('_', ' ')} away first"
            )
        here = desk.record(onward)
