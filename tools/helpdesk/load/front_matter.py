"""A Markdown file with YAML front matter between two lines of `---`, taken apart and put together byte for byte."""

import re

from helpdesk.load.guards import LARGEST_RECORD
from helpdesk.load.strict_yaml import Document, read_yaml
from helpdesk.load.yaml_text import REPLACEMENT, SURROGATES
from helpdesk.model.finding import Finding

LARGEST_BODY = 4_000_000
BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
_CLOSING = re.compile(rb"---[ \t]*(?:\r?\n|\Z)")
_EMPTY_LINE = re.compile(rb"\r?\n")


def split(data: bytes) -> tuple[bytes, bytes] | None:
    """Front matter and body; None where the file has no front matter. One empty line between them is neither's."""
    opening = _OPENING.match(data)
    closing = _closing(data, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    gap = _EMPTY_LINE.match(data, closing.end())
    return data[opening.end() : closing.start()], data[gap.end() if gap else closing.end() :]


def _closing(data: bytes, start: int) -> re.Match[bytes] | None:
    """The next line of `---` at or after `start`, which is the beginning of a line."""
    while start >= 0:
        found = _CLOSING.match(data, start)
        if found:
            return found
        start = data.find(b"\n---", start) + 1 or -1
    return None


def read_front_matter(path: str, data: bytes) -> tuple[Document | None, str, list[Finding]]:
    """The front matter of a file and its body as text."""
    if len(data) > LARGEST_BODY + LARGEST_RECORD:
        what = f"too large: {len(data)} bytes"
        return None, "", [Finding(path, 0, 0, "Y001", what, f"keep it under {LARGEST_BODY} bytes")]
    parts = split(data)
    if parts is None:
        what = "no front matter"
        return (
            None,
            "",
            [Finding(path, 1, 1, "Y020", what, "begin the file with --- and end its fields with another ---")],
        )
    head, body = parts
    document, findings = read_yaml(path, head, LARGEST_RECORD, line=2)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(data) - len(body) + error.start) + 1
        what = f"not UTF-8 text: byte 0x{body[error.start]:02x}"
        return None, "", [*findings, Finding(path, line, 0, "Y002", what, "save the file as UTF-8")]
    return document, text, findings


def join(head: str, body: str) -> bytes:
    """The file of which `split` gives back these two. Lone surrogates, which no file can hold, become U+FFFD."""
    return f"---\n{head}---\n\n{SURROGATES.sub(REPLACEMENT, body)}".encode()
