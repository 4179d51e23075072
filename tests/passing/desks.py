"""A desk in git with a real bare remote, mails to drop on it, and passes over it."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.channels.doors import inbox, outlet
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.ports import Advisor
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors
from helpdesk.passing.preview import preview
from helpdesk.passing.report import Report
from helpdesk.passing.round import run_once
from helpdesk.store.create import create, publish_to
from helpdesk.store.git_store import GitStore, open_store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RULES = {
    "rules/desk.yml": b"name: Desk\ndefault_team: first\nmail: {address: help@example.org}\n",
    "rules/teams/first.yml": b"name: First\nmembers: [kim]\nlead: kim\n",
    "rules/people/kim.yml": b"name: Kim\nemail: kim@example.org\nrole: lead\n",
}


def git(where: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=where, check=True, capture_output=True, text=True).stdout.strip()


def nobody_knows(_snapshot: Snapshot) -> Advisor:
    def advise(_text: str, _most: int) -> tuple[Suggestion, ...]:
        return ()

    return advise


@dataclass
class Place:
    """`remote` a bare repository, `desk` a clone, `inbox` and `sent` folders of mail."""

    folder: Path
    desk: Path
    keys: tuple[bytes, ...] = ()

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def inbox(self) -> Path:
        return self.folder / "in"

    @property
    def sent(self) -> Path:
        return self.folder / "sent"

    def store(self) -> GitStore:
        return open_store(self.desk)

    def doors(self, mail_out: str = "") -> Doors:
        desk = self.store().snapshot().rules.desk
        out = outlet(mail_out or f"folder:{self.sent}")
        return Doors((inbox(f"folder:{self.inbox}", desk),), {"mail": out}, self.keys)

    def run(self, now: datetime = NOON, doors: Doors | None = None) -> Report:
        return run_once(self.store(), doors or self.doors(), nobody_knows, now)

    def in_sync(self, now: datetime = NOON) -> bool:
        return preview(self.store(), self.doors(), nobody_knows, now).empty

    def drop(
        self, name: str, text: str = "It is broken.", sender: str = "Ana <ana@example.org>", head: str = ""
    ) -> None:
        self.inbox.mkdir(exist_ok=True)
        raw = (
            f"From: {sender}\nTo: help@example.org\nSubject: Request {name}\nMessage-ID: <{name}@example.org>\n"
            f"{head}\n{text}\n"
        )
        (self.inbox / f"{name}.eml").write_text(raw)

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted(self.sent.glob("*.eml"))]

    def references(self) -> list[str]:
        return [record.reference for record in self.store().snapshot().all_tickets()]

    def clone(self, name: str) -> "Place":
        git(self.folder, "clone", "-q", str(self.remote), name)
        return Place(self.folder, self.folder / name)


def new_place(folder: Path, **rules: bytes) -> Place:
    """A desk of one technician; `rules` replaces or adds rule files by their name before .yml."""
    files = {**RULES, **{f"rules/{name}.yml": data for name, data in rules.items()}}
    create(folder / "desk", lambda _name, _email: files, person=("Kim", "kim@example.org"))
    publish_to(folder / "remote.git", folder / "desk")
    place = Place(folder, folder / "desk")
    place.inbox.mkdir()
    return place
