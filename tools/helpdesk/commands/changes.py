"""A change read on both sides, for the checks that hold it against its base."""

from collections.abc import Iterator, Mapping

from helpdesk.check.against import Change
from helpdesk.load.asset import read_asset
from helpdesk.load.cursors import PATH as CURSORS
from helpdesk.load.cursors import read_cursors
from helpdesk.load.ticket import read_ticket


def changes(before: Mapping[str, bytes | None], files: Mapping[str, bytes]) -> Iterator[Change]:
    """Each path that differs, `before` with its content then and `files` with those of now."""
    for path, data in before.items():
        yield Change(path, _read(path, data), _read(path, files.get(path)))


def _read(path: str, data: bytes | None) -> object | None:
    if data is None:
        return None
    if path == CURSORS:
        return read_cursors(path, data)[0]
    if path.startswith("tickets/") and path.endswith("/ticket.md"):
        return read_ticket(path, data)[0]
    if path.startswith("tickets/") and path.endswith("/timeline.yml"):
        return tuple(data.splitlines(keepends=True))
    if path.startswith("assets/"):
        return read_asset(path, data)[0]
    return data
