"""`helpdesk set`: change fields of a ticket."""

import click

from helpdesk.commands.clone.desk import Desk, fields_of, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.fields import edits_of, parse_setting
from helpdesk.commands.tickets.offers import offers
from helpdesk.model.front_matter import front_matter
from helpdesk.model.timeline import Json


@click.command("set")
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.argument("settings", metavar="FIELD=VALUE...", nargs=-1, required=True)
@writes
def set_(desk: Desk, reference: str, settings: tuple[str, ...]) -> None:
    """Set fields of a ticket. An empty value takes a field away; += and -= add to lists and take from them.

    \b
    Example:
      helpdesk set 123 impact=high service=vpn
      helpdesk set 123 tags+=vip due=2026-03-09 tasks.laptop=done
    """
    person = desk.staff
    record = desk.sound_record(reference)
    edits = edits_of([parse_setting(text) for text in settings], record, desk.snapshot)
    if (status := edits.get("status")) and status != record.ticket.status:
        way = moves.move_to_status(record, desk.rules, status)
        moves.require(record, desk.rules, way, person, ("assignee",) if edits.get("assignee") else ())
    now_written = front_matter(record.ticket)
    changed = {field: value for field, value in edits.items() if now_written.get(field) != value}
    if not changed:
        raise Refused(f"{record.reference} says so already: {fields_of(edits)}", f"helpdesk show {record.number}")
    said = (
        f"{record.reference}: {fields_of({field: _news(now_written.get(field), changed[field]) for field in changed})}"
    )
    desk.write([FieldEdit(record.number, changed)], said, [said], offers(record, desk.rules), {"set": changed})


def _news(was: Json, now: Json) -> Json:
    """Of a block the fields that differ: `set` writes the whole of it."""
    if not isinstance(was, dict) or not isinstance(now, dict):
        return now
    return {
        field: now.get(field)
        for field in (*now, *(gone for gone in was if gone not in now))
        if was.get(field) != now.get(field)
    }
