"""Every door of mail keeps the same contract: folder, Maildir, mbox and a real IMAP server; folder and a real SMTP."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes
from pathlib import Path

import pytest

from helpdesk.channels.doors import inbox, outlet
from helpdesk.channels.mail import folder, imap_fetch, mbox
from helpdesk.model.ports import Inbox, Outlet
from helpdesk.model.rules.desk import Desk
from mail_servers import PASSWORD, Dovecot, Postbox, dovecot, smtp_server

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
import inbox_contract
import outlet_contract

PART = 20


def raw(name: str) -> bytes:
    return f"From: Ana <ana@example.org>\nSubject: {name}\nMessage-ID: <{name}@example.org>\n\nIt is broken.\n".encode()


class FolderBox:
    moves, part, count = True, PART, 0

    def __init__(self, where: Path) -> None:
        self.where = where

    def open(self) -> Inbox:
        return inbox(f"folder:{self.where}", Desk())

    def put(self, *names: str) -> None:
        for name in names:
            self.count += 1
            path = self.where / f"{self.count:05d}.eml"
            path.write_bytes(raw(name))
            os.utime(path, (1_750_000_000 + self.count, 1_750_000_000 + self.count))

    def left(self) -> list[str]:
        return [str(message_from_bytes(path.read_bytes())["Subject"]) for path in sorted(self.where.glob("*.eml"))]


class MaildirBox(FolderBox):
    def __init__(self, where: Path) -> None:
        super().__init__(where / "new")
        for part in ("new", "cur", "tmp"):
            (where / part).mkdir()

    def open(self) -> Inbox:
        return inbox(f"maildir:{self.where.parent}", Desk())


class MboxBox:
    moves, part = False, PART

    def __init__(self, where: Path) -> None:
        self.file = where / "box"

    def open(self) -> Inbox:
        return inbox(f"mbox:{self.file}", Desk())

    def put(self, *names: str) -> None:
        with self.file.open("ab") as file:
            file.writelines(b"From x Mon\n" + raw(name) + b"\n" for name in names)

    def left(self) -> list[str]:
        lines = self.file.read_text().splitlines()
        return [line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: ")]


class ImapBox:
    part = PART

    def __init__(self, server: Dovecot, name: str, *, moves: bool) -> None:
        self.moves, self.server, self.name = moves, server, name
        self.count = 0
        client = server.client()
        client.create_folder(name)
        client.logout()

    def open(self) -> Inbox:
        return inbox(self.server.address(f"{self.name}?done={'done' if self.moves else ''}"), Desk())

    def put(self, *names: str) -> None:
        client = self.server.client()
        for name in names:
            client.append(self.name, raw(name))
        client.logout()

    def left(self) -> list[str]:
        return self.server.subjects(self.name)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_IMAP_PASSWORD", PASSWORD)
    monkeypatch.setattr(folder, "STILL", 0.0)
    for module in (folder, mbox, imap_fetch):
        monkeypatch.setattr(module, "MOST", PART)


BOXES = ("folder", "maildir", "mbox", "imap", "imap that keeps its mail")


@pytest.mark.parametrize("kind", BOXES)
@pytest.mark.parametrize("check", inbox_contract.CHECKS, ids=lambda check: check.__name__)
def test_every_door_in(kind: str, check: Callable[[inbox_contract.Box], None], server: Dovecot, tmp_path: Path) -> None:
    match kind:
        case "folder":
            check(FolderBox(tmp_path))
        case "maildir":
            check(MaildirBox(tmp_path))
        case "mbox":
            check(MboxBox(tmp_path))
        case _:
            name = f"{check.__name__[:60]} {kind[4:9].strip()}".strip()
            check(ImapBox(server, name.replace(" ", "-"), moves=kind == "imap"))


class FolderSink:
    def __init__(self, where: Path) -> None:
        self.where = where

    def open(self) -> Outlet:
        return outlet(f"folder:{self.where}")

    def arrived(self) -> list[bytes]:
        return [path.read_bytes() for path in self.where.glob("*.eml")]


class SmtpSink:
    def __init__(self, stack: ExitStack) -> None:
        self.box = Postbox()
        self.port = stack.enter_context(smtp_server(self.box))

    def open(self) -> Outlet:
        return outlet(f"smtp://127.0.0.1:{self.port}")

    def arrived(self) -> list[bytes]:
        return list({message_from_bytes(mail)["Message-ID"]: mail for mail in self.box.mails}.values())


@pytest.mark.parametrize("kind", ["folder", "smtp"])
@pytest.mark.parametrize("check", outlet_contract.CHECKS, ids=lambda check: check.__name__)
def test_every_door_out(kind: str, check: Callable[[outlet_contract.Sink], None], tmp_path: Path) -> None:
    with ExitStack() as stack:
        check(FolderSink(tmp_path / "out") if kind == "folder" else SmtpSink(stack))
