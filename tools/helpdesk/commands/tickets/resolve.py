"""`helpdesk resolve`: the work is done; the requester confirms."""

import click

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_article, complete_reference
from helpdesk.commands.terminal.text import written_text
from helpdesk.commands.tickets import moves
from helpdesk.commands.tickets.fields import known_name
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.reply import about
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Resolution
from helpdesk.model.timeline import Json


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("--code", required=True, help="How it ended: fixed, workaround, answered, not-reproducible ...")
@click.option("-m", "--message", help="What was done, for the requester; without it the editor opens.")
@click.option(
    "--article", metavar="SECTION/SLUG", help="The article that holds the answer.", shell_complete=complete_article
)
@writes
def resolve(desk: Desk, reference: str, code: str, message: str | None, article: str | None) -> None:
    """Resolve a ticket. The requester is told, and can reopen it.

    \b
    Example:
      helpdesk resolve 123 --code fixed -m "Replaced the cable." --article network/cables
    """
    person = desk.staff
    record = desk.sound_record(reference)
    way = moves.move_to_phase(record, desk.rules, Phase.RESOLVED, "resolve")
    given = ("resolution", "public_reply", "assignee")
    moves.require(record, desk.rules, way, person, given, resolution=Resolution(code=code))
    resolution: dict[str, Json] = {"code": code}
    if article:
        resolution["article"] = _article(desk, article)
    resolution["summary"] = written_text(message, about(record))
    edits: dict[str, Json] = {"status": way.end, "resolution": resolution}
    if not record.ticket.assignee:
        edits["assignee"] = person.id
    said = f"{record.reference}: {way.end} ({code})"
    then = offers(record, desk.rules, now_in=Phase.RESOLVED)
    desk.write([FieldEdit(record.number, edits)], said, [said], then)


def _article(desk: Desk, named: str) -> str:
    """An article by its id, or by its slug where only one has it."""
    slugs: dict[str, list[str]] = {}
    for each in desk.snapshot.articles:
        slugs.setdefault(each.rsplit("/", 1)[-1], []).append(each)
    if named not in desk.snapshot.articles and len(slugs.get(named, ())) == 1:
        return slugs[named][0]
    return known_name("article", named, desk.snapshot.articles)
