"""`helpdesk learn`: train on the desk's own resolved tickets, and report how well that goes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.finding.tables import Columns
from helpdesk.model.question import OPEN_FIELDS

if TYPE_CHECKING:
    from helpdesk.learn.chances import Steps

_FILE = click.Path(path_type=Path, dir_okay=False)
_TOO_LITTLE = "too little to learn from yet: a field needs two values that five resolved tickets have; rules decide"


@click.command()
@click.option("--report", "reports", is_flag=True, help="Try it: train on older tickets, answer for the newest fifth.")
@click.option("--from", "source", type=_FILE, metavar="FILE", help="Try it on tickets of another tool: CSV or JSON.")
@click.option("--title", default="", metavar="COLUMN", help="With --from: the column of titles, which tell more.")
@click.option("--text", "texts", multiple=True, metavar="COLUMN", help="With --from: a column of text; one or more.")
@click.option("--label", "labels", multiple=True, metavar="COLUMN", help="With --from: what to learn; one or more.")
@click.option("--time", default="", metavar="COLUMN", help="With --from: try it on the newest fifth by this column.")
@click.option("--predict", "asked", type=_FILE, metavar="FILE", help="With --from: answer for the rows of FILE.")
@click.option(
    "--out", type=_FILE, metavar="FILE", help="With --predict: write CSV, or JSON, there instead of printing."
)
@click.option(
    "--sure", type=click.FloatRange(0, 1), default=0.9, show_default=True, help="With --from: fill in from here on."
)
@reads
def learn(
    desk: Desk,
    reports: bool,
    source: Path | None,
    title: str,
    texts: tuple[str, ...],
    labels: tuple[str, ...],
    time: str,
    asked: Path | None,
    out: Path | None,
    sure: float,
) -> None:
    """Learn category, service, type, impact, urgency and team from the desk's own resolved tickets.

    A pass does this by itself once a week where rules/desk.yml says `learning: {use: true}`. What was learned lies
    in the git directory and can be made again from the commit: the same commit gives the same model everywhere.

    With --from it learns from another tool's tickets instead, and needs no desk: a file of CSV or JSON, a row a
    ticket. It trains on four fifths of the rows and says how right it is on the last one; with --predict it answers
    for the rows of another file, with how sure it is and by which words. Nothing of it is kept.

    \b
    Example:
      helpdesk learn
      helpdesk learn --report
      helpdesk learn --from old.csv --title subject --text body --label team
      helpdesk learn --from old.csv --text body --label team --predict new.csv --out answers.csv
    """
    _installed()
    columns = Columns(title, texts, labels, time)
    if source:
        _elsewhere(desk, source, columns, asked, out, sure)
    elif columns != Columns() or asked or out:
        raise click.UsageError("--title, --text, --label, --time, --predict and --out belong to --from FILE")
    elif reports:
        _report(desk)
    else:
        _train(desk)


def _installed() -> None:
    """Refuse where what learning needs is not here."""
    from helpdesk.commands.finding.learned import NEEDS

    try:
        from helpdesk.learn import classifier  # noqa: F401 - only whether it can be
    except ImportError as missing:
        raise Refused(f"learning needs {missing.name}, which is not here", NEEDS) from None


def _train(desk: Desk) -> None:
    """Learn fields from the tickets that were resolved, and from those that were linked how often likeness is sameness;
    say what was learned."""
    from helpdesk.commands.finding.article_chances import article_chances
    from helpdesk.commands.finding.learned import model_at
    from helpdesk.commands.finding.search_index import measure_chances

    repository, snapshot = desk.handle.committed()
    model = model_at(repository, snapshot)
    steps = measure_chances(repository, snapshot)
    alike = [list(each) for each in steps]
    chances, said = article_chances(desk.rules.desk.learning.article_chances, snapshot)
    likeness = [_alike_line(steps), *said]
    if model is None:
        desk.answer({"model": None, "alike": alike, "articles": chances}, [*likeness, _TOO_LITTLE])
        return
    questions = {field: list(values) for field, values in model.questions.items()}
    lines = [f"learned model {model.id} of {model.lessons:,} resolved tickets"]
    lines += [f"  {field}: {len(values)} values" for field, values in questions.items()]
    lines += likeness
    if not desk.rules.desk.learning.use:
        lines.append("not in use: write `learning: {use: true}` in rules/desk.yml")
    told = {"model": model.id, "tickets": model.lessons, "fields": questions, "alike": alike, "articles": chances}
    desk.answer(told, lines)


def _alike_line(steps: "Steps") -> str:
    if not steps:
        return "tickets that look alike: too few are linked to say how often they are the same trouble; words are said"
    return f"tickets that look alike: by what people linked, the likeliest are the same trouble in {steps[-1][1]:.0%}"


def _report(desk: Desk) -> None:
    """Train on the older four fifths of what was resolved, answer for the newest, and say how that went."""
    from helpdesk.commands.finding.learn_report import report_lines
    from helpdesk.commands.finding.learned import until_of
    from helpdesk.learn.lessons import lessons_of, newest
    from helpdesk.learn.report import report

    repository, snapshot = desk.handle.committed()
    rule = desk.rules.desk.learning
    lessons = newest(lessons_of(snapshot.all_tickets(), until_of(repository, snapshot.commit)))
    found = report(lessons, {field: rule.fields.get(field, rule.sure) for field in OPEN_FIELDS})
    lines = [f"trained on the older four fifths of {len(lessons):,} resolved tickets, tried on the newest fifth"]
    lines += report_lines(found)
    if not found:
        lines = ["too little to learn from yet: 20 resolved tickets, and two values of a field given five times"]
    desk.answer({"tickets": len(lessons), "fields": msgspec.to_builtins(found)}, lines)


def _elsewhere(desk: Desk, source: Path, columns: Columns, asked: Path | None, out: Path | None, sure: float) -> None:
    """Learn from another tool's tickets: try it out, or answer for the rows of `asked`."""
    from helpdesk.commands.finding.learn_from import predict, try_out

    if not columns.labels or not (columns.title or columns.texts):
        raise click.UsageError("--from needs the columns to read and to learn: --text COLUMN --label COLUMN")
    if asked:
        predict(desk, source, columns, asked, out, sure)
    elif out:
        raise click.UsageError("--out says where answers go: name the file to answer for with --predict FILE")
    else:
        try_out(desk, source, columns, sure)
