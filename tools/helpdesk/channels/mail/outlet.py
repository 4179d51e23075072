"""Mail out into a folder, as .eml files."""

import hashlib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from helpdesk.channels.mail.compose import compose
from helpdesk.model.notice import Notice, Sent

LATER, NEVER, SENT = "later", "undeliverable", "sent"


class FolderOutlet:
    """Writes each mail as `<folder>/<message id>.eml`, whole or not at all; sending one again replaces it by itself."""

    channel = "mail"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        with suppress(OSError):  # each notice then says what is wrong
            self.folder.mkdir(parents=True, exist_ok=True)
        return [self._send(notice) for notice in notices]

    def _send(self, notice: Notice) -> Sent:
        try:
            data = compose(notice)
        except ValueError as problem:
            return Sent(notice.id, NEVER, str(problem))
        target = self.folder / f"{file_name(notice.message_id)}.eml"
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            partial.write_bytes(data)
            partial.replace(target)
        except OSError as problem:
            return Sent(notice.id, LATER, f"can't write to {self.folder}: {problem.strerror}")
        return Sent(notice.id, SENT, message_id=notice.message_id)


def file_name(message_id: str) -> str:
    """A file name from a Message-ID: readable where it is plain, and never two the same."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", message_id.strip("<>")).strip("-.")[:80]
    return f"{plain}-{hashlib.sha256(message_id.encode()).hexdigest()[:8]}"
