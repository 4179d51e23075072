"""`helpdesk simulate`: what changed rules would have changed."""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import click

from helpdesk.commands.passes.door_options import moment_option
from helpdesk.commands.present import utc_now
from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules

if TYPE_CHECKING:
    from helpdesk.replay.difference import Difference
    from helpdesk.replay.replay import Script

Side = TypeVar("Side")
# So much of the past is lived over again unless --since says otherwise.
USUAL = timedelta(days=90)


@click.command(
    epilog="""\b
Example:
  helpdesk simulate                              (your edits of rules/ against the desk's)
  helpdesk simulate --rules shorter-targets --since 2026-01-01
  helpdesk simulate --rules HEAD --markdown > comment.md
""",
)
@click.option("--rules", "changed", metavar="DIR|REV", help="The changed rules: a folder or a revision (your rules/).")
@click.option("--against", metavar="DIR|REV", help="The rules to compare with (those of the desk's branch).")
@click.option("--since", metavar="DATE", help="Only tickets opened since then, as 2026-01-01 (the last 90 days).")
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")
@moment_option
@click.option("--json", "form", flag_value="json", help="Print one JSON object with every figure and reference.")
@click.option("--markdown", "form", flag_value="markdown", help="Print Markdown, for a pull request.")
def simulate(
    changed: str | None,
    against: str | None,
    since: str | None,
    folder: str,
    now: datetime | None,
    form: str | None,
) -> None:
    """Show what changed rules would have changed: who would have got which ticket, by when it would have been promised,
    what would have been broken, who would have been told.

    The desk's tickets are lived over again under both rules: people write, answer and edit as they did, and everything
    the desk decides is decided anew. Nothing is written and nobody is told.
    """
    from helpdesk.commands.clone.rules_source import rules_named
    from helpdesk.replay.difference_words import as_json, as_markdown, as_text
    from helpdesk.replay.replay import script_of
    from helpdesk.store.repository import NotADesk, Repository
    from helpdesk.store.snapshot import GitSnapshot

    try:
        repository = Repository.open(Path(folder))
        desk = GitSnapshot.at(repository)
    except NotADesk as problem:
        raise click.ClickException(str(problem)) from problem
    with desk:
        present = rules_named(against, repository)[0] if against else desk.rules
        proposed, _ = rules_named(changed or str((repository.root or Path(folder)) / "rules"), repository)
        end = (now or utc_now()).astimezone(ZoneInfo(present.desk.timezone))
        start = _start(since, present) if since else end - USUAL
        script = script_of(desk.all_tickets(), present.people, start, end)
        assets = desk.assets
    difference = lived_over(script, present, proposed, assets)
    match form:
        case "json":
            click.echo(as_json(difference))
        case "markdown":
            click.echo(as_markdown(difference), nl=False)
        case _:
            click.echo(as_text(difference))


def lived_over(script: "Script", present: Rules, proposed: Rules, assets: Mapping[str, Asset]) -> "Difference":
    """What the proposed rules would have done otherwise than the present ones."""
    from helpdesk.replay.difference import compare, seen
    from helpdesk.replay.replay import replay

    gc.disable()  # nothing of a replay is garbage before it ends, and looking for some takes a twelfth of the time
    try:
        sides = side_by_side(
            lambda: seen(replay(script, present, assets)), lambda: seen(replay(script, proposed, assets))
        )
    finally:
        gc.enable()
    return compare(script, *sides)


def side_by_side(first: Callable[[], Side], second: Callable[[], Side]) -> tuple[Side, Side]:
    """Both answers, each worked out on a core of its own where the system has two and can fork."""
    if sys.platform != "linux" or (os.cpu_count() or 1) < 2:
        return first(), second()
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(first()), daemon=True)
    child.start()
    sender.close()
    try:
        other = second()
        return receiver.recv(), other
    except EOFError:  # the other process is gone; then it is worked out here, where an error can be seen
        return first(), other
    finally:
        receiver.close()
        child.join()


def _start(text: str, rules: Rules) -> datetime:
    """A day as the desk's own midnight, or a moment with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"not a date: {text!r}; write it like 2026-01-01", param_hint="--since") from None
    if moment.tzinfo is None:
        return datetime.combine(moment.date(), time(), ZoneInfo(rules.desk.timezone))
    return moment
