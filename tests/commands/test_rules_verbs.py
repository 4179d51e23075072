"""`test-rules` and `simulate` on the command line, on a desk in a folder and in git."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main
from helpdesk.demo.files import company, desk_files
from helpdesk.demo.history import generate
from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landing
from helpdesk.store.create import create
from helpdesk.store.git_store import open_store

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
SHORTER = ("P3: {response: 4h, resolve: 20h}", "P3: {response: 1h, resolve: 5h}")


def typed(*words: str) -> Result:
    result = CliRunner().invoke(main, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def change(desk: Path, path: str, old: str, new: str) -> None:
    file = desk / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The reference desk's files, in a folder that is no repository."""
    for path, data in desk_files().items():
        if path.startswith(("rules/", "assets/")):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
    return tmp_path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference desk in git, with a month of history."""
    folder = tmp_path_factory.mktemp("desk") / "desk"
    files = {path: data for path, data in desk_files().items() if path.startswith(("rules/", "assets/"))}
    create(folder, lambda _name, _address: files, person=("Kim Osterwald", "kim@example.org"))
    rules, assets = company(files)
    works = tuple(episode.work for episode in generate(rules, 7, NOW, 25, 1, assets))
    store = open_store(folder)
    plan = Plan(based_on=store.snapshot().commit, now=NOW, work=works, highest=25)
    assert store.carry_out(plan).landing is Landing.LANDED
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True)
    return folder


def simulated(desk: Path, *words: str) -> Result:
    since = (NOW - timedelta(days=40)).date().isoformat()
    return typed("simulate", "-C", str(desk), "--since", since, "--now", NOW.isoformat(), *words)


@pytest.fixture
def edited(desk: Path):
    """The desk with shorter targets in its work tree, which nobody has committed."""
    change(desk, "rules/sla/standard.yml", *SHORTER)
    yield desk
    change(desk, "rules/sla/standard.yml", SHORTER[1], SHORTER[0])


def test_examples_that_pass_are_a_line_of_figures_and_exit_0(folder: Path) -> None:
    result = typed("test-rules", "-C", str(folder))
    assert result.exit_code == 0
    assert result.output.endswith("examples, none failed\n") and len(result.output.splitlines()) == 1


def test_an_example_that_fails_shows_place_expectation_outcome_and_chain_and_exits_1(folder: Path) -> None:
    change(folder, "rules/sla/standard.yml", *SHORTER)
    result = typed("test-rules", "-C", str(folder), "vpn problem")
    assert result.exit_code == 1
    assert "FAIL  A VPN problem goes to the network team" in result.output
    said = " ".join(result.output.split())
    assert "rules/tests/routing.yml:12: response_due at 2026-03-02T09:30:00+01:00: expected" in said
    assert "expected 2026-03-02T13:30:00+01:00, got 2026-03-02T10:30:00+01:00" in said
    assert "rules/routing.yml:23 VPN: subject contains 'vpn'" in said
    assert all(len(line) <= 80 for line in result.output.splitlines())


def test_json_has_every_example_and_failure(folder: Path) -> None:
    change(folder, "rules/sla/standard.yml", *SHORTER)
    result = typed("test-rules", "-C", str(folder), "--json")
    told = json.loads(result.output)
    assert result.exit_code == 1 and told["failed"] >= 1 and told["passed"] >= 1
    failing = [example for example in told["examples"] if not example["passed"]]
    assert failing[0]["failures"][0]["key"] == "response_due"


def test_an_example_that_cannot_be_read_is_a_finding_for_test_rules_and_for_check(folder: Path) -> None:
    change(folder, "rules/tests/routing.yml", "team: network", "team: netwrok")
    for verb in ("test-rules", "check"):
        result = typed(verb, "-C", str(folder))
        assert result.exit_code == 1
        assert "R010 unknown team: 'netwrok'; did you mean 'network'?" in result.output


def test_rules_that_cannot_be_read_are_said_and_nothing_is_run(folder: Path) -> None:
    change(folder, "rules/routing.yml", "team: network", "team: netwrok")
    result = typed("test-rules", "-C", str(folder))
    assert result.exit_code == 1
    assert "rules/routing.yml:" in result.output and "examples" not in result.output


def test_without_a_change_nothing_would_differ(desk: Path) -> None:
    result = simulated(desk)
    assert result.exit_code == 0
    assert result.output.startswith("Nothing would differ for 25 tickets")


def test_edits_that_nobody_committed_are_compared_with_the_desks_rules(edited: Path) -> None:
    output = simulated(edited).output
    assert "response earlier, in the middle by" in output
    assert all(len(line) <= 80 for line in output.splitlines())


def test_a_revision_is_compared_like_a_folder(edited: Path) -> None:
    subprocess.run(["git", "-C", str(edited), "stash", "-q"], check=True)
    subprocess.run(["git", "-C", str(edited), "branch", "-f", "shorter", "stash@{0}"], check=True)
    by_name = simulated(edited, "--rules", "shorter", "--json").output
    subprocess.run(["git", "-C", str(edited), "stash", "pop", "-q"], check=True)
    assert json.loads(by_name) == json.loads(simulated(edited, "--rules", str(edited / "rules"), "--json").output)
    backwards = json.loads(simulated(edited, "--rules", "HEAD", "--against", "shorter", "--json").output)
    assert [s["later"] for s in backwards["shifts"]] == [s["earlier"] for s in json.loads(by_name)["shifts"]]


def test_markdown_is_for_a_pull_request(edited: Path) -> None:
    output = simulated(edited, "--markdown").output
    assert output.startswith("**25 tickets of") and "<details><summary>Promised for another time" in output


def test_nothing_is_written(edited: Path) -> None:
    def state() -> str:
        command = ["git", "-C", str(edited), "status", "--porcelain", "--branch"]
        head = subprocess.run(["git", "-C", str(edited), "rev-parse", "HEAD"], capture_output=True, text=True)
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout + head.stdout

    before = state()
    simulated(edited)
    assert state() == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--rules", "nonsense"), "neither a folder nor a revision of this desk: 'nonsense'"),
        (("--since", "yesterday"), "not a date: 'yesterday'; write it like 2026-01-01"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(desk: Path, words: tuple[str, ...], says: str) -> None:
    result = typed("simulate", "-C", str(desk), *words)
    assert result.exit_code == 2 and says in result.output
