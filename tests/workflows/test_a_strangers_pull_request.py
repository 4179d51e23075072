"""check.yml's own steps, on a real repository: the base's tool judges, and nothing of the pull request is run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PERSON = "name: {name}\nemail: {handle}@example.org\ngithub: {number}\nrole: {role}\n"
TICKET = """\
---
id: HD-{number:06d}
title: VPN drops
status: new
requester: {{name: Ana}}
channel: mail
opened: 2026-03-02T09:30:00Z
---

It drops.
"""
OPENED = '- {{"at":"2026-03-02T09:30:00Z","event":"opened","key":"mail:{number}"}}\n'
STRANGER = 999000000666
EVIL = 'import pathlib, sys\npathlib.Path({mark!r}).write_text("ran")\nsys.exit(0)\n'


class Runner:
    """Carries out the steps of a workflow as GitHub does: checkouts, and commands with their environment."""

    def __init__(self, folder: Path) -> None:
        self.origin, self.work, self.mark = folder / "origin", folder / "work", folder / "evil-ran"
        self.origin.mkdir()
        self.work.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, where: Path | None = None) -> str:
        names = ("-c", "user.name=Kim", "-c", "user.email=kim@example.org")
        done = subprocess.run(
            ["git", *names, *words], cwd=where or self.origin, check=True, capture_output=True, text=True, timeout=60
        )
        return done.stdout.strip()

    def commit(self, files: dict[str, str]) -> str:
        for path, text in files.items():
            (self.origin / path).parent.mkdir(parents=True, exist_ok=True)
            (self.origin / path).write_text(text, "utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Propose")
        return self.git("rev-parse", "HEAD")

    def run(self, base: str, head: str) -> dict[str, subprocess.CompletedProcess[str]]:
        """Every command step by its name, whatever those before it said."""
        event = {
            "github.event.pull_request.base.sha": base,
            "github.event.pull_request.head.sha": head,
            "github.event.pull_request.user.id": str(STRANGER),
        }
        flow = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text("utf-8"))
        done = {}
        for step in flow["jobs"]["check"]["steps"]:
            if "actions/checkout@" in step.get("uses", ""):
                self._checkout(step["with"], event)
            elif "pip install" in step.get("run", ""):
                assert step["run"].endswith(" ./base")
                self._install()
            elif "run" in step:
                done[step["name"]] = self._command(step, event)
        return done

    def _checkout(self, given: dict[str, Any], event: dict[str, str]) -> None:
        place = self.work / given["path"]
        self.git("clone", "-q", "--no-checkout", str(self.origin), str(place))
        self.git("checkout", "-q", _filled(given["ref"], event), where=place)

    def _install(self) -> None:
        """`pip install ./base` without the index: the command `helpdesk` is base's code, with this environment's
        libraries."""
        command = self.work / "bin" / "helpdesk"
        command.parent.mkdir()
        tools = self.work / "base" / "tools"
        call = f"import sys; sys.path.insert(0, {str(tools)!r}); from helpdesk.commands import main; main()"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{call}" "$@"\n', "utf-8")
        command.chmod(0o755)

    def _command(self, step: dict[str, Any], event: dict[str, str]) -> subprocess.CompletedProcess[str]:
        given = {name: _filled(value, event) for name, value in step.get("env", {}).items()}
        path = f"{self.work / 'bin'}{os.pathsep}{os.environ['PATH']}"
        summary = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(self.work / "summary.md")}
        clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "HELPDESK_AUTHOR")}
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=self.work,
            env={**clean, **summary, **given, "PATH": path},
            capture_output=True,
            text=True,
            timeout=120,
        )


def _filled(text: str, event: dict[str, str]) -> str:
    for name, value in event.items():
        text = text.replace(f"${{{{ {name} }}}}", value)
    assert "${{" not in text
    return text


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A repository that holds the tool and a desk, as this one does."""
    runner = Runner(tmp_path)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "tools", runner.origin / "tools", ignore=ignored)
    shutil.copytree(ROOT / "schemas", runner.origin / "schemas")
    shutil.copytree(ROOT / "site" / "theme", runner.origin / "site" / "theme")
    people = {
        f"rules/people/{handle}.yml": PERSON.format(name=handle.title(), handle=handle, number=number, role=role)
        for handle, number, role in (("kim", 999000000001, "technician"), ("max", 999000000002, "maintainer"))
    }
    tickets = {
        f"tickets/000/HD-{number:06d}/{name}": text.format(number=number)
        for number in (1, 2)
        for name, text in (("ticket.md", TICKET), ("timeline.yml", OPENED))
    }
    teams = {"rules/teams/first.yml": "name: First\nmembers: [kim]\nlead: kim\n"}
    runner.commit({**people, **teams, **tickets, "tickets/cursors.yml": "highest: 2\n"})
    return runner


def test_it_is_refused_by_the_bases_rules_though_it_changes_rules_tool_and_workflow(runner: Runner) -> None:
    base = runner.git("rev-parse", "HEAD")
    evil = EVIL.format(mark=str(runner.mark))
    head = runner.commit(
        {
            "rules/permissions.yml": "- {who: [anyone], files: ['*'], fields: ['*']}\n",
            "rules/people/mallory.yml": PERSON.format(
                name="Mallory", handle="mallory", number=STRANGER, role="maintainer"
            ),
            "tickets/000/HD-000001/timeline.yml": "",
            "tickets/000/HD-000002/ticket.md": TICKET.format(number=2).replace("status: new", "status: closed"),
            "tools/helpdesk/__init__.py": evil,
            "tools/helpdesk/commands/__init__.py": evil,
            "tools/helpdesk/commands/proposals/check.py": evil,
            "sitecustomize.py": evil,
            "conftest.py": evil,
            ".github/workflows/check.yml": "on: pull_request\njobs: {}\n",
        }
    )
    done = runner.run(base, head)
    judged = done["Who may change what, and how tickets move on"]
    assert judged.returncode == 1, judged.stderr
    for code, path in (
        ("G040", "rules/permissions.yml"),
        ("G040", "rules/people/mallory.yml"),
        ("G002", "tickets/000/HD-000001/timeline.yml"),
        ("G040", "tools/helpdesk/commands/proposals/check.py"),
        ("G040", ".github/workflows/check.yml"),
        ("G02", "tickets/000/HD-000002/ticket.md"),
    ):
        lines = [line for line in judged.stdout.splitlines() if f"file={path}" in line and f"title={code}" in line]
        assert lines, (code, path, judged.stdout)
        assert all(line.startswith("::error ") for line in lines)
    assert not runner.mark.exists()
    assert "G002" in (runner.work / "summary.md").read_text("utf-8")


def test_a_request_in_the_drop_box_from_the_same_stranger_is_welcome(runner: Runner) -> None:
    base = runner.git("rev-parse", "HEAD")
    text = "---\nuuid: 6f1d6f0e-9c1b-4a36-9d3c-0d9a6f3f7a11\ntitle: Printer jams\n---\n\nPaper everywhere.\n"
    done = runner.run(base, runner.commit({"tickets/new/printer.md": text}))
    assert [(name, step.returncode, step.stdout) for name, step in done.items() if step.returncode] == []
