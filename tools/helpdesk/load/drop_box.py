"""tickets/new/<anything>.md: a ticket without a number, made offline or in a web editor."""

from msgspec.structs import replace

from helpdesk.load.convert import convert, in_utc
from helpdesk.load.front_matter import join, read_front_matter
from helpdesk.load.ticket import front_matter_text
from helpdesk.model.finding import Finding
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import DropBoxItem

FOLDER = "tickets/new/"
_ALWAYS = frozenset(("uuid", "title"))


def read_drop(path: str, data: bytes) -> tuple[Dropped | None, list[Finding]]:
    """The waiting ticket at `path`."""
    document, text, findings = read_front_matter(path, data)
    if document is None or findings:
        return None, findings
    item, findings = convert(document, "drop-box", DropBoxItem)
    if item is None:
        return None, findings
    if item.opened is not None:
        item = replace(item, opened=in_utc(item.opened))
    return Dropped(path, item, text), []


def write_drop(item: DropBoxItem, text: str) -> bytes:
    """The file that reads back as this item and this text."""
    return join(front_matter_text(item, _ALWAYS), text)
