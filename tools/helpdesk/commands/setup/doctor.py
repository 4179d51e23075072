"""`helpdesk doctor`: what keeps this desk from working, and the exact next fix."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpdesk.commands.present import utc_now

if TYPE_CHECKING:
    from helpdesk.channels.pulls.settings import Settings
    from helpdesk.commands.setup.diagnosis import Diagnosis
    from helpdesk.commands.setup.doctor_here import Here


@click.command(
    epilog="""\b
Example:
  helpdesk doctor
  HELPDESK_GITHUB_TOKEN=$(gh auth token) helpdesk doctor --repository acme/desk
  helpdesk doctor --offline --json
""",
)
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")
@click.option("--repository", envvar="GITHUB_REPOSITORY", default="", metavar="OWNER/NAME", help="On GitHub.")
@click.option("--offline", is_flag=True, help="Ask neither the remote nor GitHub.")
@click.option(
    "--keep-schedules", is_flag=True, help="Only enable the workflows again, so that GitHub keeps them going."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(folder: str, repository: str, offline: bool, keep_schedules: bool, as_json: bool) -> None:
    """Look at git, the remote, the records, workflows and forms, mail, keys, and what may leak; with
    HELPDESK_GITHUB_TOKEN also at the repository on GitHub: rights, labels, Pages, branch rules, schedules.

    Exit status: 0 nothing is wrong (warnings may stand), 1 something is, 2 no desk here.
    """
    import json

    import msgspec

    from helpdesk.commands.clone.folder import find_desk
    from helpdesk.commands.setup.diagnosis import Verdict
    from helpdesk.commands.setup.doctor_here import here
    from helpdesk.commands.terminal.visible import block
    from helpdesk.store.repository import NotADesk

    root = find_desk(Path(folder).resolve())
    try:
        if root is None:
            raise NotADesk(f"no desk in {folder!r}: it has neither rules/ nor tickets/; `helpdesk init` makes one")
        at = here(root, utc_now(), offline=offline)
    except NotADesk as problem:
        raise click.UsageError(str(problem)) from None
    if keep_schedules:
        _keep(at, repository)
        return
    found = list(_asked(at, repository))
    if as_json:
        click.echo(json.dumps({"diagnoses": [msgspec.to_builtins(one) for one in found]}))
    else:
        for one in found:
            click.echo(block(str(one)))
    raise SystemExit(1 if any(one.verdict is Verdict.WRONG for one in found) else 0)


def _asked(at: "Here", repository: str) -> Iterator["Diagnosis"]:
    """Every question's answers; one that breaks down is an answer too."""
    from helpdesk.commands.clone.main_branch import name_on_github
    from helpdesk.commands.setup.diagnosis import unknown
    from helpdesk.commands.setup.doctor_github import QUESTIONS as ON_GITHUB
    from helpdesk.commands.setup.doctor_github import OnGitHub
    from helpdesk.commands.setup.doctor_here import QUESTIONS as HERE

    for ask in HERE:
        yield from ask(at)
    if at.offline:
        return
    repository = repository or name_on_github(at.repository)
    if not repository or not os.environ.get("HELPDESK_GITHUB_TOKEN"):
        fix = "HELPDESK_GITHUB_TOKEN=... helpdesk doctor --repository OWNER/NAME"
        yield unknown("GitHub", "not asked: no repository named, or no token", fix)
        return
    settings = _settings(at, repository)
    try:
        about = settings.about()
    except ConnectionError as problem:
        yield unknown("GitHub", str(problem), "look at HELPDESK_GITHUB_TOKEN, --repository and GITHUB_API_URL")
        return
    there = OnGitHub(repository, settings, about, at.rules, at.root, at.now)
    for question in ON_GITHUB:
        try:
            yield from question(there)
        except ConnectionError as problem:
            yield unknown(question.__name__.replace("_", " "), str(problem))


def _settings(at: "Here", repository: str) -> "Settings":
    from helpdesk.channels.pulls.settings import Settings
    from helpdesk.commands.proposals.pulls import open_account

    return Settings(open_account(at.repository).api, repository)


def _keep(at: "Here", repository: str) -> None:
    from helpdesk.commands.clone.main_branch import name_on_github

    repository = repository or name_on_github(at.repository)
    if not repository:
        raise click.UsageError("which repository? say --repository OWNER/NAME, or set GITHUB_REPOSITORY")
    settings = _settings(at, repository)
    try:
        known = settings.workflows()
        if known is None:
            raise click.ClickException(
                f"the token may not ask for the workflows of {repository}; give it `actions: write`"
            )
        for workflow in known:
            if workflow.state in ("active", "disabled_inactivity"):
                settings.enable(workflow)
                click.echo(f"{workflow.path}: enabled")
    except ConnectionError as problem:
        raise click.ClickException(f"{problem}; the workflow needs `actions: write`") from None
