"""`helpdesk suggest`: which articles the desk would offer for a text."""

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

import click
import msgspec

from helpdesk.commands.desk import Desk, reads
from helpdesk.commands.refusal import Refused
from helpdesk.learn.articles import ArticleIndex
from helpdesk.model.knowledge import Article, Suggestion
from helpdesk.model.timeline import Json


class _Row(msgspec.Struct):
    """An article of a file of JSON lines, as another system exports it."""

    id: str
    text: str
    title: str = ""
    keywords: tuple[str, ...] = ()


@click.command()
@click.argument("text")
@click.option(
    "--articles", type=click.File("rb"), metavar="FILE.jsonl", help="Another collection: id, text, title a line."
)
@click.option("--audience", default="public", show_default=True, help="For whom: public, or staff who read all.")
@click.option("--most", type=click.IntRange(1, 100), help="At most this many; the desk's own limit where not given.")
@reads
def suggest(desk: Desk, text: str, articles: BinaryIO | None, audience: str, most: int | None) -> None:
    """Suggest articles that may answer TEXT, as the desk does when a request comes in.

    TEXT "-" answers questions from standard input, one JSON object {"id", "text"} a line, with one a line.

    \b
    Example:
      helpdesk suggest "The VPN drops every ten minutes"
    """
    known = list(_collection(articles)) if articles else list(desk.snapshot.articles.values())
    limit = most or (3 if articles else desk.rules.desk.suggest_articles)
    index = ArticleIndex.of(known)
    if text == "-":
        for row in map(json.loads, filter(str.strip, sys.stdin)):
            found = index.suggest(str(row.get("text", "")), limit, audience)
            click.echo(json.dumps({"id": row.get("id"), "articles": _data(found)}))
        return
    found = index.suggest(text, limit, audience)
    lines = [f"{each.article}  {each.title}  ({', '.join(each.words)})" for each in found]
    desk.answer({"articles": _data(found)}, lines or ["no article says enough about it"])


def _collection(file: BinaryIO) -> Iterator[Article]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=_Row)
        except msgspec.MsgspecError as error:
            raise Refused(f"{file.name}:{number}: {error}", 'a line is {"id": "...", "text": "..."}') from None
        yield Article(id=row.id, path="", title=row.title, keywords=row.keywords, body=row.text)


def _data(found: tuple[Suggestion, ...]) -> list[Json]:
    return [{"article": e.article, "title": e.title, "score": e.score, "words": list(e.words)} for e in found]
