"""What a desk could learn from another tool's tickets, before it moves in: how well, and answers for more of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from helpdesk.commands.clone.desk import Desk
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.finding.learn_report import report_lines
from helpdesk.commands.finding.tables import Columns, said, table
from helpdesk.model.table_row import Row

if TYPE_CHECKING:
    from helpdesk.learn.classifier import Lesson, Model


class _Given(msgspec.Struct, frozen=True):
    """What would be filled in for one label, how sure that is, and by which words."""

    value: str
    sure: float
    words: tuple[str, ...]


class _Answered(msgspec.Struct, frozen=True):
    """A row, from 1, with what it says besides its text, and an answer for each label."""

    row: int
    columns: Mapping[str, str]
    answers: Mapping[str, _Given]


def try_out(desk: Desk, source: Path, columns: Columns, sure: float) -> None:
    """Train on four fifths of the rows, answer for the last fifth, and say how that went."""
    from helpdesk.learn.report import report

    lessons = _lessons(source, columns)
    found = report(lessons, dict.fromkeys(columns.labels, sure))
    if not found:
        raise _too_little(source, len(lessons))
    fifth = f"the newest fifth by {columns.time}" if columns.time else "a fifth by chance, always the same one"
    lines = [f"{source}: {len(lessons):,} rows with a label; trained on four fifths, tried on {fifth}"]
    lines += report_lines(found)
    lines.append(f"filled in means {sure:.0%} sure or more; --sure tries another bar, --predict FILE answers for more")
    desk.answer({"rows": len(lessons), "fields": msgspec.to_builtins(found)}, lines)


def predict(desk: Desk, source: Path, columns: Columns, asked: Path, out: Path | None, sure: float) -> None:
    """Train on all rows, and answer for those of another file: to `out` (JSON where it is named so), else to standard
    output. Where the other file has labels too, they say how right the answers are."""
    from helpdesk.learn.classifier import fit, read
    from helpdesk.learn.report import tried

    if out and out.exists() and any(out.samefile(other) for other in (source, asked)):
        raise Refused(f"{out} is read here", "name another file to write")
    rows, lessons = table(asked, (columns.title, *columns.texts)), _lessons(source, columns)
    data = fit(lessons, columns.labels)
    if not data:
        raise _too_little(source, len(lessons))
    model = read(data)
    answered = [_answered(model, columns, row, number) for number, row in enumerate(rows, 1)]
    if out is None:
        click.echo(_json(answered) if desk.as_json else _csv(answered), nl=desk.as_json)
        return
    try:
        out.write_text(_json(answered) if out.suffix == ".json" else "\ufeff" + _csv(answered), "utf-8", newline="")
    except OSError as problem:
        raise Refused(f"{out} can't be written: {problem.strerror or problem}", "name another place") from None
    checked = tried(model, columns.lessons(rows), dict.fromkeys(model.questions, sure))
    lines = [f"{out}: answers for {len(answered):,} rows, learned from {len(lessons):,}"]
    for label in model.questions:
        share = sum(one.answers[label].sure >= sure for one in answered) / len(answered)
        lines.append(f"{label}: {share:.0%} of the answers are {sure:.0%} sure or more")
    done = {"out": str(out), "rows": len(answered), "fields": msgspec.to_builtins(checked)}
    desk.answer(done, [*lines, *report_lines(checked, rules=False)])


def _lessons(source: Path, columns: Columns) -> Sequence["Lesson"]:
    """As many of the rows, the last ones, as a desk learns from."""
    from helpdesk.learn.lessons import MOST_LESSONS

    wanted = (columns.title, *columns.texts, *columns.labels, columns.time)
    return columns.lessons(table(source, wanted))[-MOST_LESSONS:]


def _too_little(source: Path, lessons: int) -> Refused:
    return Refused(
        f"{source}: too little to learn from: {lessons:,} rows have a label",
        "it takes 20 of them, and two labels of a column that five rows have each",
    )


def _answered(model: "Model", columns: Columns, row: Row, number: int) -> _Answered:
    from helpdesk.learn.predictor import telling_words

    text = columns.text(row)
    vector = model.vector(text)
    answers = {}
    for label, (value, sure) in model.answer(vector).items():
        place = model.questions[label].index(value)
        answers[label] = _Given(value, sure, telling_words(model, text, vector, label, place))
    kept = {name: said(row, name) for name in row if name not in (columns.title, *columns.texts)}
    return _Answered(number, kept, answers)


def _json(answered: Sequence[_Answered]) -> str:
    return msgspec.json.format(msgspec.json.encode(answered), indent=2).decode()


def _csv(answered: Sequence[_Answered]) -> str:
    from helpdesk.publish.export.csv_text import csv_text

    kept = list(dict.fromkeys(name for one in answered for name in one.columns))
    labels = list(answered[0].answers) if answered else []
    head = [f"{label} {what}" for label in labels for what in ("learned", "sure", "words")]
    return csv_text([["row", *kept, *head], *(list(_cells(one, kept, labels)) for one in answered)])


def _cells(one: _Answered, kept: Sequence[str], labels: Sequence[str]) -> Iterator[object]:
    yield one.row
    yield from (one.columns.get(name, "") for name in kept)
    for given in (one.answers[label] for label in labels):
        yield from (given.value, given.sure, " ".join(given.words))
