"""`helpdesk suggest`: which articles the desk would offer for a text, and which tickets are like it."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.tickets.likeness import likenesses
from helpdesk.learn.articles import EVERYTHING, ArticleIndex
from helpdesk.learn.search import index_texts
from helpdesk.learn.similar import similar_tickets
from helpdesk.model.ids import typed_reference
from helpdesk.model.knowledge import Article, Suggestion
from helpdesk.model.record import Record
from helpdesk.model.timeline import Json

_MOST_ALIKE = 5


class _Row(msgspec.Struct):
    """An article of a file of JSON lines, as another system exports it."""

    id: str
    text: str
    title: str = ""
    keywords: tuple[str, ...] = ()


class _Question(msgspec.Struct):
    """A question of standard input; `besides` are ids that are no answer to it."""

    id: Json = None
    title: str = ""
    text: str = ""
    besides: tuple[str, ...] = ()


@click.command()
@click.argument("text")
@click.option(
    "--articles", type=click.File("rb"), metavar="FILE.jsonl", help="Another collection: id, text, title a line."
)
@click.option(
    "--among",
    type=click.File("rb"),
    metavar="FILE.jsonl",
    help="Other tickets to compare with: id, title, text a line.",
)
@click.option("--audience", default="public", show_default=True, help="For whom: public, or staff who read all.")
@click.option("--most", type=click.IntRange(1, 100), help="At most this many; the desk's own limit where not given.")
@reads
def suggest(
    desk: Desk, text: str, articles: BinaryIO | None, among: BinaryIO | None, audience: str, most: int | None
) -> None:
    """Suggest articles that may answer TEXT, as the desk does when a request comes in, with how likely each does; and
    tickets like it: how they were solved, whether they are the same, likely or maybe, and the words that both say.
    Nothing below the bars of `learning` in rules/desk.yml is shown.

    TEXT is a text, or a ticket's reference. TEXT "-" answers questions from standard input, one JSON object
    {"id", "text"} a line ({"id", "title", "text", "besides"} with --among), with one a line.

    \b
    Example:
      helpdesk suggest "The VPN drops every ten minutes"
      helpdesk suggest 123
    """
    if among:
        _among(among, most or 10)
        return
    desk.look_only_at((text,))
    known = list(_collection(articles)) if articles else None
    limit = most or (3 if articles else desk.rules.desk.suggest_articles)
    index = ArticleIndex.of(known) if known is not None else ArticleIndex(desk.handle.search_index())
    if text == "-":
        for asked in _questions():
            found = index.suggest(asked.text, limit, audience, EVERYTHING if articles else desk.rules.desk.learning)
            click.echo(json.dumps({"id": asked.id, "articles": _data(found)}))
        return
    title, body, asking = _asked(desk, text)
    # Of another collection everything is shown: its desk has set no bar.
    bar = EVERYTHING if articles else desk.rules.desk.learning
    found = index.suggest(f"{title}\n{body}" if body else title, limit, audience, bar)
    lines = [f"{each.article}  {each.chance:.0%}  {each.title}  ({each.said})" for each in found]
    tickets = None if articles else desk.handle.search_index()
    alike = likenesses(desk, tickets, title, body, asking, most or _MOST_ALIKE) if tickets else []
    desk.answer(
        {"articles": _data(found), "tickets": msgspec.to_builtins(alike)},
        [*(lines or ["no article says enough about it"]), *(each.line() for each in alike)],
    )


def _asked(desk: Desk, text: str) -> tuple[str, str, Record | None]:
    """Title and text to look for, and the ticket that they are of."""
    number = typed_reference(text.strip(), desk.rules.desk.prefix)
    record = desk.snapshot.ticket(number) if number is not None else None
    if record is None:
        return text, "", None
    return record.ticket.title, record.request, record


def _among(file: BinaryIO, most: int) -> None:
    """Each question of standard input beside the tickets of a file, which may be of any system."""
    rows = list(_rows(file))
    index = sqlite3.connect(":memory:")
    index_texts(index, ((place, row.title, row.text) for place, row in enumerate(rows, 1)))
    places = {row.id: place for place, row in enumerate(rows, 1)}
    for asked in _questions():
        besides = [places[name] for name in asked.besides if name in places]
        found = similar_tickets(index, asked.title, asked.text, most, besides)
        said = [{"id": rows[e.number - 1].id, "chance": e.chance, "words": list(e.words)} for e in found]
        click.echo(json.dumps({"id": asked.id, "tickets": said}))


def _questions() -> Iterator[_Question]:
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=_Question)
            except msgspec.MsgspecError as error:
                remedy = 'a line is {"id": "...", "text": "..."}'
                raise Refused(f"standard input, line {number}: {error}", remedy) from None


def _collection(file: BinaryIO) -> Iterator[Article]:
    for row in _rows(file):
        yield Article(id=row.id, path="", title=row.title, keywords=row.keywords, body=row.text)


def _rows(file: BinaryIO) -> Iterator[_Row]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=_Row)
        except msgspec.MsgspecError as error:
            raise Refused(f"{file.name}:{number}: {error}", 'a line is {"id": "...", "text": "..."}') from None


def _data(found: tuple[Suggestion, ...]) -> list[Json]:
    return [
        {
            "article": each.article,
            "title": each.title,
            "chance": each.chance,
            "score": each.score,
            "words": list(each.words),
            "fields": list(each.fields),
        }
        for each in found
    ]
