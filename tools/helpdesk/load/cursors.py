"""tickets/cursors.yml: how far each channel and the people's edits have been read, and the highest number given."""

from helpdesk.load.convert import convert
from helpdesk.load.guards import LARGEST_RULES
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.load.yaml_text import field
from helpdesk.model.finding import Finding
from helpdesk.model.snapshot import Cursors

PATH = "tickets/cursors.yml"


def read_cursors(path: str, data: bytes) -> tuple[Cursors | None, list[Finding]]:
    """The cursors. An empty file is a desk that has read nothing yet."""
    document, findings = read_yaml(path, data, LARGEST_RULES)
    if document is None:
        return None, findings
    if document.value is None:
        return Cursors(), []
    return convert(document, "cursors", Cursors)


def write_cursors(cursors: Cursors) -> bytes:
    """The file that reads back as these cursors; channels in the order of their names, one a line."""
    channels = {name: cursors.channels[name] for name in sorted(cursors.channels)}
    text = field("highest", cursors.highest)
    text += field("stamped", cursors.stamped) if cursors.stamped else ""
    text += field("channels", channels) if channels else ""
    return text.encode()
