"""`helpdesk review`: what a pull request comes to, said in one comment on it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpdesk.commands.present import utc_now

if TYPE_CHECKING:
    from helpdesk.store.repository import Repository


@click.command(
    epilog="""\b
Example:
  helpdesk review                          (your branch, as its pull request would be told)
  helpdesk review --base origin/main --head HEAD --json
  helpdesk review --pulls                  (in a workflow: every open pull request gets its comment)
  helpdesk review --pull 12 --land
""",
)
@click.option("--base", default="", metavar="REV", help="What it is to be merged into (the desk's branch).")
@click.option("--head", default="HEAD", show_default=True, metavar="REV", help="The proposal.")
@click.option(
    "--author", metavar="WHO", help="Whose it is: a mail address or a numeric GitHub id (the commits' author)."
)
@click.option("--pulls", is_flag=True, help="Every open pull request whose head changed since it was last told.")
@click.option("--pull", "numbers", multiple=True, type=int, metavar="N", help="This pull request.")
@click.option("--land", is_flag=True, help="Land what git cannot merge and the desk can: staff's edits of tickets/.")
@click.option("--repository", envvar="GITHUB_REPOSITORY", default="", metavar="OWNER/NAME", help="On GitHub.")
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def review(
    base: str,
    head: str,
    author: str | None,
    pulls: bool,
    numbers: tuple[int, ...],
    land: bool,
    repository: str,
    folder: str,
    as_json: bool,
) -> None:
    """Judge a proposal by its base's rules, and show what merging it would do: notices, clocks, assignments, and for
    rules what they would have changed.

    With --pull or --pulls it stands as one comment on the pull request, edited in place, and as a check beside its
    commit; that needs HELPDESK_GITHUB_TOKEN. Exit status: 0 allowed, 1 refused or left to choose, 2 nothing to compare.
    """
    from helpdesk.commands.clone.main_branch import main_branch, revision
    from helpdesk.store.compare import NoComparison
    from helpdesk.store.repository import NotADesk, Repository

    try:
        desk = Repository.open(Path(folder))
        if pulls or numbers:
            from helpdesk.commands.proposals.pulls import review_pulls

            wrong = review_pulls(desk, repository, numbers, land=land, now=utc_now())
            raise SystemExit(1 if wrong else 0)
        _shown(desk, base or revision(desk, main_branch(desk)), head, author, as_json)
    except (NoComparison, NotADesk) as problem:
        raise click.UsageError(str(problem)) from None


def _shown(desk: "Repository", base: str, head: str, author: str | None, as_json: bool) -> None:
    from helpdesk.commands.proposals.review_words import as_json as in_json
    from helpdesk.commands.proposals.review_words import as_markdown
    from helpdesk.commands.proposals.reviewing import review_change
    from helpdesk.commands.terminal.step_summary import step_summary
    from helpdesk.commands.terminal.visible import block

    named = author if author is not None else os.environ.get("HELPDESK_AUTHOR") or None
    found = review_change(desk, base, head, named, utc_now())
    click.echo(in_json(found) if as_json else block(as_markdown(found)))
    step_summary(lambda: as_markdown(found))
    raise SystemExit(1 if found.refused or found.choices else 0)
