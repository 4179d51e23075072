"""How a repository on GitHub is set up, and how its workflows fare.

Source: GitHub REST API, "Repositories", "Rules", "Pages", "Environments" and "Workflow runs".
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

import msgspec

from helpdesk.channels.github.api import Api, Refused
from helpdesk.channels.github.wire import Label

_NOT_THERE = (403, 404)
Kind = TypeVar("Kind")


class Rights(msgspec.Struct, frozen=True):
    """What the token may do."""

    admin: bool = False
    push: bool = False
    triage: bool = False


class About(msgspec.Struct, frozen=True):
    """The repository."""

    private: bool
    default_branch: str = "main"
    has_issues: bool = True
    archived: bool = False
    permissions: Rights | None = None


class Workflow(msgspec.Struct, frozen=True):
    """`state` is active, disabled_inactivity, disabled_manually, ..."""

    id: int
    path: str
    state: str


class Run(msgspec.Struct, frozen=True):
    """One run of a workflow."""

    created_at: datetime
    updated_at: datetime
    path: str = ""
    status: str | None = None
    conclusion: str | None = None
    run_started_at: datetime | None = None


class Policy(msgspec.Struct, frozen=True):
    protected_branches: bool = False
    custom_branch_policies: bool = False


class Environment(msgspec.Struct, frozen=True):
    name: str
    deployment_branch_policy: Policy | None = None


class _Workflows(msgspec.Struct):
    workflows: list[Workflow]


class _Runs(msgspec.Struct):
    workflow_runs: list[Run]


class Required(msgspec.Struct, frozen=True):
    context: str = ""


class Parameters(msgspec.Struct, frozen=True):
    required_status_checks: tuple[Required, ...] = ()
    require_code_owner_review: bool = False


class BranchRule(msgspec.Struct, frozen=True):
    """A rule that holds for a branch: `type` is required_status_checks, pull_request, ..."""

    type: str
    parameters: Parameters | None = None


class Settings:
    """The settings of one repository (`owner/name`). What may not be asked is None."""

    def __init__(self, api: Api, repository: str) -> None:
        self._api, self._path = api, f"/repos/{repository}"

    def about(self) -> About:
        """Raises Refused."""
        return self._api.get(self._path, About)

    def labels(self) -> set[str]:
        """Every label's name."""
        return {label.name for label in self._api.pages(f"{self._path}/labels", Label, {}).items()}

    def has_pages(self) -> bool | None:
        """Whether a site is published; None where the token may not ask."""
        try:
            self._api.ask("GET", f"{self._path}/pages")
        except Refused as problem:
            if problem.status == 404:
                return False
            if problem.status == 403:
                return None
            raise
        return True

    def rules(self, branch: str) -> list[BranchRule] | None:
        """What holds for a branch by rulesets."""
        return self._maybe(f"{self._path}/rules/branches/{quote(branch, safe='')}", list[BranchRule])

    def environment(self, name: str) -> Environment | None:
        """An environment; None where there is none, or it may not be asked for."""
        return self._maybe(f"{self._path}/environments/{quote(name, safe='')}", Environment)

    def workflows(self) -> list[Workflow] | None:
        """Every workflow there is."""
        found = self._maybe(f"{self._path}/actions/workflows?per_page=100", _Workflows)
        return found.workflows if found else None

    def runs(self, since: datetime, most: int = 1000) -> list[Run] | None:
        """Runs since then, the newest first; at most so many, which is what GitHub gives for a search."""
        runs: list[Run] = []
        while len(runs) < most:
            page = len(runs) // 100 + 1
            query = f"per_page=100&page={page}&created=%3E%3D{since:%Y-%m-%dT%H:%M:%SZ}"
            found = self._maybe(f"{self._path}/actions/runs?{query}", _Runs)
            if found is None:
                return None
            runs += found.workflow_runs
            if len(found.workflow_runs) < 100:
                break
        return runs

    def enable(self, workflow: Workflow) -> None:
        """Enable a workflow, which starts GitHub's count of quiet days anew. Raises Refused."""
        self._api.ask("PUT", f"{self._path}/actions/workflows/{workflow.id}/enable")

    def _maybe(self, path: str, kind: type[Kind]) -> Kind | None:
        try:
            return self._api.get(path, kind)
        except Refused as problem:
            if problem.status in _NOT_THERE:
                return None
            raise


def minutes_spent(runs: Iterable[Run]) -> float:
    """Minutes from start to end of these runs. GitHub bills each job's minutes rounded up: this is what was waited, and
    the least that is billed."""
    spans = (
        (run.updated_at - (run.run_started_at or run.created_at)).total_seconds() for run in runs if run.conclusion
    )
    return sum(max(0.0, span) for span in spans) / 60
