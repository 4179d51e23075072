"""`helpdesk check` as people and workflows use it."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main

TICKET = (
    "---\nid: HD-000007\ntitle: VPN\nstatus: open\nteam: netwrok\nrequester: {name: A}\n"
    "opened: 2026-03-02T09:30:00Z\n---\n"
)
TIMELINE = '- {"at":"2026-03-02T09:30:00Z","event":"opened","key":"mail:1"}\n'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    files = {
        "rules/people/kim.yml": "name: Kim\n",
        "rules/teams/network.yml": "name: Network\nmembers: [kim]\nlead: kim\n",
        "tickets/000/HD-000007/ticket.md": TICKET,
        "tickets/000/HD-000007/timeline.yml": TIMELINE,
        "kb/how-to/vpn.md": "---\ntitle: VPN\nreview: 2020-01-01\n---\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def run(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "-C", str(desk), *arguments])


def test_findings_are_lines_with_place_code_and_remedy_and_a_count_at_the_end(desk: Path) -> None:
    result = run(desk)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "kb/how-to/vpn.md:3:9: K013 its review was due on 2020-01-01; read it again and set the next date",
        "tickets/000/HD-000007/ticket.md:5:7: T004 unknown team: 'netwrok'; did you mean 'network'?",
        "2 records, 1 finding, 1 warning",
    ]


def test_warnings_alone_are_no_failure(desk: Path) -> None:
    result = run(desk, str(desk / "kb"))
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "2 records, no findings, 1 warning")


def test_it_works_from_a_folder_inside_the_desk(desk: Path) -> None:
    assert run(desk / "tickets/000", str(desk / "tickets")).exit_code == 1


def test_json_says_the_same(desk: Path) -> None:
    answer = json.loads(run(desk, "--json").output)
    assert answer["records"] == 2
    assert [(one["code"], one["line"], one["severity"]) for one in answer["findings"]] == [
        ("K013", 3, "warning"),
        ("T004", 5, "error"),
    ]


def test_a_workflow_gets_annotations_with_escaped_values(desk: Path) -> None:
    (desk / "kb/how-to/a,b:c.md").write_text('---\ntitle: A\nowner: "%0A::error::\\n"\n---\n')
    lines = run(desk, "--format", "github", str(desk / "kb")).output.splitlines()
    assert lines[0].startswith(
        "::error file=kb/how-to/a%2Cb%3Ac.md,line=3,col=8,title=S001::owner cannot be read: '%250A"
    )
    assert lines[1].startswith("::warning file=kb/how-to/vpn.md,line=3,col=9,title=K013::its review was due")


def test_names_cannot_command_the_terminal(desk: Path) -> None:
    (desk / "kb/how-to/\x1b[31m.md").write_text("no front matter")
    output = run(desk).output
    assert "\x1b" not in output and "kb/how-to/\u241b[31m.md:1:1: Y020" in output


def test_links_are_not_followed_out_of_the_desk(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("not a record")
    (desk / "kb/how-to/link.md").symlink_to(outside)
    (desk / "kb/loop").symlink_to(desk / "kb", target_is_directory=True)
    assert "link.md" not in run(desk).output


def test_no_desk_and_no_such_path_are_usage_errors_that_say_what_to_do(desk: Path, tmp_path: Path) -> None:
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    (empty / ".git").mkdir()
    assert run(empty).exit_code == 2 and "helpdesk init" in run(empty).output
    assert run(desk, "nowhere").exit_code == 2 and "no such path in this desk: 'nowhere'" in run(desk, "nowhere").output


def test_help_shows_an_example(desk: Path) -> None:
    assert "helpdesk check tickets/012 rules --json" in run(desk, "--help").output


def test_a_pull_request_is_held_against_its_base(desk: Path) -> None:
    def git(*arguments: str) -> None:
        command = ["git", "-C", str(desk), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "Start")
    git("checkout", "-qb", "mine")
    timeline = desk / "tickets/000/HD-000007/timeline.yml"
    timeline.write_text(TIMELINE.replace("mail:1", "mail:2"))
    git("commit", "-qam", "Rewrite history")
    assert "G002" not in run(desk).output
    result = run(desk, "--base", "main")
    assert "tickets/000/HD-000007/timeline.yml: G002 a timeline changed" in result.output
    assert run(desk, "--base", "nowhere").exit_code == 2
