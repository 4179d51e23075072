"""Findings about a record's fields, given their place in its file."""

from collections.abc import Sequence

from msgspec.structs import replace

from helpdesk.load.front_matter import split
from helpdesk.load.places import Key, compose, place
from helpdesk.model.finding import Finding


def located(finding: Finding, keys: Sequence[Key], data: bytes) -> Finding:
    """The finding with line and column of what stands under `keys` in its file; front matter where the file has one.
    ("body", 3) is the third line of the text below it."""
    if not keys or finding.line:
        return finding
    head, first = data, 1
    if finding.path.endswith(".md"):
        parts = split(data)
        if parts is None:
            return finding
        head, first = parts[0], 2
        if keys[0] == "body" and len(keys) == 2:
            above = data.count(b"\n", 0, len(data) - len(parts[1]))
            return replace(finding, line=above + int(keys[1]))
    line, column = place(compose(head), keys)
    return replace(finding, line=line + first - 1, column=column) if line else finding
