"""`helpdesk explain`: what the desk decided by itself, and why."""

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal import page
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.decide.explain import explain as lines_of


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@reads
def explain(desk: Desk, reference: str) -> None:
    """Explain every automatic decision on a ticket: which rule, which evidence, who was considered and why not chosen.

    \b
    Example:
      helpdesk explain 123
    """
    record = desk.record(reference)
    lines = list(lines_of(record, desk.rules, desk.snapshot.assets))
    if desk.as_json:
        desk.answer({"reference": record.reference, "lines": lines}, ())
        return
    for text in lines:
        page.line(text)
