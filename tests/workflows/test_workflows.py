"""The workflows hold no logic: each ends in a verb, asks for little, and trusts nothing that came from outside."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpdesk.channels.github.notebook import FILE
from helpdesk.publish.passes import FILE as PASSES
from helpdesk.store.cache import FILE as CACHE
from helpdesk.store.rewritten import FILE as HIGHEST

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
STARTER = sorted((ROOT / "tools" / "helpdesk" / "_data" / "starter" / "workflows").glob("*.yml"))
EVERY = [pytest.param(path, id=f"{path.parents[1].name}/{path.name}") for path in (*OWN, *STARTER)]
VERB = re.compile(r"helpdesk [a-z-]+( [-\w\"$./]+)*\Z|python -m pip install --quiet [-\w./ '\[\]]+\Z|bash \.ci/run\Z")


def read(path: Path) -> dict[Any, Any]:
    loaded = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", EVERY)
def test_a_step_is_an_action_pinned_by_its_commit_or_one_command(path: Path) -> None:
    for step in steps(path):
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step
        else:
            assert VERB.match(step["run"]), step["run"]


@pytest.mark.parametrize("path", EVERY)
def test_rights_are_given_job_by_job_and_nothing_is_inherited(path: Path) -> None:
    flow = read(path)
    assert flow["permissions"] == {}
    assert "concurrency" in flow
    for job in flow["jobs"].values():
        assert "permissions" in job
        assert job["timeout-minutes"] <= 30


@pytest.mark.parametrize("path", EVERY)
def test_credentials_stay_in_a_checkout_only_where_something_is_pushed(path: Path) -> None:
    for job in read(path)["jobs"].values():
        pushes = job["permissions"].get("contents") == "write"
        kept = [step["with"]["persist-credentials"] for step in job["steps"] if "checkout" in step.get("uses", "")]
        assert all(keep is pushes for keep in kept)


@pytest.mark.parametrize("path", EVERY)
def test_what_strangers_write_wakes_a_workflow_and_reaches_nothing_in_it(path: Path) -> None:
    told = re.findall(r"\$\{\{\s*(.*?)\s*\}\}", path.read_text("utf-8"))
    allowed = re.compile(
        r"github\.(ref|sha|token|run_id|event\.repository\.default_branch|event\.pull_request\.((base|head)\.sha|user\.id))\Z"
        r"|secrets\.HELPDESK_\w+( \|\| github\.token)?\Z"
    )
    assert [one for one in told if not allowed.match(one)] == []


def test_a_desk_gets_the_workflows_that_this_repository_has() -> None:
    def plain(path: Path) -> list[str]:
        """Without what only the tool's own repository needs: it installs itself, and runs where a variable says so."""
        lines = [line for line in path.read_text("utf-8").splitlines() if "pip install" not in line]
        return [line for line in lines if "HELPDESK_RUN" not in line and "The tool's own repository" not in line]

    ours = {path.name: plain(path) for path in OWN if path.name != "ci.yml"}
    assert ours == {path.name: plain(path) for path in STARTER if path.name != "ci.yml"}


def test_secrets_and_rights_to_write_are_out_of_a_pull_requests_reach() -> None:
    check = read(ROOT / ".github" / "workflows" / "check.yml")
    assert set(check[True]) == {"pull_request"}  # YAML 1.1 reads the key `on` as true
    text = (ROOT / ".github" / "workflows" / "check.yml").read_text("utf-8")
    assert "secrets." not in text
    assert "write" not in {right for job in check["jobs"].values() for right in job["permissions"].values()}


@pytest.mark.parametrize("desk", [path for path in (*OWN, *STARTER) if path.name == "desk.yml"], ids=str)
def test_what_a_pass_knew_of_github_and_read_of_tickets_is_there_for_the_next_one(desk: Path) -> None:
    github, read_once = (step["with"] for step in steps(desk) if "actions/cache@" in step.get("uses", ""))
    assert github["path"].split() == [f".git/helpdesk/{FILE}", f".git/helpdesk/{HIGHEST}", f".git/{PASSES}"]
    assert read_once["path"] == f".git/helpdesk/{CACHE}"
    for kept in (github, read_once):
        assert kept["key"] != kept["restore-keys"] and kept["key"].startswith(kept["restore-keys"])
    # A pass that finds nothing new keeps nothing anew: the day has ninety of them, and the whole cache goes by size.
    assert read_once["key"].endswith("${{ github.sha }}")
