"""Notes: text files in `FOLDER/in` become messages, answers are written to `FOLDER/out`. Addresses: `notes:FOLDER`.

The first line of a note is who wrote it, a mail address or a name; the second what it is about; the rest the text.
"""

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.model.message import Message, Party
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.ports import Gathered
from helpdesk.model.rules.desk import Desk

POLL = 0.1


def open(address: str, desk: Desk) -> "Notes":  # noqa: ARG001 - some channels need the desk
    """The channel at `notes:FOLDER`. Raises ValueError that says what an address looks like."""
    folder = Path(address.partition(":")[2])
    if not folder.is_dir():
        raise ValueError(f"no such folder: {folder}; write notes:FOLDER")
    return Notes(folder)


class Notes:
    """`name` is the key of its position in the desk's cursors; `channel` marks its messages and notices."""

    name = "notes"
    channel = "notes"

    def __init__(self, folder: Path) -> None:
        self._in, self._done, self._out = folder / "in", folder / "done", folder / "out"
        for part in (self._in, self._done, self._out):
            part.mkdir(exist_ok=True)

    def gather(self, position: str) -> Gathered:
        """Every note that lies there, oldest first. The position stays as it is: what is done is moved away."""
        notes = sorted(self._in.glob("*.txt"), key=lambda note: (note.stat().st_mtime_ns, note.name))
        return Gathered(tuple(_message(note) for note in notes), position)

    def settle(self, messages: Sequence[Message]) -> None:
        """They are in the repository: move them away. One that is gone was moved before."""
        for message in messages:
            note = self._in / message.source
            if note.exists():
                note.rename(self._done / note.name)

    def wait(self, seconds: float) -> bool:
        """Until a note is there, or the time is up."""
        until = time.monotonic() + seconds
        while not any(self._in.glob("*.txt")):
            if time.monotonic() >= until:
                return False
            time.sleep(min(POLL, max(0.0, until - time.monotonic())))
        return True

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        """Write each as a file named by its own id: written twice, it is one."""
        return [self._send(notice) for notice in notices]

    def _send(self, notice: Notice) -> Sent:
        if not notice.recipients:
            return Sent(notice.id, "undeliverable", "nobody to tell")
        names = ", ".join(party.name or party.email for party in notice.recipients)
        target = self._out / f"{notice.id.replace('/', '-')}.txt"
        target.write_text(f"To: {names}\n{notice.subject}\n\n{notice.text}", "utf-8", "replace")
        return Sent(notice.id, "sent", message_id=notice.message_id)


def _message(note: Path) -> Message:
    """A note as a message. Its key is its name and content, so that it is the same after a restart; nothing in it
    proves who wrote it, so `proof` is left at none."""
    data = note.read_bytes()
    writer, _, rest = data.decode("utf-8", "replace").partition("\n")
    subject, _, text = rest.partition("\n")
    digest = hashlib.sha256(data).hexdigest()
    is_address = "@" in writer
    return Message(
        key=f"notes:{note.name}:{digest[:16]}",
        channel=Notes.channel,
        received=datetime.fromtimestamp(note.stat().st_mtime, UTC),
        sender=Party(email=writer.strip()) if is_address else Party(name=writer.strip()),
        subject=subject.strip(),
        text=text,
        source=note.name,
    )
