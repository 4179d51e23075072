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
# One part of a backlog: so many messages, so many bytes.
MOST, MOST_BYTES = 500, 32_000_000


class MailFolder:
    """An inbox over `folder`: every `*.eml` in it, oldest first. What is settled moves to `folder/done/`, what was
    taken in without its content to `folder/failed/`."""

    def __init__(self, folder: Path, desk: Desk, *, name: str = "mail:folder") -> None:
        self.name = name
        self.folder = folder
        self._desk = desk
        self._paths: dict[str, list[Path]] = {}
        self._stuck: set[Path] = set()

    def gather(self, position: str) -> Gathered:
        """The first part of what lies there. The position stays as it is: what is done is gone from the folder."""
        messages: list[Message] = []
        self._paths = {}
        waiting = self._waiting()
        count = total = 0
        for count, path in enumerate(waiting, 1):
            message, size = self._read(path)
            if message is not None:
                self._paths.setdefault(message.key, []).append(path)
                messages.append(message)
            total += size
            if count == MOST or total > MOST_BYTES:
                break
        return Gathered(tuple(messages), position, more=count < len(waiting))

    def settle(self, messages: Sequence[Message]) -> None:
        wrong: list[str] = []
        for message in messages:
            withheld = any(defect.startswith("withheld: ") for defect in message.defects)
            for path in self._paths.pop(message.key, ()):
                try:
                    self._put_away(path, "failed" if withheld else "done")
                except OSError as problem:
                    self._stuck.add(path)
                    wrong.append(f"{path.name}: {problem.strerror}")
        if wrong:
            raise ConnectionError(f"can't move {len(wrong)} files out of {self.folder}, such as {wrong[0]}")

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not any(path not in self._stuck for path in self._files()):
            if time.monotonic() >= deadline:
                return False
            time.sleep(min(POLL, max(0.0, deadline - time.monotonic())))
        return True

    def _files(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.glob("*.eml") if not path.name.startswith("."))

    def _waiting(self) -> list[Path]:
        """The files, oldest first, each left alone until it has stood still for a moment."""
        aged = sorted((_written(path), path.name, path) for path in self._files() if path not in self._stuck)
        if aged:
            time.sleep(min(STILL, max(0.0, aged[-1][0] + STILL - time.time())))
        return [path for _, _, path in aged]

    def _read(self, path: Path) -> tuple[Message | None, int]:
        """The message and how many bytes were read; none where another pass has settled it meanwhile."""
        limit = self._desk.attachments.largest_message
        try:
            size, received = path.stat().st_size, _written(path)
            with path.open("rb") as file:
                raw = file.read(limit)
        except FileNotFoundError:
            return None, 0
        return read(raw, datetime.fromtimestamp(received, UTC), self._desk, source=path.name, size=size), len(raw)

    def _put_away(self, path: Path, where: str) -> None:
        folder = self.folder / where
        folder.mkdir(exist_ok=True)
        _move(path, folder / path.name)


class Maildir(MailFolder):
    """An inbox over a Maildir: what is in new/; what is settled moves to cur/ as seen, what was taken in without its
    content is flagged there too."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        super().__init__(folder, desk, name="mail:maildir")

    def _files(self) -> Iterator[Path]:
        new = self.folder / "new"
        if new.is_dir():
            yield from (path for path in new.iterdir() if not path.name.startswith("."))

    def _put_away(self, path: Path, where: str) -> None:
        (self.folder / "cur").mkdir(exist_ok=True)
        flags = "FS" if where == "failed" else "S"
        _move(path, self.folder / "cur" / f"{path.name.split(':')[0]}:2,{flags}")


def read(raw: bytes, received: datetime, desk: Desk, *, source: str, size: int = 0) -> Message:
    """A mail as a Message of this desk. One that was cut, because its `size` is beyond what the desk takes, says so
    and keeps what could be read; its last file is not the sender's any more and goes without its bytes."""
    own = frozenset(address.casefold() for address in (desk.mail.address, *desk.mail.also) if address)
    message = parse_mail(raw, received=received, trusted_authserv=desk.mail.trusted_server, own_addresses=own)
    if size <= len(raw):
        return message
    limit = desk.attachments.largest_message
    withheld = f"withheld: the mail has {size:,} bytes, more than the {limit:,} this desk takes ({source})"
    files = (*message.attachments[:-1], *(replace(last, content=b"") for last in message.attachments[-1:]))
    return replace(message, attachments=files, defects=(*message.defects, withheld))


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
