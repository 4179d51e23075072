"""Mail out of an mbox file, which is only ever read: the cursor says how far."""

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.channels.mail.folder import POLL, STILL, read
from helpdesk.model.message import Message
from helpdesk.model.ports import Gathered
from helpdesk.model.rules.desk import Desk

_SEPARATOR = b"From "


class Mbox:
    """An inbox over `file` (mboxrd). The position is `<bytes read>:<hash of the first line>`: a file that was rotated
    or cut is read from its start again, and what the desk has already is known by its key."""

    def __init__(self, file: Path, desk: Desk) -> None:
        self.name = "mail:mbox"
        self.file = file
        self._desk = desk
        self._seen = -1

    def gather(self, position: str) -> Gathered:
        if not self.file.is_file():
            return Gathered((), position)
        time.sleep(min(STILL, max(0.0, self.file.stat().st_mtime + STILL - time.time())))
        data = self.file.read_bytes()
        first = hashlib.sha256(data.split(b"\n", 1)[0]).hexdigest()[:16]
        offset, _, known = position.partition(":")
        start = int(offset) if offset.isdigit() and known == first and int(offset) <= len(data) else 0
        received = datetime.fromtimestamp(self.file.stat().st_mtime, UTC)
        limit = self._desk.attachments.largest_message
        messages = tuple(
            read(raw[:limit], received, self._desk, source=self.file.name, size=len(raw))
            for raw in _messages(data[start:])
        )
        self._seen = len(data)
        return Gathered(messages, f"{len(data)}:{first}")

    def settle(self, messages: Sequence[Message]) -> None:
        """Nothing to move: the cursor went forward in the same push as the tickets."""

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.file.is_file() or self.file.stat().st_size == self._seen:
            if time.monotonic() >= deadline:
                return False
            time.sleep(min(POLL, max(0.0, deadline - time.monotonic())))
        return True


def _messages(data: bytes) -> list[bytes]:
    """The raw messages; a `From ` line counts only at the start or after an empty line, and `>From ` is unquoted."""
    messages: list[list[bytes]] = []
    blank = True
    for line in data.splitlines(keepends=True):
        if blank and line.startswith(_SEPARATOR):
            messages.append([])
        elif messages:
            quoted = line.startswith(b">") and line.lstrip(b">").startswith(_SEPARATOR)
            messages[-1].append(line[1:] if quoted else line)
        blank = not line.strip()
    return [b"".join(lines) for lines in messages if lines]
