"""`helpdesk article feedback`: what somebody said of an article, taken down on the ticket that it was tried on."""

import click

from helpdesk.commands.articles.life import article_of
from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewMessage
from helpdesk.commands.terminal.completing import complete_article, complete_reference
from helpdesk.model.ticket import Visibility


@click.command()
@click.argument("named", metavar="ARTICLE", shell_complete=complete_article)
@click.option("--helpful/--not-helpful", default=None, help="Whether it helped.")
@click.option(
    "--ticket", metavar="TICKET", required=True, help="Where it was tried.", shell_complete=complete_reference
)
@click.option("-m", "--message", default="", help="What they said of it; only staff read it.")
@writes
def feedback(desk: Desk, named: str, helpful: bool | None, ticket: str, message: str) -> None:
    """Take down whether an article helped on a ticket; the last word on it counts. By mail and on the page that their
    mail links to, requesters say so themselves: /helped network/vpn, /not-helped network/vpn.

    \b
    Example:
      helpdesk article feedback network/vpn --not-helpful --ticket 123 -m "The menu looks different."
    """
    person = desk.staff
    if helpful is None:
        raise click.UsageError("say which: --helpful or --not-helpful")
    article, record = article_of(desk, named), desk.sound_record(ticket)
    if record.state.helped.get(article.id) is helpful:
        raise Refused(f"{record.reference} says so of {article.id} already", "nothing is left to do")
    verdict = "helped" if helpful else "did not help"
    words = message.strip() or f"{article.id} {verdict}"
    note = NewMessage(record.number, words, Visibility.INTERNAL, via="phone", article=article.id, helpful=helpful)
    said = f"{record.reference}: {article.id} {verdict}"
    desk.write([note], f"{said}, {person.id}", [said], "helpdesk article gaps")
