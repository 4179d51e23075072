"""`helpdesk doctor` names what keeps a desk from working and the exact next fix; `helpdesk upgrade` is one of them."""

import json
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from click.testing import CliRunner, Result

from helpdesk import __version__
from helpdesk.channels.github.api import Api, Refused
from helpdesk.channels.pulls.settings import Settings
from helpdesk.commands import main
from helpdesk.commands.setup.diagnosis import Diagnosis
from helpdesk.commands.setup.doctor_github import QUESTIONS, OnGitHub
from helpdesk.commands.setup.issue_forms import rules_of

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REPO = "/repos/acme/desk"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HELPDESK_GITHUB_TOKEN", "HELPDESK_MAIL_OUT", "HELPDESK_REPLY_KEYS", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A new desk, as `helpdesk init` makes it."""
    made = CliRunner().invoke(main, ["init", str(tmp_path / "desk"), "--address", "support@example.org"])
    assert made.exit_code == 0, made.output
    return tmp_path / "desk"


def run(desk: Path, *words: str, **more: Any) -> Result:
    return CliRunner().invoke(main, [words[0], "-C", str(desk), *words[1:]], catch_exceptions=False, **more)


def verdicts(desk: Path, *words: str) -> dict[str, str]:
    found = json.loads(run(desk, "doctor", "--json", *words).output)["diagnoses"]
    return {one["subject"]: one["verdict"] for one in found}


def test_a_new_desk_has_nothing_wrong_and_is_told_what_it_lacks(desk: Path) -> None:
    result = run(desk, "doctor")
    assert result.exit_code == 0, result.output
    assert re.search(r"warn remote: none.*\n +fix: git remote add origin URL", result.output)
    assert "openssl rand -hex 32" in result.output
    assert verdicts(desk)["GitHub"] == "unknown"


def test_a_broken_record_is_wrong_and_the_fix_is_a_command(desk: Path) -> None:
    (desk / "rules" / "desk.yml").write_text("name: [\n", "utf-8")
    result = run(desk, "doctor")
    assert result.exit_code == 1
    assert re.search(r"BAD  records: .*\n +fix: helpdesk check", result.output)


def test_a_remote_that_does_not_answer_is_wrong_and_offline_is_not_asked(desk: Path) -> None:
    subprocess.run(["git", "remote", "add", "origin", str(desk.parent / "nowhere")], cwd=desk, check=True)
    assert verdicts(desk)["remote"] == "wrong"
    assert verdicts(desk, "--offline")["remote"] == "unknown"


