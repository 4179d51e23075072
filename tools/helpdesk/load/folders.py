"""Which file of a desk is what: by its path alone."""

from collections.abc import Iterable

import msgspec

from helpdesk.load import article, asset, cursors, drop_box
from helpdesk.model.finding import Finding
from helpdesk.model.ids import TicketNumber, number_of_path, ticket_folder
from helpdesk.model.readers import FOLDER as READERS

TICKETS = "tickets/"
RULES = "rules/"


class Folders(msgspec.Struct, frozen=True):
    """The paths of a desk, sorted into what reads them; `tickets` by number and path below the ticket's folder."""

    rules: list[str]
    tickets: dict[TicketNumber, dict[str, str]]
    waiting: list[str]
    articles: list[str]
    assets: list[str]
    readers: list[str]
    findings: list[Finding]


def sort_paths(paths: Iterable[str], prefix: str) -> Folders:
    """Every path where it belongs; what lies in tickets/ and belongs nowhere is a finding."""
    folders = Folders([], {}, [], [], [], [], [])
    strays: dict[str, None] = {}
    number, folder = None, ""
    for path in paths:
        if number is not None and path.startswith(folder):  # one more file of the ticket before
            folders.tickets.setdefault(number, {})[path[len(folder) :]] = path
        elif path.startswith(RULES):
            folders.rules.append(path)
        elif path.startswith(article.FOLDER) and path.endswith(".md"):
            folders.articles.append(path)
        elif path.startswith(asset.FOLDER) and path.endswith(".yml"):
            folders.assets.append(path)
        elif path.startswith(READERS) and path.endswith(".yml"):
            folders.readers.append(path)
        elif path.startswith(drop_box.FOLDER):
            if path.endswith(".md"):
                folders.waiting.append(path)
        elif path.startswith(TICKETS) and path != cursors.PATH:
            number = number_of_path(path)
            folder = ticket_folder(prefix, number) + "/" if number is not None else ""
            if number is not None and path.startswith(folder):
                folders.tickets.setdefault(number, {})[path[len(folder) :]] = path
            elif not path.rsplit("/", 1)[-1].startswith("."):
                strays["/".join(path.split("/")[:3])] = None
    remedy = f"a ticket lies in {ticket_folder(prefix, TicketNumber(123))}/; new ones go to tickets/new/"
    folders.findings.extend(Finding(path, 0, 0, "T060", "no ticket's folder", remedy) for path in strays)
    return folders


def belongs_to_record(path: str) -> bool:
    """Whether a file below a ticket's folder is part of its record; attachments are not read."""
    return path in ("ticket.md", "timeline.yml") or (path.startswith("comments/") and path.endswith(".md"))
