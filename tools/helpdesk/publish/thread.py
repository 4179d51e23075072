"""A ticket's story in the order in which it happened: messages, and what the desk did between them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import ClassVar

import msgspec

from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.record import Conversation, Record
from helpdesk.model.ticket import FileRef, Visibility
from helpdesk.model.timeline import Opened, Owed, Told
from helpdesk.publish.happenings import Happening, happening, told_line
from helpdesk.publish.names import Names


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One message. `side` is requester, staff or inner (for colleagues only); `files` the file and the
    place of its published copy ("" for none)."""

    at: datetime
    who: str
    address: str
    side: str
    via: str
    text: str
    files: tuple[tuple[FileRef, str], ...] = ()
    lines: ClassVar[tuple[Happening, ...]] = ()  # of the ledger, which a message has none of


class Group(msgspec.Struct, frozen=True):
    """Consecutive lines of the ledger, shown together."""

    lines: tuple[Happening, ...]


Part = Said | Group


def thread(record: Record, names: Names, copies: Mapping[str, str]) -> tuple[Part, ...]:
    """Messages and ledger lines by time, the request first. `copies` maps a file in files/ to its published copy."""
    moments: list[tuple[datetime, int, Said | Happening]] = [(record.ticket.opened, 0, _request(record, copies))]
    moments += [(each.comment.at, 1, _said(each, names, copies)) for each in record.conversation]
    moments += [(line.at, 2, line) for line in _lines(record, names.about(record.ticket))]
    moments.sort(key=lambda moment: moment[:2])
    return _grouped([moment[2] for moment in moments])


def _lines(record: Record, names: Names) -> Iterator[Happening]:
    """The ledger in words, but for who was told what: that is a list of its own."""
    for entry in record.timeline:
        line = None if isinstance(entry, Owed | Told) else happening(entry, names)
        if line is not None:
            yield line


def who_was_told(record: Record, names: Names) -> tuple[Happening, ...]:
    """A line a notice, the last first: told, not reached, or still owed."""
    owed = {entry.notice: entry for entry in record.timeline if isinstance(entry, Owed)}
    lines: list[Happening | None] = []
    for entry in record.timeline:
        if isinstance(entry, Told):
            lines.append(told_line(entry, owed.get(entry.notice), names))
        elif isinstance(entry, Owed) and entry.notice not in record.state.told:
            lines.append(happening(entry, names))
    return tuple(line for line in reversed(lines) if line is not None)


def _request(record: Record, copies: Mapping[str, str]) -> Said:
    opened = next((entry for entry in record.timeline if isinstance(entry, Opened)), None)
    requester = record.ticket.requester
    return Said(
        at=record.ticket.opened,
        who=requester.name or requester.email or "Unknown requester",
        address=requester.email,
        side="requester",
        via=record.ticket.channel,
        text=record.request,
        files=_files(opened.attachments if opened else (), copies),
    )


def _said(each: Conversation, names: Names, copies: Mapping[str, str]) -> Said:
    comment = each.comment
    side = "requester" if comment.by in OUTSIDERS else "staff"
    return Said(
        at=comment.at,
        who=names.person(comment.by) if side == "staff" else comment.sender.name or comment.sender.email or comment.by,
        address=comment.sender.email if side == "requester" else "",
        side="inner" if comment.visibility is Visibility.INTERNAL else side,
        via=comment.via,
        text=each.text,
        files=_files(comment.attachments, copies),
    )


def _files(files: tuple[FileRef, ...], copies: Mapping[str, str]) -> tuple[tuple[FileRef, str], ...]:
    return tuple((file, copies.get(file.file, "") if not file.withheld else "") for file in files)


def _grouped(moments: list[Said | Happening]) -> tuple[Part, ...]:
    parts: list[Part] = []
    lines: list[Happening] = []
    for moment in moments:
        if isinstance(moment, Happening):
            lines.append(moment)
            continue
        if lines:
            parts.append(Group(tuple(lines)))
            lines = []
        parts.append(moment)
    return (*parts, Group(tuple(lines))) if lines else tuple(parts)
