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
""",
)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 where a file is stale.")
def generate(only_check: bool) -> None:
    """Write generated files again: schemas of what the desk writes, the pages of checks and commands.

    A file is only written where its folder is here: a desk has no guide, and gets no pages of one.
    """
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
    for path in stale:
        click.echo(f"{path}: {'stale; run helpdesk generate' if only_check else 'written'}")
    if not stale:
        click.echo(f"{len(GENERATED)} generated files are current.")
    sys.exit(1 if only_check and stale else 0)


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
    from helpdesk.commands.reference import page

    return page().encode()


GENERATED: dict[str, Callable[[], bytes]] = {
    "schemas/timeline.schema.json": _timeline,
    "schemas/plan.schema.json": _plan,
    "site/docs/checks.md": _checks,
    "site/docs/commands.md": _commands,
}
