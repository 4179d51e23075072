"""The guide as its tests see it: pages, fences, examples of files, and sessions that can be run."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "site" / "docs"
_FENCE = re.compile(
    r"(?:^\*\*`(?P<path>[^`\n]+)`\*\*[^\n]*\n\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
_MARK = "@@guide@@"


class Fence(NamedTuple):
    """A fenced block: `path` is the file it is an example of, where the line before it names one in bold."""

    page: str
    path: str
    kind: str
    text: str


class Typed(NamedTuple):
    """A command of a session and the output that the guide shows under it."""

    line: str
    shown: list[str]


def pages() -> dict[str, str]:
    """Text of every page by its path below site/docs."""
    return {path.relative_to(DOCS).as_posix(): path.read_text() for path in sorted(DOCS.rglob("*.md"))}


def fences(page: str, text: str) -> Iterator[Fence]:
    for match in _FENCE.finditer(text):
        yield Fence(page, match["path"] or "", match["kind"], match["text"])


def examples(page: str, text: str) -> dict[str, str]:
    """Files that a page shows whole, by path; the last of one path counts."""
    return {fence.path: fence.text for fence in fences(page, text) if fence.path}


def session(page: str, text: str) -> list[Typed]:
    """Everything typed at `$ ` in the console blocks of a page, in order."""
    typed: list[Typed] = []
    for fence in fences(page, text):
        if fence.kind != "console":
            continue
        for line in fence.text.splitlines():
            if line.startswith("$ "):
                typed.append(Typed(line[2:], []))
            elif line.startswith("> ") and typed and not typed[-1].shown:
                typed[-1] = Typed(f"{typed[-1].line}\n{line[2:]}", [])
            elif typed:
                typed[-1].shown.append(line)
    return typed


def play(typed: list[Typed], folder: Path) -> list[str]:
    """What a shell prints for each command, all of them typed one after another in `folder`."""
    home = folder / "home"
    home.mkdir(parents=True)
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Robin Hale\n\temail = robin@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    program = home / "helpdesk"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m helpdesk.commands "$@"\n')
    program.chmod(0o755)
    environment = {
        "PATH": f"{home}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "tools"),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "Europe/Berlin",
        "COLUMNS": "90",
    }
    script = "\n".join(f"{each.line}\necho {_MARK}" for each in typed)
    done = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return done.stdout.replace(str(folder), "/home/robin").split(f"{_MARK}\n")[: len(typed)]
