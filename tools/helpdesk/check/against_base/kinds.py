"""What a file of a desk is, by its path alone."""

import re

from helpdesk.model.ids import TicketNumber, number_of_path, ticket_folder
from helpdesk.model.rules.permissions import FileKind

_COMMENT = re.compile(r"comments/[^/]+\.md\Z")
_ATTACHMENT = re.compile(r"files/[^/]+\Z")
_WAITING = re.compile(r"tickets/new/(?:[^/]+/)*[^/.][^/]*\.md\Z")
# The first that fits; what fits none is `other`.
_AREAS = (
    ("rules/permissions.yml", FileKind.PERMISSIONS),
    ("rules/people/", FileKind.PEOPLE),
    ("rules/teams/", FileKind.PEOPLE),
    ("rules/", FileKind.RULES),
    ("kb/", FileKind.ARTICLES),
    ("assets/", FileKind.ASSETS),
    ("readers/", FileKind.READERS),
    ("schemas/", FileKind.SCHEMAS),
    (".github/ISSUE_TEMPLATE/", FileKind.RULES),  # made from rules/catalog/, and changed with it
    (".github/", FileKind.WORKFLOWS),
    (".ci/", FileKind.WORKFLOWS),
    ("tools/", FileKind.TOOLS),
    ("tests/", FileKind.TOOLS),
    ("pyproject.toml", FileKind.TOOLS),
    ("constraints.txt", FileKind.TOOLS),
    ("requirements.txt", FileKind.TOOLS),
)
# No file may be called so: it would be another one somewhere, or something that git or a terminal acts on.
_ODD_PART = re.compile(r"\A(?:|\.|\.\.|\.git|git~1)\Z", re.IGNORECASE)
_ODD_SIGN = re.compile(r"[\x00-\x1f\x7f-\x9f\\:\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]")
_LONGEST = 1000


def kind_of(path: str, prefix: str) -> tuple[FileKind, TicketNumber | None]:
    """The kind of file at a path, and the ticket that it lies in. `prefix` is that of the desk's references."""
    if not path.startswith("tickets/"):
        return next((kind for start, kind in _AREAS if _fits(path, start)), FileKind.OTHER), None
    if path == "tickets/cursors.yml":
        return FileKind.CURSORS, None
    if _WAITING.match(path):
        return FileKind.WAITING_TICKETS, None
    number = number_of_path(path)
    folder = ticket_folder(prefix, number) + "/" if number is not None else "?"
    if path.startswith(folder):
        return _in_ticket(path[len(folder) :]), number
    return (FileKind.OTHER if path.rsplit("/", 1)[-1].startswith(".") else FileKind.STRAY), None


def _fits(path: str, start: str) -> bool:
    return path.startswith(start) if start.endswith("/") else path == start


def _in_ticket(below: str) -> FileKind:
    if below == "ticket.md":
        return FileKind.TICKET
    if below == "timeline.yml":
        return FileKind.TIMELINE
    if _COMMENT.match(below):
        return FileKind.COMMENTS
    return FileKind.ATTACHMENT if _ATTACHMENT.match(below) else FileKind.STRAY


def proper_name(path: str) -> bool:
    """Whether a path is one that stays inside the desk on every machine."""
    parts = path.split("/")
    return len(path) <= _LONGEST and not _ODD_SIGN.search(path) and not any(map(_ODD_PART.match, parts))
