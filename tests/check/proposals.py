"""A desk in a real repository and a branch on which somebody proposes something."""

import json
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from helpdesk.commands import main
from helpdesk.load.comment import write_comment
from helpdesk.load.drop_box import write_drop
from helpdesk.load.timeline import write_entries
from helpdesk.model.ticket import Comment, DropBoxItem, Visibility
from helpdesk.model.timeline import Opened

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
FOLDER = "tickets/000/HD-000001"
TICKET = f"{FOLDER}/ticket.md"
TIMELINE = f"{FOLDER}/timeline.yml"
SAID = f"{FOLDER}/comments/20260302T090000Z-kim-1.md"
FILE = f"{FOLDER}/files/0123456789abcdef.txt"
UUID = "4f0f6c1e-8f1b-4a36-9d3c-0d9a6f3f7a11"
ADDRESS = {who: f"{who}@example.org" for who in ("kim", "lou", "max", "ana", "mallory")}
PERSON = "name: {name}\nemail: {who}@example.org\ngithub: {number}\nrole: {role}\n"
ROLES = {"kim": ("technician", 11), "lou": ("lead", 12), "max": ("maintainer", 13), "ana": ("requester", 14)}


def ticket(number: int = 1, **fields: str) -> bytes:
    values = {
        "id": f"HD-{number:06d}",
        "title": "The VPN drops",
        "status": "new",
        "team": "network",
        "requester": "{name: Ana, email: ana@example.org}",
        "channel": "mail",
        "opened": "2026-03-02T09:00:00Z",
        **fields,
    }
    return ("---\n" + "".join(f"{name}: {value}\n" for name, value in values.items()) + "---\n\nIt drops.\n").encode()


def comment(by: str, text: str = "Please restart it.", *, internal: bool = False) -> bytes:
    seen = Visibility.INTERNAL if internal else Visibility.PUBLIC
    return write_comment(Comment(at=MORNING, by=by, visibility=seen), text)


def waiting(uuid: str = "7d8f0f9e-1111-4a36-9d3c-0d9a6f3f7a11", **fields: object) -> bytes:
    return write_drop(DropBoxItem(uuid=uuid, title="No sound", **fields), "Since Monday.\n")  # type: ignore[arg-type]


def opened(number: int) -> bytes:
    key = f"dropbox:{UUID}" if number == 2 else f"mail:{number}@example.org"
    return write_entries([Opened(at=MORNING, key=key)])


def desk_files() -> dict[str, bytes]:
    people = {
        f"rules/people/{who}.yml": PERSON.format(name=who.title(), who=who, role=role, number=number).encode()
        for who, (role, number) in ROLES.items()
    }
    return {
        **people,
        "rules/desk.yml": b"name: Test desk\nprefix: HD\n",
        "rules/teams/network.yml": b"name: Network\nmembers: [kim, lou]\nlead: lou\n",
        "kb/network/vpn.md": b"---\ntitle: The VPN drops\n---\n\nRestart it.\n",
        "assets/devices/lt-1.yml": b"name: Laptop\nholders: [{since: 2026-01-01, who: ana}]\n",
        "tools/helpdesk/x.py": b"print()\n",
        TICKET: ticket(),
        TIMELINE: opened(1),
        SAID: comment("kim"),
        FILE: b"log",
        "tickets/000/HD-000002/ticket.md": ticket(2, status="resolved", resolution="{code: fixed, summary: Done}"),
        "tickets/000/HD-000002/timeline.yml": opened(2),
        "tickets/cursors.yml": b"highest: 2\n",
        "tickets/new/one.md": waiting("5a5a0f9e-2222-4a36-9d3c-0d9a6f3f7a11"),
    }


class Branch:
    """A clone with `main` and a branch `proposal` checked out."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.commit(files, "max")
        self.git("checkout", "-q", "-b", "proposal")

    def git(self, *arguments: str, who: str = "kim", check: bool = True) -> str:
        names = {f"GIT_{role}_NAME": who for role in ("AUTHOR", "COMMITTER")}
        names |= {f"GIT_{role}_EMAIL": ADDRESS.get(who, who) for role in ("AUTHOR", "COMMITTER")}
        clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        ended = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **names, **clean},
        )
        assert not check or not ended.returncode, ended.stderr
        return ended.stdout.strip()

    def write(self, files: Mapping[str, bytes | None]) -> None:
        for path, data in files.items():
            if data is None:
                (self.folder / path).unlink()
            else:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / path).write_bytes(data)

    def commit(self, files: Mapping[str, bytes | None], who: str = "kim") -> str:
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Propose", who=who)
        return self.git("rev-parse", "HEAD")

    def check(self, *more: str, author: str = "", base: str = "main") -> Result:
        words = ["check", "-C", str(self.folder), "--base", base, *(["--author", author] if author else []), *more]
        result = CliRunner().invoke(main, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def codes(self, *more: str, author: str = "", base: str = "main") -> list[str]:
        """`G005 tickets/...` of every finding."""
        found = json.loads(self.check("--json", *more, author=author, base=base).output)["findings"]
        return [f"{one['code']} {one['path']}" for one in found]

    def told(self, *more: str, author: str = "") -> list[str]:
        """The findings as a person reads them."""
        return self.check(*more, author=author).output.splitlines()[:-1]
