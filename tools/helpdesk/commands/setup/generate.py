"""`helpdesk generate`: write again what is made from something else."""

import sys
from collections.abc import Callable
from pathlib import Path

import click


@click.command(
    epilog="""\b
Example:
  helpdesk generate
  helpdesk generate --check
  helpdesk generate --intake ../help-intake       (the forms of a private desk, for where people ask)
""",
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 where a file is stale.")
@click.option(
    "--intake",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Write the issue forms into this clone of the repository where people open issues.",
)
def generate(only_check: bool, intake: Path | None) -> None:
    """Write generated files again: the issue forms of the catalogue, schemas, pages of the guide.

    A file is only written where its folder is here: a desk has no guide, and gets no pages of one. Issue forms
    (.github/ISSUE_TEMPLATE) are made where there is a .github folder and a catalogue.
    """
    stale = _forms(intake, only_check) if intake else [*_files(only_check), *_forms(Path(), only_check)]
    for path in stale:
        click.echo(f"{path}: {'stale; run helpdesk generate' if only_check else 'written'}")
    if not stale:
        click.echo("Every generated file is current.")
    sys.exit(1 if only_check and stale else 0)


def _files(only_check: bool) -> list[str]:
    stale = []
    for path, make in GENERATED.items():
        target = Path(path)
        if not target.parent.is_dir():
            continue
        content = make()
        if target.is_file() and target.read_bytes() == content:
            continue
        stale.append(path)
        if not only_check:
            target.write_bytes(content)
    return stale


def _forms(target: Path, only_check: bool) -> list[str]:
    """The issue forms: beside the desk, or in a clone of the repository where everybody asks."""
    from helpdesk.commands.setup.issue_forms import rules_of, write_forms

    here = target == Path()
    if here and not Path(".github").is_dir():
        return []
    rules = rules_of(Path())
    if rules is None:
        if here:
            return []
        raise click.UsageError("no rules that can be read here: run `helpdesk check` in the desk's folder")
    return write_forms(target, rules, everybody=rules.desk.public or not here, only_check=only_check)


def _timeline() -> bytes:
    from helpdesk.load.generated import timeline_schema

    return timeline_schema()


def _plan() -> bytes:
    from helpdesk.load.generated import plan_schema

    return plan_schema()


def _checks() -> bytes:
    from helpdesk.check import CHECKS
    from helpdesk.check.against_base import GATES
    from helpdesk.check.catalogue import page

    return page(CHECKS, GATES).encode()


def _commands() -> bytes:
    from helpdesk.commands.setup.reference import page

    return page().encode()


GENERATED: dict[str, Callable[[], bytes]] = {
    "schemas/timeline.schema.json": _timeline,
    "schemas/plan.schema.json": _plan,
    "site/docs/checks.md": _checks,
    "site/docs/commands.md": _commands,
}
