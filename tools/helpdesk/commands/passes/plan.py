"""`helpdesk plan`: what a pass would do, and why, without doing it."""

from datetime import datetime
from pathlib import Path

import click

from helpdesk.commands.passes.door_options import door_options, moment_option
from helpdesk.commands.passes.doors import open_pass
from helpdesk.commands.present import utc_now


@click.command(
    epilog="""\b
Example:
  helpdesk plan --mail-in folder:inbox
  helpdesk plan --markdown > comment.md
""",
)
@door_options
@moment_option
@click.option("--json", "form", flag_value="json", help="Print one JSON object.")
@click.option("--markdown", "form", flag_value="markdown", help="Print Markdown, for a pull request.")
def plan(
    mail_in: tuple[str, ...],
    mail_out: str,
    github: tuple[str, ...],
    now: datetime | None,
    form: str | None,
    folder: str,
) -> None:
    """Show what a pass would write: tickets, decisions with their reasons, notices, clocks. Nothing is changed."""
    from helpdesk.model.plan_words import as_json, as_markdown, as_text
    from helpdesk.passing.preview import preview

    store, doors, advisor = open_pass(mail_in, mail_out, Path(folder), github)
    moment = now or utc_now()
    try:
        proposed = preview(store, doors, advisor, moment)
    except ConnectionError as problem:
        raise click.ClickException(f"no plan without all that came: {problem}") from problem
    match form:
        case "json":
            click.echo(as_json(proposed))
        case "markdown":
            click.echo(as_markdown(proposed), nl=False)
        case _:
            click.echo(as_text(proposed))
