"""In a GitHub workflow, what strangers wrote is printed and never obeyed by the runner."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.commands.workflow_output import harmless

HELPDESK = [sys.executable, "-m", "helpdesk.commands"]
SECRET = "hunter2-planted-secret-9f1c"


def obeyed(text: str) -> list[str]:
    """The lines that a runner takes for commands, by its own source (ActionCommand.cs): `::` after white space, or
    `##[` anywhere."""
    return [line for line in re.split(r"\r\n|\r|\n", text) if line.lstrip().startswith("::") or "##[" in line]


@pytest.mark.parametrize(
    "text",
    [
        "::set-output name=a::b",
        "  ::add-mask::x",
        "\u00a0\u3000::stop-commands::x",
        "title ##[add-matcher]x.json",
        "a\r::set-env name=PATH::/tmp",
        "one\r\n::error::x",
    ],
)
def test_no_line_is_a_command(text: str) -> None:
    assert obeyed(text)
    assert not obeyed(harmless(f"{text}\n".encode()).decode())


def test_json_keeps_its_meaning() -> None:
    import json

    data = json.dumps({"title": "##[group]a ::b"})
    shown = harmless(data.encode()).decode()
    assert not obeyed(shown)
    assert json.loads(shown) == json.loads(data)


def desk_in(folder: Path, subject: str, text: str) -> Path:
    subprocess.run([*HELPDESK, "init", "desk", "--address", "help@example.org"], cwd=folder, check=True, timeout=60)
    (folder / "in").mkdir()
    (folder / "in" / "a.eml").write_text(
        "From: Ana <ana@example.org>\nTo: help@example.org\nMessage-ID: <a@example.org>\n"
        f"Subject: {subject}\n\n{text}\n"
    )
    return folder / "desk"


def test_a_pass_and_what_shows_a_ticket_say_no_command_in_a_workflow(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, "##[set-output name=a]b", "::set-output name=a::b\n\n::add-mask::e")
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    said = ""
    for verb in (["run", "--mail-in", f"folder:{tmp_path / 'in'}"], ["show", "1"], ["list"], ["explain", "1"]):
        done = subprocess.run([*HELPDESK, *verb], cwd=desk, env=environment, capture_output=True, text=True, timeout=90)
        said += done.stdout + done.stderr
    assert "set-output name=a" in said
    assert obeyed(said) == []


def test_findings_still_stand_beside_the_lines_of_a_pull_request(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, "a", "b")
    (desk / "rules" / "desk.yml").write_text("name: [\n")
    environment = {**os.environ, "GITHUB_ACTIONS": "true"}
    done = subprocess.run([*HELPDESK, "check"], cwd=desk, env=environment, capture_output=True, text=True, timeout=90)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=rules/desk.yml")


DOORS = {
    "imap": (["--mail-in", "imap://ana@127.0.0.1:9/INBOX"], "HELPDESK_IMAP_PASSWORD"),
    "smtp": (["--mail-in", "folder:../in", "--mail-out", "smtp://ana@127.0.0.1:9"], "HELPDESK_SMTP_PASSWORD"),
    "github": (["--github", "owner/repo"], "HELPDESK_GITHUB_TOKEN"),
    "reply keys": (["--mail-in", "folder:../in", "--mail-out", "folder:../out"], "HELPDESK_REPLY_KEYS"),
    "heartbeat": (["--mail-in", "folder:../in"], "HELPDESK_HEARTBEAT_URL"),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_secret_is_in_no_output_commit_summary_or_file_though_its_door_fails(tmp_path: Path, door: str) -> None:
    desk = desk_in(tmp_path, "a", "b")
    summary = tmp_path / "summary.md"
    words, variable = DOORS[door]
    value = f"http://127.0.0.1:9/{SECRET}" if door == "heartbeat" else SECRET
    environment = {
        **os.environ,
        variable: value,
        "GITHUB_API_URL": "http://127.0.0.1:9",
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    done = subprocess.run(
        [*HELPDESK, "run", *words], cwd=desk, env=environment, capture_output=True, text=True, timeout=120
    )
    assert SECRET not in done.stdout + done.stderr
    if door in ("imap", "smtp", "github"):
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    else:
        assert "1 message in" in summary.read_text(), done.stderr
    files = (path for path in tmp_path.rglob("*") if path.is_file())
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    log = subprocess.run(["git", "log", "--all", "-p"], cwd=desk, capture_output=True, check=True, timeout=60)
    assert SECRET.encode() not in log.stdout
