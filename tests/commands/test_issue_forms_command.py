"""`helpdesk generate` writes the issue forms of a desk's catalogue, and `helpdesk check` says when they are stale."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import helpdesk

ITEM = """\
name: A laptop
fields:
  - {id: size, label: Which size?, type: select, options: [14 inch, 16 inch], required: true}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk on GitHub that offers a laptop."""
    for folder in (".github", "rules/catalog", "tickets/new"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "rules" / "desk.yml").write_text("name: Support\nportal: https://help.example.org/\n", "utf-8")
    (tmp_path / "rules" / "catalog" / "laptop.yml").write_text(ITEM, "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "helpdesk.commands", *arguments]
    tools = str(Path(helpdesk.__file__).resolve().parents[1])
    environment = {**os.environ, "PYTHONPATH": tools}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, env=environment)


def forms(folder: Path) -> set[str]:
    return {path.name for path in (folder / ".github" / "ISSUE_TEMPLATE").glob("*")}


def codes(folder: Path) -> list[str]:
    found = json.loads(run(folder, "check", "--json").stdout)["findings"]
    return [f"{one['code']} {one['path']}" for one in found if one["severity"] == "error"]


def test_a_desk_on_github_gets_a_form_for_each_item_and_one_for_what_is_broken(desk):
    assert run(desk, "generate").returncode == 0
    assert forms(desk) == {"laptop.yml", "something-is-wrong.yml", "config.yml"}
    config = (desk / ".github" / "ISSUE_TEMPLATE" / "config.yml").read_text("utf-8")
    assert "blank_issues_enabled: false" in config
    assert "https://help.example.org/" in config
    assert run(desk, "generate", "--check").returncode == 0


def test_check_says_which_form_is_stale_and_generate_mends_it(desk):
    run(desk, "generate")
    (desk / "rules" / "catalog" / "laptop.yml").write_text(ITEM.replace("16 inch", "17 inch"), "utf-8")
    assert codes(desk) == ["F002 .github/ISSUE_TEMPLATE/laptop.yml"]
    run(desk, "generate")
    assert codes(desk) == []


def test_the_form_of_an_item_that_is_no_more_goes_and_what_people_wrote_stays(desk):
    run(desk, "generate")
    own = desk / ".github" / "ISSUE_TEMPLATE" / "own.yml"
    own.write_text("name: Ours\ndescription: Ours\nbody: []\n", "utf-8")
    (desk / "rules" / "catalog" / "laptop.yml").rename(desk / "rules" / "catalog" / "notebook.yml")
    assert codes(desk) == ["F002 .github/ISSUE_TEMPLATE/laptop.yml", "F002 .github/ISSUE_TEMPLATE/notebook.yml"]
    run(desk, "generate")
    assert forms(desk) == {"notebook.yml", "something-is-wrong.yml", "config.yml", "own.yml"}


def test_a_desk_that_never_made_forms_is_not_asked_for_them(desk):
    assert codes(desk) == []


def test_the_forms_of_a_private_desk_go_to_where_people_ask(desk, tmp_path_factory):
    intake = tmp_path_factory.mktemp("intake")
    (desk / "rules" / "catalog" / "leaver.yml").write_text(ITEM + "audience: managers\n", "utf-8")
    assert run(desk, "generate", "--intake", str(intake)).returncode == 0
    assert forms(intake) == {"laptop.yml", "something-is-wrong.yml", "config.yml"}
    assert not (desk / ".github" / "ISSUE_TEMPLATE").exists()


def test_a_form_is_shown_and_refused_with_its_line(tmp_path):
    form = tmp_path / "form.yml"
    form.write_text("name: A\ndescription: B\nbody:\n  - type: input\n    attributes: {}\n", "utf-8")
    done = run(tmp_path, "read", "form", "--template", "form.yml")
    assert done.returncode == 1
    assert "form.yml:4:5: F001 the label is missing" in done.stderr


def test_several_bodies_give_a_line_each(tmp_path):
    (tmp_path / "a.md").write_text("### Name\n\nAna\n", "utf-8")
    (tmp_path / "b.md").write_text("no form\n", "utf-8")
    done = run(tmp_path, "read", "form", "--json", "a.md", "b.md")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"Name": "Ana"}, {}]
    assert "outside the form: 'no form'" in done.stderr


def test_an_answer_is_judged_by_its_question(tmp_path):
    case = {"field": {"type": "dropdown", "options": ["a", "b"]}, "answer": "c"}
    (tmp_path / "cases.jsonl").write_text(json.dumps(case) + "\n", "utf-8")
    done = run(tmp_path, "read", "answer", "cases.jsonl")
    assert json.loads(done.stdout) == {"valid": False, "wrong": ["no such choice: 'c'"]}
