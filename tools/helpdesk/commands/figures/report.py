"""`helpdesk report`: what a month came to."""

from pathlib import Path

import click
import msgspec

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused
from helpdesk.figures.month import Month
from helpdesk.figures.report import Report
from helpdesk.figures.window import zone_of
from helpdesk.model.moment import format_utc
from helpdesk.publish.texts import LANGUAGES


@click.command()
@click.argument("month", required=False, default="")
@click.option("--language", type=click.Choice(LANGUAGES), help="In this language, instead of the desk's own.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the mail's HTML to this file."
)
@reads
def report(desk: Desk, month: str, language: str | None, page: Path | None) -> None:
    """Show the report of a month: volume, speed, promises, quality, teams, what lies longest, what is to be expected.

    MONTH is 2026-03; without it the last one that is over. A month that is over is told by the tickets as they stood at
    its end, so that it stays the same; the running one up to now. Whoever rules/desk.yml names under `report` gets it
    by mail.

    \b
    Example:
      helpdesk report
      helpdesk report 2026-03 --language de
      helpdesk report 2026-03 --html report.html
    """
    from helpdesk.publish.names import Names
    from helpdesk.publish.report.mail import as_text
    from helpdesk.publish.report.months import report_of
    from helpdesk.publish.report.words import worded
    from helpdesk.publish.texts import texts_of
    from helpdesk.resources import data_folder

    wanted = _month(desk, month)
    made = report_of(desk.snapshot, wanted, desk.now)
    spoken = language or next(iter(desk.rules.desk.languages), "en")
    texts = texts_of(data_folder("theme"), spoken, desk.rules.texts)
    told = worded(made, Names(desk.rules, desk.snapshot.assets, texts), texts)
    lines = list(as_text(told))
    if told.so_far:
        lines.insert(1, texts.plain("The month is still running: this is how it stands."))
    if page is not None:
        _write(desk, made, texts.language, page)
        lines = [str(page)]
    window = wanted.window(zone_of(desk.rules.desk.timezone))
    period = {"since": format_utc(window.start), "until": format_utc(min(window.end, desk.now))}
    desk.answer({**period, **msgspec.to_builtins(made)}, lines)


def _month(desk: Desk, text: str) -> Month:
    running = Month.holding(desk.now, zone_of(desk.rules.desk.timezone))
    if not text:
        return running.before
    try:
        wanted = Month.named(text)
    except ValueError:
        raise click.UsageError(f"a month is written as 2026-03, and not {text!r}") from None
    if wanted > running:
        raise Refused(f"{text} has not begun", f"the running month is {running.id}")
    return wanted


def _write(desk: Desk, made: Report, language: str, page: Path) -> None:
    from helpdesk.channels.mail.compose import html
    from helpdesk.decide.notifying.rendering import render, template_for
    from helpdesk.decide.notifying.reports import TEMPLATE
    from helpdesk.decide.notifying.wording import desk_values
    from helpdesk.publish.report.mail import report_values

    found = template_for(desk.rules, TEMPLATE, language)
    if found is None:
        raise Refused(f"no template {TEMPLATE!r}", f"add rules/notices/{TEMPLATE}.{language}.md.j2")
    template, spoken = found
    values = {
        "desk": desk_values(desk.rules),
        "reference": "",
        **report_values(made, desk.snapshot, spoken),
    }
    said = render(template, values)
    try:
        page.write_text(html(said.markdown, said.subject, spoken), encoding="utf-8")
    except OSError as problem:
        raise Refused(f"{page} can't be written: {problem.strerror or problem}", "name another place") from None
