"""What the text of the report's mail may say: figures as aligned tables, which Markdown and plain text both read."""

from collections.abc import Iterable, Sequence

from helpdesk.decide.notifying.rendering import Markdown
from helpdesk.figures.report import Report
from helpdesk.model.address import on_portal
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json
from helpdesk.publish.names import Names
from helpdesk.publish.report.words import Columns, Worded, worded
from helpdesk.publish.texts import texts_of
from helpdesk.resources import data_folder

WIDEST = 30
TERMINAL = 80


def report_page(month: str) -> str:
    """Where the report of a month is on the portal."""
    return f"analytics/reports/{month}.html"


def report_values(made: Report, snapshot: Snapshot, language: str) -> dict[str, Json]:
    """`report` of the templates `report.<language>`."""
    texts = texts_of(data_folder("theme"), language, snapshot.rules.texts)
    told = worded(made, Names(snapshot.rules, snapshot.assets, texts), texts)
    page = on_portal(snapshot.rules.desk.portal, report_page(made.month))
    return {"report": {**shown(told), "link": Markdown(page)}}


def shown(told: Worded) -> dict[str, Json]:
    """Titles, and every cell padded to its column: aligned as text, one and the same as a table."""
    figures = [
        Columns(
            title,
            (title, told.month, told.before, ""),
            tuple((one.title, one.value, one.was, one.trend) for one in lines),
        )
        for title, lines in told.groups
    ]
    return {
        "title": told.title,
        "month": told.month,
        "worse": list(told.worse),
        "empty": told.empty,
        "figures": [_table(each, words=1) for each in figures],
        "tables": [_table(each, words=each.words) for each in told.tables],
    }


def _table(table: Columns, words: int) -> dict[str, Json]:
    lines = [[_cell(cell) for cell in line] for line in (table.head, *table.rows)]
    width = [max(3, *(len(line[place]) for line in lines)) for place in range(len(table.head))]
    head, *rows = ([_padded(cell, width[place], place < words) for place, cell in enumerate(line)] for line in lines)
    rule = "|".join(
        "-" * (width[place] + 2) if place < words else "-" * (width[place] + 1) + ":" for place in range(len(head))
    )
    return {"title": table.title, "head": head, "rule": Markdown(f"|{rule}|"), "rows": list(rows), "empty": table.empty}


def _padded(cell: str, width: int, left: bool) -> str:
    return cell.ljust(width) if left else cell.rjust(width)


def _cell(text: str) -> str:
    """On one line, and no longer than a mail has room for."""
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else line[: WIDEST - 3] + "..."


def as_text(told: Worded) -> Iterable[str]:
    """The report for a terminal."""
    parts = shown(told)
    yield told.title
    if told.empty:
        yield from ("", told.empty)
        return
    for table in (*_listed(parts["figures"]), *_listed(parts["tables"])):
        yield ""
        if str(table["title"]) != str(table["head"][0]).strip():
            yield str(table["title"])
        if table["rows"]:
            lines = (table["head"], *table["rows"])
            between = "  " if len("  ".join(table["head"])) <= TERMINAL else " "
            yield from (between.join(line).rstrip() for line in lines)
        else:
            yield str(table["empty"])


def _listed(tables: Sequence[Json]) -> Sequence[dict[str, Json]]:
    return tables
