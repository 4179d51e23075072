"""Which tickets differ between two commits, by git's own comparison of trees: it costs what changed."""

import re

from helpdesk.model.ids import TicketNumber
from helpdesk.store.repository import Repository

_TICKET = re.compile(rb"tickets/[0-9]{3,}/[A-Z][A-Z0-9]*-([0-9]+)/")


def touched(repository: Repository, old: str, new: str) -> set[TicketNumber] | None:
    """The tickets with a file that differs; None where this clone has not got the older commit."""
    if old == new:
        return set()
    if not re.fullmatch(r"[0-9a-f]{40,64}", old):
        return None
    done = repository.git.run(
        "diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new, "--", "tickets", check=False
    )
    if done.code:
        return None
    found = (_TICKET.match(path) for path in done.out.split(b"\0"))
    return {TicketNumber(int(match[1])) for match in found if match}
