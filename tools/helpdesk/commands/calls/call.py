"""`helpdesk call`: take a call down while it lasts."""

import sqlite3
import sys

import click

from helpdesk.commands.calls.notes import CallNotes, Hit, Look
from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.identity import find_person
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.terminal.completing import complete_category, complete_person
from helpdesk.commands.terminal.text import written_text
from helpdesk.commands.tickets.fields import known_name, one_of
from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.search import search_tickets
from helpdesk.model.record import Record
from helpdesk.model.ticket import Level

_TICKETS, _ARTICLES = 4, 2


@click.command()
@click.argument("about", default="")
@click.option("--from", "caller", default="", metavar="WHO", help="Who calls.", shell_complete=complete_person)
@click.option("--phone", default="", help="The number to call back.")
@click.option("--on", "ticket", default="", metavar="TICKET", help="It is about this ticket: noted there.")
@click.option("--category", default="", help="Instead of what the desk would say.", shell_complete=complete_category)
@click.option("--urgency", type=click.Choice([each.value for each in Level]), help="How soon it hurts.")
@click.option("-m", "--message", help="What was said; - reads standard input. With ABOUT, no screen opens.")
@writes
def call(
    desk: Desk,
    about: str,
    caller: str,
    phone: str,
    ticket: str,
    category: str,
    urgency: str | None,
    message: str | None,
) -> None:
    """Take a call down in one screen: who calls, what it is about, what is known of it already.

    On a terminal and without -m, a screen finds the caller and similar tickets and articles while you type; F2 logs it.

    \b
    Example:
      helpdesk call
      helpdesk call "Scanner makes no sound" --from ana -m "Since this morning, in room 4."
      helpdesk call "Asks when it will be done" --from ana --on 123 -m ""
    """
    me = desk.staff
    notes = CallNotes(desk.rules, _look(desk), phone=phone)
    notes.person = find_person(caller, desk.rules)
    notes.caller = notes.person.name if notes.person else caller
    notes.category = known_name("category", category, desk.rules.categories) if category else ""
    notes.urgency = str(one_of(Level, "urgency", urgency)) if urgency else ""
    if ticket:
        notes.on = notes.ticket = _hit(desk.sound_record(ticket))
    notes.type_about(about)
    if message is None and sys.stdin.isatty():
        _on_screen(notes)
    else:
        notes.text = written_text(message, about, required=False)
    writing = notes.writing(me.id, desk.now.replace(microsecond=0))
    then = "git push, and the next pass sees it" if not desk.pushes else "helpdesk next"
    desk.write([writing], f"Log a call: {' '.join(notes.about.split())}", [notes.done], then)


def _on_screen(notes: CallNotes) -> None:
    try:
        from helpdesk.commands.calls.screen import CallScreen
    except ImportError:
        raise Refused(
            "the screen needs prompt_toolkit", "pip install 'gitops-helpdesk[call]', or say it with ABOUT and -m"
        ) from None
    # The index may have something to do, and to say, before there is a screen.
    notes.look("")
    if not CallScreen(notes).run():
        raise Refused("given up", "nothing was logged")


def _look(desk: Desk) -> Look:
    """Tickets and articles that have the words; the index is opened when the first word is typed."""
    opened: list[tuple[sqlite3.Connection, ArticleIndex]] = []

    def look(text: str) -> list[Hit]:
        if not opened:
            index = desk.handle.search_index()
            opened.append((index, ArticleIndex(index)))
        index, articles = opened[0]
        records = [desk.snapshot.ticket(number) for number in search_tickets(index, text, _TICKETS)]
        hits = [_hit(record) for record in records if record is not None]
        found = articles.suggest(text, _ARTICLES, "staff", desk.rules.desk.learning)
        return hits + [Hit("article", article.title, f"({article.article})") for article in found]

    return look


def _hit(record: Record) -> Hit:
    return Hit(record.reference, record.ticket.title, f"({record.ticket.status})", record.number)
