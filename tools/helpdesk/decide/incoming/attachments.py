"""What came with a message: written under names of our own, withheld where it is too large, and recorded always."""

import re
from collections.abc import Sequence

import msgspec

from helpdesk.model.message import Attachment
from helpdesk.model.plan import NewFile
from helpdesk.model.rules.desk import AttachmentRule
from helpdesk.model.ticket import FileRef

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})\Z")


class Kept(msgspec.Struct, frozen=True):
    """Every attachment's record in order, and the files to write."""

    refs: tuple[FileRef, ...] = ()
    files: tuple[NewFile, ...] = ()


def keep(attachments: Sequence[Attachment], limits: AttachmentRule) -> Kept:
    """Files up to `limits.largest` each and `limits.largest_message` together, in the order they came."""
    refs: list[FileRef] = []
    files: dict[str, NewFile] = {}
    room = limits.largest_message
    for item in attachments:
        why = _withheld(item, limits, room)
        name = "" if why else file_name(item)
        if not why:
            room -= len(item.content)
            files[name] = NewFile(name, item.content)
        refs.append(FileRef(item.name, item.type, item.size, item.sha256, name, why))
    return Kept(tuple(refs), tuple(files.values()))


def file_name(item: Attachment) -> str:
    """`<first 16 of sha256>.<extension>`: nothing of the sender's name but a short, plain extension."""
    match = _EXTENSION.search(item.name)
    return f"{item.sha256[:16]}.{match[1].lower() if match else 'bin'}"


def _withheld(item: Attachment, limits: AttachmentRule, room: int) -> str:
    size = max(item.size, len(item.content))
    if size > limits.largest:
        return f"{size} bytes, more than {limits.largest} allowed"
    if size > room:
        return f"the files of this message together are more than {limits.largest_message} bytes"
    if item.size and not item.content:
        return "the channel passed no content on"
    if not re.fullmatch(r"[0-9a-f]{64}", item.sha256):
        return "the channel passed no hash on"
    return ""
