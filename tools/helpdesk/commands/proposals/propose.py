"""`helpdesk propose`: your commits as a pull request."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from helpdesk.channels.pulls.pull_requests import PullRequest, PullRequests
    from helpdesk.store.repository import Repository

_UNFIT = re.compile(r"[^a-z0-9]+")


@click.command(
    epilog="""\b
Example:
  helpdesk set 123 priority=P1 && helpdesk propose
  helpdesk propose --branch longer-targets --title "Longer targets in August" --draft
""",
)
@click.option("--title", default="", help="Its title (the subject of your last commit).")
@click.option("--branch", default="", metavar="NAME", help="The branch to push to (made of the title).")
@click.option("-m", "--message", "body", default="", help="What it says.")
@click.option("--draft", is_flag=True, help="Not to be merged yet.")
@click.option(
    "--repository", envvar="GITHUB_REPOSITORY", default="", metavar="OWNER/NAME", help="On GitHub (the remote)."
)
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def propose(title: str, branch: str, body: str, draft: bool, repository: str, folder: str, as_json: bool) -> None:
    """Push your commits to a branch of their own and open a pull request for it; where one is open, it gets them.

    Needs HELPDESK_GITHUB_TOKEN. Exit status: 0 it is open, 1 refused, 2 no desk, or nothing to propose.
    """
    import json

    pull, name = proposed(Path(folder), title=title, branch=branch, body=body, draft=draft, repository=repository)
    if as_json:
        click.echo(json.dumps({"number": pull.number, "url": pull.html_url, "branch": name}))
    else:
        click.echo(f"#{pull.number} {pull.html_url}")


def proposed(
    folder: Path, *, title: str = "", branch: str = "", body: str = "", draft: bool = False, repository: str = ""
) -> "tuple[PullRequest, str]":
    """The open pull request of this clone's commits, and its branch. Usage errors and refusals are click's."""
    from helpdesk.channels.pulls.pull_requests import PullRequests
    from helpdesk.commands.clone.main_branch import name_on_github
    from helpdesk.commands.proposals.pulls import open_account
    from helpdesk.store.repository import NotADesk, Repository

    try:
        desk = Repository.open(folder)
        name = repository or os.environ.get("GITHUB_REPOSITORY") or name_on_github(desk)
        if not name:
            raise click.UsageError("which repository is this on GitHub? say --repository OWNER/NAME")
        subject = _subject(desk)
    except NotADesk as problem:
        raise click.UsageError(str(problem)) from None
    on_github = PullRequests(open_account(desk), name)
    chosen = branch or _branch(desk, title or subject)
    _push(desk, chosen)
    try:
        return _opened(on_github, desk, chosen, title or subject, body, draft=draft), chosen
    except ConnectionError as problem:
        raise click.ClickException(f"pushed to {chosen}, not proposed: {problem}") from None


def _subject(desk: "Repository") -> str:
    """The subject of the last commit that the desk does not have yet. Raises UsageError without one."""
    from helpdesk.commands.clone.main_branch import main_branch, revision

    span = f"{revision(desk, main_branch(desk))}..HEAD"
    done = desk.git.run("log", "-1", "--format=%s", "--end-of-options", span, check=False)
    if done.code or not done.text:
        raise click.UsageError("nothing to propose: every commit here is the desk's already; edit and commit first")
    return done.text


def _branch(desk: "Repository", title: str) -> str:
    """The branch checked out, where it is another than the desk's; else one named by the title."""
    from helpdesk.commands.clone.main_branch import main_branch

    here = desk.git.run("symbolic-ref", "--quiet", "--short", "HEAD", check=False).text
    if here and here != main_branch(desk):
        return here
    return f"propose/{_UNFIT.sub('-', title.casefold()).strip('-')[:50] or 'edits'}"


def _push(desk: "Repository", branch: str) -> None:
    from helpdesk.store.plumbing import GitError

    if desk.git.run("check-ref-format", "--branch", branch, check=False).code:
        raise click.UsageError(f"git takes no branch called {branch!r}; name another with --branch")
    try:
        desk.git.run("push", "--quiet", "--end-of-options", desk.remote, f"HEAD:refs/heads/{branch}")
    except GitError as error:
        fix = "name another with --branch, or fetch and join what is there"
        raise click.ClickException(f"could not push to {branch}: {error.said[:300]}; {fix}") from None


def _opened(
    on_github: "PullRequests", desk: "Repository", branch: str, title: str, body: str, *, draft: bool
) -> "PullRequest":
    from helpdesk.commands.clone.main_branch import main_branch

    there = on_github.of_branch(branch)
    return there or on_github.propose(branch, main_branch(desk), title, body, draft=draft)
