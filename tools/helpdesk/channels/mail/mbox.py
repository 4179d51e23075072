"""Mail out of an mbox file, which is only ever read: the cursor says how far."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from helpdesk.channels.mail.folder import MOST, MOST_BYTES, POLL, STILL, read
from helpdesk.model.message import Message
from helpdesk.model.ports import Gathered
from helpdesk.model.rules.desk import Desk

_SEPARATOR = b"From "


class Mbox:
    """An inbox over `file` (mboxrd). The position is `<bytes read>:<hash of the first line>`: a file that was rotated
    or cut is read from its start again, and what the desk has already is known by its key."""

    def __init__(self, file: Path, desk: Desk) -> None:
        self.name = f"mail:mbox:{file.name}"
        self.file = file
        self._desk = desk
        self._seen = -1

    def gather(self, position: str) -> Gathered:
        if not self.file.is_file():
            return Gathered((), position)
        time.sleep(min(STILL, max(0.0, self.file.stat().st_mtime + STILL - time.time())))
        size, received = self.file.stat().st_size, datetime.fromtimestamp(self.file.stat().st_mtime, UTC)
        limit = self._desk.attachments.largest_message
        messages: list[Message] = []
        with self.file.open("rb") as file:
            first = hashlib.sha256(file.readline().removesuffix(b"\n")).hexdigest()[:16]
            end = start = _start(position, first, size)
            file.seek(start)
            for raw, end in _messages(file, start):
                messages.append(read(raw[:limit], received, self._desk, source=self.file.name, size=len(raw)))
                if len(messages) == MOST or end - start > MOST_BYTES:
                    break
        more = end < size and bool(messages)
        self._seen = end if more else size
        return Gathered(tuple(messages), f"{end}:{first}", more)

    def settle(self, messages: Sequence[Message]) -> None:
        """Nothing to move: the cursor went forward in the same push as the tickets."""

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self.file.is_file() or self.file.stat().st_size == self._seen:
            if time.monotonic() >= deadline:
                return False
            time.sleep(min(POLL, max(0.0, deadline - time.monotonic())))
        return True


def _start(position: str, first: str, size: int) -> int:
    offset, _, known = position.partition(":")
    return int(offset) if offset.isdigit() and known == first and int(offset) <= size else 0


def _messages(file: BinaryIO, offset: int) -> Iterator[tuple[bytes, int]]:
    """The raw messages from where the file stands, each with the offset of its end. A `From ` line counts only at the
    start or after an empty line, and `>From ` is unquoted."""
    lines: list[bytes] = []
    blank, inside = True, False
    for line in file:
        if blank and line.startswith(_SEPARATOR):
            if lines:
                yield b"".join(lines), offset
            lines, inside = [], True
        elif inside:
            quoted = line.startswith(b">") and line.lstrip(b">").startswith(_SEPARATOR)
            lines.append(line[1:] if quoted else line)
        offset += len(line)
        blank = not line.strip()
    if lines:
        yield b"".join(lines), offset
