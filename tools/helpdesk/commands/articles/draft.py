"""`helpdesk article from`: an article drafted from how a ticket was solved."""

from collections.abc import Iterator

import click

from helpdesk.commands.articles.dates import next_review
from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewArticle
from helpdesk.commands.terminal.completing import complete_person, complete_reference
from helpdesk.commands.tickets.fields import person_id
from helpdesk.commands.tickets.worklist import phase
from helpdesk.learn.drafting import Drafted, draft_article, slug_of
from helpdesk.learn.redaction import Redaction
from helpdesk.model.ids import typed_reference
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase


@click.command("from")
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.option("--section", default="", help="The folder in kb/ (the first part of the ticket's category).")
@click.option("--slug", default="", help="The file's name (made of the title).")
@click.option("--owner", default="", metavar="WHO", help="Who keeps it true (you).", shell_complete=complete_person)
@click.option("--review", default="1y", show_default=True, metavar="WHEN", help="When to read it again: 6m, or a date.")
@click.option("--print", "only_print", is_flag=True, help="Print the draft and write nothing.")
@writes
def draft(desk: Desk, reference: str, section: str, slug: str, owner: str, review: str, only_print: bool) -> None:
    """Draft an article from a resolved ticket: its title, the cause, the steps of staff's public replies and the
    resolution. Names, addresses, secrets and what the requester wrote are left out. The draft is for staff; read it,
    then publish it.

    \b
    Example:
      helpdesk article from 123 --pr
      helpdesk article from 123 --section network --slug vpn-certificate
    """
    person = desk.staff
    record = _resolved(desk, reference, again=bool(slug))
    drafted = draft_article(
        record,
        _problem(desk, record),
        Redaction.of(record, desk.rules),
        section=slug_of(section or record.ticket.category.partition("/")[0]) or "general",
        slug=slug_of(slug),
        owner=_owner(desk, owner) if owner else person.id,
        review=next_review(review, desk.now),
    )
    article = drafted.article
    if article.id in desk.snapshot.articles:
        raise Refused(f"there is an article {article.id} already", "edit that one, or name another with --slug")
    if only_print:
        _print(desk, drafted)
        return
    subject = f"Draft an article from {record.reference}: {article.title}"
    said = [f"{article.path}: drafted from {record.reference}", *_remarks(drafted)]
    then = f"read {article.path}, then helpdesk article publish {article.id} --audience public"
    more = {"article": article.id, "removed": drafted.removed, "missing": list(drafted.missing)}
    desk.write([NewArticle(article)], subject, said, then, more)


def _resolved(desk: Desk, reference: str, *, again: bool) -> Record:
    """The ticket, where an article can be made of it."""
    record = desk.sound_record(reference)
    if phase(record, desk.rules) not in (Phase.RESOLVED, Phase.CLOSED):
        raise Refused(f"{record.reference} is not resolved yet", f"helpdesk resolve {record.number} comes first")
    done = record.ticket.resolution
    if done is not None and done.article and not again:
        remedy = f"improve that one, or name a new one with --slug: kb/{done.article}.md"
        raise Refused(f"{record.reference} was solved by the article {done.article}", remedy)
    for each in desk.snapshot.articles.values():
        if each.drafted_from == record.reference:
            raise Refused(f"{record.reference} was made into {each.path} already", "edit that one")
    return record


def _problem(desk: Desk, record: Record) -> Record | None:
    number = typed_reference(record.ticket.links.problem, desk.rules.desk.prefix)
    return desk.snapshot.ticket(number) if number is not None else None


def _owner(desk: Desk, named: str) -> str:
    return named if named in desk.rules.teams else person_id(named, desk.rules)


def _remarks(drafted: Drafted) -> Iterator[str]:
    if drafted.removed:
        yield f"left out: {', '.join(f'{kind} ({times})' for kind, times in sorted(drafted.removed.items()))}"
    if drafted.missing:
        yield f"the ticket says nothing on: {', '.join(drafted.missing).lower()}; write it yourself"


def _print(desk: Desk, drafted: Drafted) -> None:
    from helpdesk.load.article import write_article

    text = write_article(drafted.article).decode()
    data = {"article": drafted.article.id, "path": drafted.article.path, "text": text, "removed": drafted.removed}
    desk.answer(data | {"missing": list(drafted.missing)}, [text.rstrip("\n"), *_remarks(drafted)])
