"""Cheap refusals before a YAML parser sees hostile bytes: size, encoding, nesting, aliases, tags."""

import re
from collections.abc import Iterator

# Bytes of YAML a file of each kind may hold. A ticket's own front matter is about one kilobyte.
LARGEST_RECORD = 64_000
LARGEST_RULES = 256_000
DEEPEST = 64

# Beyond these a file costs its reader more than it can say.
_MOST_OPEN_BRACKETS = 500
_MOST_BRACKETS = 5_000

_BRACKET = re.compile(rb"[\[\]{}]")
_MARKED = re.compile(rb"(?:^|[\s\[{,:?-])(?:[&*][^\s,\]}]|!)", re.MULTILINE)
_MARKS = (b"&", b"*", b"!")
_DIRECTIVE = re.compile(rb"^%", re.MULTILINE)

Trouble = tuple[str, str, str, int, int]
"""Code, what, remedy, line, column (both from 1, 0 unknown)."""


def troubles(data: bytes, largest: int) -> Iterator[Trouble]:
    """What forbids handing `data` to the parser at all. Time is linear in `largest`."""
    if len(data) > largest:
        yield "Y001", f"too large: {len(data)} bytes of YAML", f"keep it under {largest} bytes", 0, 0
        return
    if b"\0" in data:
        yield "Y002", "not UTF-8 text: it contains zero bytes", "save the file as UTF-8", *_place(data, data.index(0))
        return
    try:
        data.decode()
    except UnicodeDecodeError as error:
        yield (
            "Y002",
            f"not UTF-8 text: byte 0x{data[error.start]:02x}",
            "save the file as UTF-8",
            *_place(data, error.start),
        )
        return
    depth_at = _too_many_brackets(data)
    if depth_at is not None:
        remedy = f"at most {DEEPEST} levels and {_MOST_BRACKETS} lists are read"
        yield "Y003", "too many lists or mappings", remedy, *_place(data, depth_at)
        return
    # The searches below look at every sign; most files hold none that they could find.
    directive = _DIRECTIVE.search(data) if b"%" in data else None
    if directive:
        yield "Y014", "a directive", "remove the line: a record is YAML 1.2 as it is", *_place(data, directive.start())
        return
    if any(sign in data for sign in _MARKS) and _MARKED.search(data):
        # Few records have tags or aliases, and no other needs a parser.
        from helpdesk.load.expansion import marked_nodes

        yield from marked_nodes(data)


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte offset, both from 1."""
    start = data.rfind(b"\n", 0, offset) + 1
    return data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1


def _too_many_brackets(data: bytes) -> int | None:
    """Where more flow collections are open than any record needs: libyaml's time grows with their square.

    Brackets inside quotes count too: a record with hundreds of unclosed ones is refused with the bomb.
    """
    brackets = data.count(b"[") + data.count(b"{")
    if brackets <= _MOST_OPEN_BRACKETS:
        return None
    if brackets > _MOST_BRACKETS:
        return 0
    depth = 0
    for match in _BRACKET.finditer(data):
        depth += 1 if match[0] in b"[{" else -1
        if depth > _MOST_OPEN_BRACKETS:
            return match.start()
        depth = max(depth, 0)
    return None
