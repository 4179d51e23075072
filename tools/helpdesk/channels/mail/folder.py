"""Mail out of a folder of .eml files or a Maildir: read, and moved away only when it is safe in the repository."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from helpdesk.channels.mail.parse import parse_mail
from helpdesk.model.message import Message
from helpdesk.model.ports import Gathered
from helpdesk.model.rules.desk import Desk

# A file this young may still be being written by a program that does not rename into place.
STILL = 0.3
POLL = 0.25


class MailFolder:
    """An inbox over `folder`: every `*.eml` in it, oldest first. What is settled moves to `folder/done/`."""

    def __init__(self, folder: Path, desk: Desk, *, name: str = "mail:folder") -> None:
        self.name = name
        self.folder = folder
        self._desk = desk
        self._paths: dict[str, list[Path]] = {}

    def gather(self, position: str) -> Gathered:
        """All mail that lies there. The position stays as it is: what is done is gone from the folder."""
        messages = []
        for path in self._waiting():
            message = self._read(path)
            if message is not None:
                self._paths.setdefault(message.key, []).append(path)
                messages.append(message)
        return Gathered(tuple(messages), position)

    def settle(self, messages: Sequence[Message]) -> None:
        for message in messages:
            for path in self._paths.pop(message.key, ()):
                self._put_away(path)

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not next(self._files(), None):
            if time.monotonic() >= deadline:
                return False
            time.sleep(min(POLL, max(0.0, deadline - time.monotonic())))
        return True

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.glob("*.eml") if not path.name.startswith("."))

    def _waiting(self) -> list[Path]:
        """The files, oldest first, each left alone until it has stood still for a moment."""
        aged = sorted((_written(path), path.name, path) for path in self._files())
        if aged:
            time.sleep(min(STILL, max(0.0, aged[-1][0] + STILL - time.time())))
        return [path for _, _, path in aged]

    def _read(self, path: Path) -> Message | None:
        limit = self._desk.attachments.largest_message
        try:
            size, received = path.stat().st_size, _written(path)
            with path.open("rb") as file:
                raw = file.read(limit)
        except FileNotFoundError:  # another pass settled it between listing and reading
            return None
        return read(raw, datetime.fromtimestamp(received, UTC), self._desk, source=path.name, size=size)

    def _put_away(self, path: Path) -> None:
        done = self.folder / "done"
        done.mkdir(exist_ok=True)
        _move(path, done / path.name)


class Maildir(MailFolder):
    """An inbox over a Maildir: what is in new/; what is settled moves to cur/ as seen."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        super().__init__(folder, desk, name="mail:maildir")

    def _files(self) -> Iterator[Path]:
        new = self.folder / "new"
        if new.is_dir():
            yield from (path for path in new.iterdir() if not path.name.startswith("."))

    def _put_away(self, path: Path) -> None:
        (self.folder / "cur").mkdir(exist_ok=True)
        _move(path, self.folder / "cur" / f"{path.name.split(':')[0]}:2,S")


def read(raw: bytes, received: datetime, desk: Desk, *, source: str, size: int = 0) -> Message:
    """A mail as a Message of this desk; one that was cut at the size limit says so and keeps what could be read."""
    own = frozenset(address.casefold() for address in (desk.mail.address, *desk.mail.also) if address)
    message = parse_mail(raw, received=received, trusted_authserv=desk.mail.trusted_server, own_addresses=own)
    if size <= len(raw):
        return message
    withheld = f"withheld: the mail has {size:,} bytes, more than the {len(raw):,} this desk takes ({source})"
    return replace(message, defects=(*message.defects, withheld))


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _move(path: Path, to: Path) -> None:
    """Rename without overwriting anything; gone already is fine, somebody else settled it."""
    count = 1
    free = to
    while free.exists():
        count += 1
        free = to.with_name(f"{to.stem}.{count}{to.suffix}")
    try:
        path.rename(free)
    except FileNotFoundError:
        return
