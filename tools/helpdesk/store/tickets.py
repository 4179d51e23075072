"""Tickets' folders read from git: into rows of the cache, or into whole records."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.store import index
from helpdesk.store.plumbing import Git, Objects
from helpdesk.store.tree import list_files, read_blobs

# Tickets parsed at a time: enough to keep git busy, few enough to keep memory small.
_GROUP = 500
_READ = ("ticket.md", "timeline.yml")


class Place(msgspec.Struct, frozen=True):
    """Where a ticket's folder lies, and its tree."""

    number: TicketNumber
    prefix: str
    tree: str

    @property
    def folder(self) -> str:
        return ticket_folder(self.prefix, self.number)

    @property
    def state(self) -> str:
        """Which content this is. Two folders may hold the same under different numbers, and a record knows its own."""
        return f"{self.folder} {self.tree}"


Listed = dict[Place, dict[str, str]]
"""The files of each folder: path below it -> blob id."""


def read_tickets(git: Git, found: Sequence[Place]) -> index.Rows:
    """The rows of these folders, a few hundred read at a time. What was said on a ticket that is over is not read."""
    with Objects(git) as objects:
        groups = (found[start : start + _GROUP] for start in range(0, len(found), _GROUP))
        return index.rows(read for group in groups for read in _standing(objects, group))


def read_records(git: Git, found: Sequence[Place]) -> list[tuple[int, str, bytes]]:
    """Number, state and record (as it is kept) of each of these folders that can be read."""
    kept: list[tuple[int, str, bytes]] = []
    with Objects(git) as objects:
        for start in range(0, len(found), _GROUP):
            for place, files in _contents(objects, _list(objects, found[start : start + _GROUP]), is_read).items():
                record = assembled(place, files).record
                if record is not None:
                    kept.append((place.number, place.state, index.encode_record(record)))
    return kept


def _list(objects: Objects, group: Sequence[Place]) -> Listed:
    return list_files(objects, {place: place.tree for place in group})


def _standing(objects: Objects, group: Sequence[Place]) -> Iterator[index.Read]:
    """Each ticket; one that is over without what was said on it."""
    from helpdesk.load.record import COMMENTS, ended

    listed = _list(objects, group)
    live: Listed = {}
    standing = _contents(objects, listed, lambda path: path in _READ)
    for place, files in standing.items():
        said = [path.removeprefix(COMMENTS) for path in listed[place] if _is_comment(path)]
        record = ended(place.number, place.prefix, files, said)
        if record is None:
            live[place] = listed[place]
        else:
            yield index.Read(place.number, place.folder, place.tree, record, ended=True)
    for place, comments in _contents(objects, live, _is_comment).items():
        yield assembled(place, standing[place] | comments)


def _contents(objects: Objects, listed: Listed, wanted: Callable[[str], bool]) -> dict[Place, dict[str, bytes]]:
    """The contents of those files of each folder that are wanted."""
    blobs = {(place, path): blob for place, files in listed.items() for path, blob in files.items() if wanted(path)}
    contents: dict[Place, dict[str, bytes]] = {place: {} for place in listed}
    for (place, path), data in read_blobs(objects, blobs):
        contents[place][path] = data
    return contents


def is_read(path: str) -> bool:
    """Whether a file of a ticket is part of its record; attachments are not looked into."""
    return path in _READ or _is_comment(path)


def _is_comment(path: str) -> bool:
    return path.startswith("comments/") and path.endswith(".md")


def assembled(place: Place, files: Mapping[str, bytes]) -> index.Read:
    """One ticket's record from its files' contents, by path below its folder."""
    from helpdesk.load.record import assemble

    record, findings = assemble(place.number, place.prefix, files)
    return index.Read(place.number, place.folder, place.tree, record, findings)
