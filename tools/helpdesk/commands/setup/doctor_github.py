"""The doctor's questions to GitHub: what the token may, what leaks, which rules guard the main branch, how schedules
fare."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from helpdesk.channels.forms import form_label, offered
from helpdesk.channels.pulls.pull_requests import CHECK
from helpdesk.channels.pulls.settings import About, Settings, minutes_spent
from helpdesk.commands.setup.diagnosis import Diagnosis, fine, unknown, warn, wrong
from helpdesk.model.rules import Rules

_THE_DESK = ".github/workflows/desk.yml"
_GUARDED = ("/.github/", "/rules/")
# Schedules are late by hours; a day without a pass is another matter.
_LATE = timedelta(hours=6)
_DEAD = timedelta(days=1)
_MONTH = timedelta(days=30)


class OnGitHub(msgspec.Struct, frozen=True):
    """What the questions are asked of."""

    name: str
    settings: Settings
    about: About
    rules: Rules | None
    root: Path
    now: datetime

    @property
    def page(self) -> str:
        """The settings as one clicks there."""
        return f"{self.name} > Settings"


def token(at: OnGitHub) -> Iterator[Diagnosis]:
    """The token may do what the desk does."""
    may = at.about.permissions
    if may is None:
        yield unknown("token", "GitHub does not say what it may")
    elif not may.push:
        fix = "give it Contents, Issues and Pull requests: read and write on this repository"
        yield wrong("token", f"may not write to {at.name}", fix)
    else:
        yield fine("token", f"may write to {at.name}")
    if at.about.archived:
        yield wrong("repository", "archived: nothing can be written", f"{at.page} > General > Unarchive")


def audience(at: OnGitHub) -> Iterator[Diagnosis]:
    """A desk for staff lies in a private repository."""
    public = at.rules.desk.public if at.rules else False
    if not at.about.private and not public:
        yield wrong(
            "audience",
            "the repository is public and the desk is not: anybody reads every ticket, note and address",
            f"{at.page} > General > Change visibility > private; or say `public: true` in rules/desk.yml",
        )
    elif at.about.private and public:
        yield warn("audience", "rules/desk.yml says public, the repository is private", "set `public: false`")
    else:
        yield fine("audience", "private, as the desk" if at.about.private else "public, as the desk says")


def labels(at: OnGitHub) -> Iterator[Diagnosis]:
    """The labels that issue forms set are there: GitHub does not make them."""
    if not at.about.has_issues:
        yield warn("issues", "switched off", f"{at.page} > General > Features > Issues")
        return
    items = offered(at.rules.catalog, everybody=at.rules.desk.public) if at.rules else []
    missing = sorted({form_label(item.id) for item in items} - at.settings.labels() - {""})
    if missing:
        command = f"gh label create --repo {at.name} "
        fix = " && ".join(f"{command}'{label}'" for label in missing)
        yield warn("labels", f"missing: {', '.join(missing)}; forms are known by their headings alone", fix)
    else:
        yield fine("labels", "all there")


def pages(at: OnGitHub) -> Iterator[Diagnosis]:
    """The portal has a place."""
    there = at.settings.has_pages()
    if there is None:
        yield unknown("pages", "the token may not ask", "give it Pages: read")
    elif not there:
        yield warn("pages", "no site: publish.yml has no place", f"{at.page} > Pages > Source: GitHub Actions")
    elif at.about.private:
        yield warn(
            "pages", "a site is public even of a private repository", "publish.yml builds the public audience only"
        )
    else:
        yield fine("pages", "published by GitHub Actions")


def branch(at: OnGitHub) -> Iterator[Diagnosis]:
    """Nobody reaches the main branch past the desk's check, and its owners see rules and workflows."""
    rules = at.settings.rules(at.about.default_branch)
    if rules is None:
        yield unknown("branch rules", "the token may not ask", "give it Administration: read")
        return
    required = {check.context for rule in rules if rule.parameters for check in rule.parameters.required_status_checks}
    place = f"{at.page} > Rules > Rulesets > New branch ruleset, target {at.about.default_branch}"
    if CHECK not in required:
        fix = f'{place}: require status checks: "{CHECK}"; bypass: the app or deploy key the pass pushes with'
        yield warn("branch rules", f'"{CHECK}" is not required: a pull request can be merged against the rules', fix)
    else:
        yield fine("branch rules", f'"{CHECK}" is required')
    owners = next((at.root / path for path in _OWNERS if (at.root / path).is_file()), None)
    text = owners.read_text("utf-8", "replace") if owners else ""
    open_ = [path for path in _GUARDED if path not in text and path.removesuffix("/") not in text]
    if open_:
        lines = " and ".join(f"`{path} @your-maintainers`" for path in open_)
        yield warn("code owners", f"nobody owns {', '.join(open_)}", f"write {lines} into .github/CODEOWNERS")
    elif not any(rule.parameters and rule.parameters.require_code_owner_review for rule in rules):
        yield warn("code owners", "named, and not asked", f"{place}: require review from Code Owners")
    else:
        yield fine("code owners", "asked for rules and workflows")


_OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


def environment(at: OnGitHub) -> Iterator[Diagnosis]:
    """Secrets are in reach of the main branch alone."""
    found = at.settings.environment("desk")
    fix = f"{at.page} > Environments > desk > Deployment branches: Selected branches, {at.about.default_branch}"
    if found is None:
        yield warn("environment", "no `desk`: secrets are in reach of every branch", fix)
    elif found.deployment_branch_policy is None:
        yield wrong("environment", "`desk` is open to every branch: a workflow on one reaches the secrets", fix)
    else:
        yield fine("environment", "`desk` is limited to chosen branches")


def schedules(at: OnGitHub) -> Iterator[Diagnosis]:
    """The pass runs."""
    known = at.settings.workflows()
    if known is None:
        yield unknown("schedules", "the token may not ask", "give it Actions: read")
        return
    for workflow in known:
        if workflow.state != "active":
            fix = f"gh workflow enable --repo {at.name} {Path(workflow.path).name}"
            yield wrong("schedules", f"{workflow.path} is {workflow.state}", fix)
    if _THE_DESK not in {workflow.path for workflow in known}:
        yield warn("schedules", "no desk.yml: GitHub runs no pass", "helpdesk upgrade, commit and push")
        return
    runs = at.settings.runs(at.now - _MONTH) or []
    good = [run.created_at for run in runs if run.path == _THE_DESK and run.conclusion == "success"]
    command = f"gh run list --repo {at.name} --workflow desk.yml"
    if not good or at.now - max(good) > _DEAD:
        yield wrong("pass", "none ended well for a day", command)
    elif at.now - max(good) > _LATE:
        yield warn("pass", f"the last good one was at {max(good):%Y-%m-%d %H:%M} UTC", command)
    else:
        yield fine("pass", f"the last good one was at {max(good):%Y-%m-%d %H:%M} UTC")
    yield fine("minutes", f"about {minutes_spent(runs):.0f} in 30 days, of {len(runs)} runs")


QUESTIONS: tuple[Callable[[OnGitHub], Iterator[Diagnosis]], ...] = (
    token,
    audience,
    labels,
    pages,
    branch,
    environment,
    schedules,
)
