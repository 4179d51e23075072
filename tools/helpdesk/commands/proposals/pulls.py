"""Pull requests as `helpdesk review --pulls` goes through them: fetched as objects, judged, told, landed."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from helpdesk.channels.github.account import Account, account
from helpdesk.channels.github.notebook import Notebook
from helpdesk.channels.pulls.pull_requests import PullRequest, PullRequests
from helpdesk.commands.clone.identity import find_author
from helpdesk.commands.clone.main_branch import name_on_github
from helpdesk.commands.proposals.review_words import as_markdown
from helpdesk.commands.proposals.reviewing import Review, merged, review_change
from helpdesk.commands.terminal.step_summary import step_summary
from helpdesk.commands.terminal.visible import one_line
from helpdesk.model.ports import Landing
from helpdesk.model.rules.people import Role
from helpdesk.store.carry_out import land as push_to_branch
from helpdesk.store.compare import NoComparison, base_rules
from helpdesk.store.importing import drop_ref, private_ref
from helpdesk.store.joining import joined_tree
from helpdesk.store.plumbing import GitError, Objects
from helpdesk.store.repository import Repository

if TYPE_CHECKING:
    from helpdesk.model.rules import Rules


def open_account(desk: Repository) -> Account:
    """GitHub by the environment. A usage error where it names no token."""
    try:
        return account(Notebook(desk.common_dir / "helpdesk"))
    except ValueError as problem:
        raise click.UsageError(str(problem)) from None


def review_pulls(desk: Repository, repository: str, numbers: Iterable[int], *, land: bool, now: datetime) -> int:
    """Review the pull requests with these numbers, or every open one whose head nobody spoke of yet. Prints a line for
    each; returns how many could not be looked at. One that fails leaves the others untouched."""
    repository = repository or name_on_github(desk)
    if not repository:
        raise click.UsageError("which repository? say --repository OWNER/NAME, or set GITHUB_REPOSITORY")
    on_github = PullRequests(open_account(desk), repository)
    wrong = 0
    try:
        chosen = [on_github.one(number) for number in numbers]
        pulls = chosen or on_github.open(desk.branch)
    except ConnectionError as problem:
        raise click.ClickException(str(problem)) from None
    for pull in pulls:
        try:
            said = _reviewed(desk, on_github, pull, now, land=land, again=bool(chosen))
        except (ConnectionError, NoComparison, GitError) as problem:
            wrong += 1
            said = f"could not be looked at: {problem}"
        click.echo(one_line(f"#{pull.number} {said}"))
    if not pulls:
        click.echo(f"No pull request against {desk.branch} is open.")
    return wrong


def _reviewed(
    desk: Repository, on_github: PullRequests, pull: PullRequest, now: datetime, *, land: bool, again: bool
) -> str:
    _, told = on_github.told(pull.number)
    if told == pull.head.sha and not again and not land:
        return "told already"
    ref = private_ref("pull")
    try:
        head = _fetched(desk, pull, ref)
        base = desk.fetch()
        spoken = told == head and not again
        # All that may be left to do is landing what git cannot merge.
        if spoken and not joined_tree(desk, head, base).conflicts:
            return "told already"
        found = review_change(desk, base, head, pull.author, now, f"#{pull.number}")
        if spoken and not found.can_land:
            return "told already"
        landed, trouble = _landed(desk, pull, found, now) if land and found.can_land else ("", "")
        words = as_markdown(found, landed=landed) + (f"\n{trouble}\n" if trouble else "")
        # The comment says that this head is done with: it comes last, so that a check that failed is put again.
        unchecked = on_github.check(head, allowed=not found.refused, summary=words, findings=found.report.findings)
        on_github.tell(pull, words)
    finally:
        drop_ref(desk.git, ref)
    step_summary(lambda: f"## Pull request {pull.number}\n\n{words}\n")
    return "; ".join(filter(None, (_in_short(found, landed), trouble, unchecked)))


def _fetched(desk: Repository, pull: PullRequest, ref: str) -> str:
    """The head's objects, kept by a ref of ours: nothing is checked out. Raises NoComparison where it moved on."""
    if not desk.remote:
        raise NoComparison("this clone has no remote to fetch pull requests from")
    spec = f"+refs/pull/{pull.number}/head:{ref}"
    options = ("--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--quiet")
    desk.git.run("fetch", *options, "--end-of-options", desk.remote, spec)
    head = desk.resolve(ref)
    if head != pull.head.sha:
        raise NoComparison(f"its head moved from {pull.head.sha[:10]} to {head[:10]} meanwhile; the next run sees it")
    return head


def _landed(desk: Repository, pull: PullRequest, found: Review, now: datetime) -> tuple[str, str]:
    """The commit under which the desk merged it, or why it did not. Only staff's own edits are landed without anybody
    pressing a button: they could have given them as commands."""
    with Objects(desk.git) as objects:
        rules: Rules = base_rules(desk, objects, found.base)
    person = find_author(pull.author, rules)
    if person is None or person.role is Role.REQUESTER:
        return "", "Only staff's own edits are landed by the desk: a member of staff merges this by hand."
    with desk.lock(), merged(desk, found, f"#{pull.number}", now) as commit:
        landed = push_to_branch(desk, commit, found.base)
    if landed.landing is Landing.LANDED:
        return commit, ""
    return "", f"It could not be landed: {landed.why or 'others pushed meanwhile; the next run tries again'}"


def _in_short(found: Review, landed: str) -> str:
    if landed:
        return f"landed as {landed[:10]}"
    if found.refused:
        return f"refused: {len(found.report.findings)} findings"
    if found.choices:
        return f"to choose: {'; '.join(found.choices)}"
    return "in conflict" if found.conflicts else "allowed"
