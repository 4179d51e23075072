"""Our own doors keep the contract that others are asked to keep, and theirs are found by their entry points."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.channels import contract
from helpdesk.channels.doors import inbox, outlet, way_back
from helpdesk.channels.gateway.inbox import SpoolInbox
from helpdesk.channels.gateway.spool import Accepted, Spool
from helpdesk.channels.mail.folder import Maildir, MailFolder
from helpdesk.channels.mail.outlet import FolderOutlet
from helpdesk.model.message import Message, Party
from helpdesk.model.ports import Gathered, Inbox, Outlet
from helpdesk.model.rules.desk import Desk

NOTES = Path(__file__).resolve().parents[2] / "examples" / "channel-notes"


def mail(number: int, text: str) -> bytes:
    head = f"From: ana@example.org\nTo: help@example.org\nSubject: Mail\nMessage-ID: <m{number}@example.org>\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


class Folder:
    """Mail in a folder; answers in another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0

    def open(self) -> Inbox:
        return MailFolder(self.folder, Desk())

    def arrive(self, text: str) -> None:
        self.write(self.folder / f"{self.count:03d}.eml", text)

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(mail(self.count, text))
        self.count += 1


class MaildirBench(Folder):
    def open(self) -> Inbox:
        return Maildir(self.folder, Desk())

    def arrive(self, text: str) -> None:
        self.write(self.folder / "new" / f"{self.count:03d}.host", text)


class SpoolBench(Folder):
    """What a gateway kept."""

    def open(self) -> Inbox:
        return SpoolInbox(self.folder)

    def arrive(self, text: str) -> None:
        sender, now = Party(email="ana@example.org"), contract.notice(1).at
        assert now is not None
        message = Message(
            key=f"web:{self.count}", channel="web", received=now, sender=sender, subject="Form", text=text
        )
        Spool(self.folder).keep([Accepted(message, str(self.count))])
        self.count += 1


class OutFolder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Outlet:
        return FolderOutlet(self.folder)

    def delivered(self, text: str) -> int:
        return sum(text in file.read_text() for file in self.folder.glob("*.eml"))

    def recipient(self) -> Party:
        return Party(name="Ana", email="ana@example.org")


@pytest.mark.parametrize("bench", [Folder, MaildirBench, SpoolBench])
@pytest.mark.parametrize("rule", contract.IN, ids=contract.sentence)
def test_our_own_doors_in_keep_the_contract(
    rule: Callable[[contract.InBench], None], bench: type[Folder], tmp_path: Path
) -> None:
    rule(bench(tmp_path))


@pytest.mark.parametrize("rule", contract.OUT, ids=contract.sentence)
def test_our_own_door_out_keeps_the_contract(rule: Callable[[contract.OutBench], None], tmp_path: Path) -> None:
    rule(OutFolder(tmp_path))


class Forgetful(Folder):
    """A door that breaks two promises: it hands out what it has just once, and keys by place."""

    def open(self) -> Inbox:
        return _Forgetful(self.folder)


class _Forgetful(MailFolder):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Desk())

    def gather(self, position: str) -> Gathered:
        gathered = super().gather(position)
        self.settle(gathered.messages)
        return gathered


def test_a_door_that_breaks_its_promises_is_told_which() -> None:
    found = contract.broken(Forgetful, contract.IN)
    assert len(found) == 2
    assert found[0].startswith("gathering changes nothing: ")
    assert found[1].startswith("what is not settled comes again: ")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example channel, built and installed by pip as its users would, into a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    words = ["pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", str(target), str(NOTES)]
    subprocess.run([sys.executable, "-m", *words], check=True, capture_output=True)
    return target


def test_an_installed_channel_is_found_by_its_kind_and_answers_through_itself(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(installed))
    with pytest.raises(ValueError, match="no such folder"):
        inbox(f"notes:{tmp_path / 'missing'}", Desk())
    door = inbox(f"notes:{tmp_path}", Desk())
    (tmp_path / "in" / "1.txt").write_text("Ana\nNo paper\nIn room 4.\n")
    (message,) = door.gather("").messages
    assert (message.channel, message.subject, message.sender.name) == ("notes", "No paper", "Ana")
    back = way_back(door)
    assert back is not None and back.channel == "notes"


def test_a_channel_that_fails_to_open_is_named_with_what_it_said(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(installed))
    (tmp_path / "in").write_text("a file where a folder belongs")
    with pytest.raises(ValueError, match=r"the channel 'notes' of helpdesk-channel-notes cannot be opened: .*in"):
        inbox(f"notes:{tmp_path}", Desk())


def test_the_example_keeps_the_contract_by_its_own_tests(installed: Path) -> None:
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", str(NOTES / "tests")]
    environment = {"PYTHONPATH": f"{installed}:{Path(contract.__file__).parents[2]}", "PATH": ""}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout
    assert f"{len(contract.IN) + len(contract.OUT)} passed" in done.stdout


def test_a_kind_that_nobody_brings_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"folder:PATH, maildir:PATH, mbox:PATH, .* or spool:PATH"):
        inbox("pigeon:loft", Desk())
    with pytest.raises(ValueError, match="smtp://"):
        outlet("pigeon:loft")
