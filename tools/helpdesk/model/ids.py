"""References and the paths that follow from them: the path of a ticket is a function of its number alone."""

import re
from typing import NewType

TicketNumber = NewType("TicketNumber", int)

_TYPED = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9]{0,9}-|#)?0*([1-9][0-9]{0,11})\s*\Z")
_FOLDER = re.compile(r"tickets/([0-9]{3,})/([A-Z][A-Z0-9]{0,9})-([0-9]{6,})(?:/|\Z)")


def reference(prefix: str, number: TicketNumber) -> str:
    """`HD-000123`: six digits or more, so that references sort and are easy to search for."""
    return f"{prefix}-{number:06d}"


def typed_reference(text: str, prefix: str) -> TicketNumber | None:
    """The number a person meant by `123`, `#123`, `HD-123` or `hd-000123`; None where it is none of this desk's."""
    match = _TYPED.match(text)
    if match is None:
        return None
    head = text.strip().split("-")[0].upper() if "-" in text else prefix
    return TicketNumber(int(match[1])) if head == prefix else None


def ticket_folder(prefix: str, number: TicketNumber) -> str:
    """`tickets/012/HD-012345`: shards of a thousand keep git's trees small."""
    return f"tickets/{number // 1000:03d}/{reference(prefix, number)}"


def number_of_path(path: str) -> TicketNumber | None:
    """The ticket a path lies in, or None when it lies in no ticket's proper folder."""
    match = _FOLDER.match(path)
    if match is None:
        return None
    number = TicketNumber(int(match[3]))
    return number if path.startswith(ticket_folder(match[2], number)) else None
