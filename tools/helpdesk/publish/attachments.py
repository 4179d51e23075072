"""Attachments as downloads, for staff only: a copy named by its hash, with an ending no browser opens as a page."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from helpdesk.model.record import Record
from helpdesk.model.ticket import FileRef
from helpdesk.model.timeline import Opened
from helpdesk.publish.output import Output

Files = Callable[[str], bytes | None]
"""The bytes of a file of the desk by its path in the repository; None where there is none."""

_NAME = re.compile(r"[0-9a-f]{16}\.[a-z0-9]{1,8}\Z")


def nothing(_path: str) -> bytes | None:
    """No file is at hand: pages then name attachments without a link."""
    return None


def checked_out(*roots: Path) -> Files:
    """Files of desks that are checked out in `roots`, the first that has one. Links are not followed."""

    def read(path: str) -> bytes | None:
        found = (root / path for root in roots)
        file = next((file for file in found if file.is_file() and not file.is_symlink()), None)
        return file.read_bytes() if file is not None else None

    return read


def copies(path: str, attached: Iterable[FileRef], output: Output, files: Files) -> dict[str, str]:
    """Publish the attachments of the ticket at `path`; file name in files/ -> place of its copy.

    The ending is always .bin: a server sends it as bytes to keep, whatever the sender called it. A file whose bytes do
    not have the recorded hash is not what the ledger speaks of, and is left out.
    """
    places: dict[str, str] = {}
    for file in attached:
        if not _NAME.match(file.file) or file.withheld or file.file in places:
            continue
        place = f"files/{file.sha256[:32]}.bin"

        def load(file: FileRef = file) -> bytes | None:
            content = files(f"{path}/files/{file.file}")
            return content if content is not None and hashlib.sha256(content).hexdigest() == file.sha256 else None

        if output.copy(place, file.sha256, load):
            places[file.file] = place
    return places


def attached(record: Record) -> Iterator[FileRef]:
    """All files that came with a ticket and its messages."""
    for entry in record.timeline:
        if isinstance(entry, Opened):
            yield from entry.attachments
    for each in record.conversation:
        yield from each.comment.attachments
