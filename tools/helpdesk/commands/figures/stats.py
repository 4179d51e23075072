"""`helpdesk stats`: the desk in figures, on the command line."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, tzinfo
from textwrap import wrap

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import unknown
from helpdesk.commands.terminal.measures import in_words, plain_value
from helpdesk.commands.terminal.page import columns
from helpdesk.commands.terminal.periods import moment_of
from helpdesk.figures.facts import Facts, Reader
from helpdesk.figures.groups import GROUPS, Line, table, where
from helpdesk.figures.metric import Metric
from helpdesk.figures.metrics import METRICS, definitions
from helpdesk.figures.window import Step, Window, steps, zone_of
from helpdesk.model.moment import format_utc

USUAL = ("opened", "ended", "backlog", "first-response", "resolution", "kept-response", "kept-resolution", "content")


@click.command("stats")
@click.argument("metrics", nargs=-1, metavar="[METRIC]...")
@click.option("--by", type=click.Choice(list(GROUPS)), help="A line for each team, category, person ...")
@click.option("--step", type=click.Choice([step.value for step in Step]), help="A line for each day, week or month.")
@click.option("--since", default="90d", show_default=True, metavar="TIME", help="From 90d ago, or a date.")
@click.option("--until", default="", metavar="TIME", help="Up to a date (now).")
@click.option("--where", "wanted", multiple=True, metavar="GROUP=ID", help="Only these tickets; team=network.")
@click.option("--list", "listing", is_flag=True, help="Say which metrics there are and how each is made.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV: seconds, shares from 0 to 1.")
@reads
def stats(
    desk: Desk,
    metrics: tuple[str, ...],
    by: str | None,
    step: str | None,
    since: str,
    until: str,
    wanted: tuple[str, ...],
    listing: bool,
    as_csv: bool,
) -> None:
    """Show figures of the desk over a period.

    \b
    Example:
      helpdesk stats
      helpdesk stats opened resolution --by team --since 2026-01-01
      helpdesk stats backlog --step month --since 365d
    """
    if listing:
        _definitions(desk)
        return
    if by and step:
        raise click.UsageError("--by and --step make one table each: give one of them")
    chosen = [_metric(name) for name in metrics or USUAL]
    zone = zone_of(desk.rules.desk.timezone)
    end = moment_of(until, desk.now, "--until", zone) if until else desk.now
    window = Window(moment_of(since, desk.now, "--since", zone), end)
    if window.start >= window.end:
        raise click.UsageError("the period is empty: --since has to be before --until")
    groups, every = _wanted(wanted), list(_facts(desk))
    for name, id in groups.items():
        _known(desk, every, name, id)
    tickets = where(every, groups)
    if step:
        lines = tuple(
            Line(label, {metric.id: metric.of(tickets, part) for metric in chosen})
            for label, part in steps(window, Step(step), zone)
        )
    else:
        lines = table(tickets, by, chosen, window) if by else (_whole(tickets, chosen, window),)
    if as_csv:
        _csv(lines, chosen, by or step)
    elif desk.as_json:
        desk.answer(_data(lines, window), ())
    else:
        _print(lines, chosen, by or step, f"{_day(window.start, zone)} to {_day(window.end, zone)}")


def _facts(desk: Desk) -> Iterable[Facts]:
    return Reader(desk.rules).read_all(desk.snapshot.all_tickets())


def _whole(tickets: Sequence[Facts], metrics: Sequence[Metric], window: Window) -> Line:
    return Line("", {metric.id: metric.of(tickets, window) for metric in metrics})


def _metric(name: str) -> Metric:
    if name not in METRICS:
        raise unknown("metric", name, METRICS)
    return METRICS[name]


def _wanted(pairs: tuple[str, ...]) -> dict[str, str]:
    wanted = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--where takes GROUP=ID, such as team=network, and not {pair!r}")
        if name not in GROUPS:
            raise unknown("group", name, GROUPS)
        wanted[name] = value
    return wanted


def _known(desk: Desk, tickets: Iterable[Facts], group: str, id: str) -> None:
    """Refuse a group that is in no ticket and in no rule: a word mistyped would be a figure of nothing."""
    rules = desk.rules
    defined: Container[str] = {*rules.teams, *rules.categories, *rules.people, *desk.snapshot.assets, ""}
    seen = {name for one in tickets for name in GROUPS[group](one)}
    if id not in seen and id not in defined:
        raise unknown(group, id, seen)


def _definitions(desk: Desk) -> None:
    data = [
        {"id": metric.id, "title": metric.title, "unit": metric.unit.value, "definition": metric.definition}
        for metric in METRICS.values()
    ]
    told = (f"{id}: {text}" for id, _, text in definitions() if id in METRICS)
    desk.answer(data, (line for each in told for line in wrap(each, columns(), subsequent_indent="  ")))


def _data(lines: Sequence[Line], window: Window) -> dict[str, object]:
    return {
        "since": format_utc(window.start),
        "until": format_utc(window.end),
        "lines": [
            {
                "group": line.name,
                "figures": {
                    id: {"value": plain_value(figure.value), "unit": METRICS[id].unit.value, "tickets": figure.tickets}
                    for id, figure in line.figures.items()
                },
            }
            for line in lines
        ],
    }


def _csv(lines: Sequence[Line], metrics: Sequence[Metric], first: str | None) -> None:
    from helpdesk.publish.export.csv_text import csv_text

    head = [first or "all", *(metric.id for metric in metrics)]
    rows = [[line.name, *(plain_value(line.figures[metric.id].value) for metric in metrics)] for line in lines]
    click.echo(csv_text([head, *rows]), nl=False)


def _print(lines: Sequence[Line], metrics: Sequence[Metric], first: str | None, period: str) -> None:
    from helpdesk.commands.terminal import paint

    if not lines:
        click.echo(f"no tickets from {period}")
        return
    if first is None:
        paint.figures([(metric.title, in_words(lines[0].figures[metric.id].value, metric.unit)) for metric in metrics])
    else:
        rows = [
            [line.name or "(none)", *(in_words(line.figures[metric.id].value, metric.unit) for metric in metrics)]
            for line in lines
        ]
        paint.plain_table([first, *(metric.short for metric in metrics)], rows)
    click.echo(f"{period}; helpdesk stats --list says how each figure is made")


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"