def test_a_key_that_can_be_guessed_is_wrong(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_REPLY_KEYS", "secret")
    assert verdicts(desk)["HELPDESK_REPLY_KEYS"] == "wrong"


def test_a_public_desk_is_warned_of_what_anybody_reads(desk: Path) -> None:
    with (desk / "rules" / "desk.yml").open("a", encoding="utf-8") as file:
        file.write("public: true\n")
    assert verdicts(desk)["audience"] == "warn"


def test_an_old_workflow_is_shown_and_brought_up_to_date(desk: Path) -> None:
    file = desk / ".github" / "workflows" / "desk.yml"
    new = file.read_text("utf-8")
    file.write_text("name: old\n", "utf-8")
    (desk / "requirements.txt").write_text("gitops-helpdesk==0.0.1\n", "utf-8")
    assert {verdicts(desk)[one] for one in ("workflows", "version")} == {"warn"}
    assert run(desk, "upgrade", "--check").exit_code == 1
    shown = run(desk, "upgrade", input="n\n")
    assert (shown.exit_code, "-name: old" in shown.output, file.read_text("utf-8")) == (1, True, "name: old\n")
    assert run(desk, "upgrade", "--yes").exit_code == 0
    assert file.read_text("utf-8") == new
    assert (desk / "requirements.txt").read_text("utf-8") == f"gitops-helpdesk=={__version__}\n"
    assert "nothing to change" in run(desk, "upgrade").output


class Canned(Api):
    """GitHub with these answers by path; every other path is 404, and what is a number is that status."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        super().__init__("token")
        self._answers, self.asked = answers, []

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        self.asked.append((method, path))
        found = self._answers.get(path.partition("?")[0], 404)
        if isinstance(found, int):
            raise Refused(found, f"GitHub said {found}")
        response = requests.Response()
        response.status_code, response._content = 200, msgspec.json.encode(found)
        return response


RUN = {
    "path": ".github/workflows/desk.yml",
    "created_at": "2026-03-02T11:00:00Z",
    "updated_at": "2026-03-02T11:02:00Z",
    "conclusion": "success",
}
SOUND: dict[str, object] = {
    REPO: {"private": True, "permissions": {"push": True}},
    f"{REPO}/labels": [],
    f"{REPO}/pages": {},
    f"{REPO}/rules/branches/main": [
        {
            "type": "required_status_checks",
            "parameters": {
                "required_status_checks": [{"context": "helpdesk review"}],
                "require_code_owner_review": True,
            },
        }
    ],
    f"{REPO}/environments/desk": {"name": "desk", "deployment_branch_policy": {"custom_branch_policies": True}},
    f"{REPO}/actions/workflows": {"workflows": [{"id": 1, "path": ".github/workflows/desk.yml", "state": "active"}]},
    f"{REPO}/actions/runs": {"workflow_runs": [RUN]},
}


def asked(desk: Path, **answers: object) -> dict[str, Diagnosis]:
    api = Canned({**SOUND, **{f"{REPO}/{name}".rstrip("/"): value for name, value in answers.items()}})
    settings = Settings(api, "acme/desk")
    at = OnGitHub("acme/desk", settings, settings.about(), rules_of(desk), desk, NOW)
    return {one.subject: one for question in QUESTIONS for one in question(at)}


def test_a_repository_that_is_set_up_well_has_nothing_wrong(desk: Path) -> None:
    (desk / ".github" / "CODEOWNERS").write_text("/.github/ @max\n/rules/ @max\n", "utf-8")
    found = asked(desk)
    assert {one.verdict for name, one in found.items() if name != "pages"} == {"fine"}
    assert found["minutes"].what == "about 2 in 30 days, of 1 runs"


@pytest.mark.parametrize(
    ("answers", "subject", "verdict", "fix"),
    [
        ({"": {"private": False, "permissions": {"push": True}}}, "audience", "wrong", "Change visibility"),
        ({"": {"private": True, "permissions": {}}}, "token", "wrong", "Contents, Issues and Pull requests"),
        ({"pages": 404}, "pages", "warn", "Source: GitHub Actions"),
        ({"rules/branches/main": []}, "branch rules", "warn", 'require status checks: "helpdesk review"'),
        ({"rules/branches/main": 403}, "branch rules", "unknown", "Administration: read"),
        ({"environments/desk": {"name": "desk"}}, "environment", "wrong", "Deployment branches"),
        ({"environments/desk": 404}, "environment", "warn", "Deployment branches"),
        ({"actions/runs": {"workflow_runs": []}}, "pass", "wrong", "gh run list"),
        (
            {"actions/workflows": {"workflows": [{"id": 1, "path": "a.yml", "state": "disabled_inactivity"}]}},
            "schedules",
            "warn",
            "helpdesk upgrade",
        ),
    ],
)
def test_each_setting_that_is_amiss_has_its_fix(
    desk: Path, answers: dict[str, object], subject: str, verdict: str, fix: str
) -> None:
    found = asked(desk, **answers)[subject]
    assert (found.verdict, fix in found.fix) == (verdict, True), found


def test_labels_that_forms_set_and_the_repository_lacks_are_named_with_a_command(desk: Path) -> None:
    (desk / "rules" / "catalog").mkdir()
    (desk / "rules" / "catalog" / "laptop.yml").write_text(
        "name: A laptop\nfields: [{id: size, label: Which size?}]\n", "utf-8"
    )
    assert asked(desk)["labels"].fix == "gh label create --repo acme/desk 'form:laptop'"
    assert asked(desk, labels=[{"name": "form:laptop"}])["labels"].verdict == "fine"


def test_schedules_are_kept_by_enabling_their_workflows_again(monkeypatch: pytest.MonkeyPatch, desk: Path) -> None:
    api = Canned({**SOUND, f"{REPO}/actions/workflows/1/enable": {}})
    monkeypatch.setattr("helpdesk.commands.setup.doctor._settings", lambda at, name: Settings(api, name))
    result = run(desk, "doctor", "--keep-schedules", "--repository", "acme/desk")
    assert result.output == ".github/workflows/desk.yml: enabled\n"
    assert ("PUT", f"{REPO}/actions/workflows/1/enable") in api.asked


def test_schedules_that_the_token_may_not_keep_are_said_and_fail(monkeypatch: pytest.MonkeyPatch, desk: Path) -> None:
    api = Canned({**SOUND, f"{REPO}/actions/workflows": 403})
    monkeypatch.setattr("helpdesk.commands.setup.doctor._settings", lambda at, name: Settings(api, name))
    result = run(desk, "doctor", "--keep-schedules", "--repository", "acme/desk")
    assert result.exit_code == 1
    assert "give it `actions: write`" in result.output
