"""Cheap refusals before a YAML parser sees hostile bytes: size, encoding, nesting, aliases, tags."""

import re
from collections.abc import Iterator

import yaml

# Bytes of YAML a file of each kind may hold. A ticket's own front matter is about one kilobyte.
LARGEST_FRONT_MATTER = 96_000
LARGEST_RULES = 256_000
LARGEST_SCALAR = 64_000
DEEPEST = 64

# Beyond these a file costs its reader more than it can say.
_MOST_OPEN_BRACKETS = 500
_MOST_NODES = 20_000

_BRACKET = re.compile(rb"[\[\]{}]")
_MARKED = re.compile(rb"(?:^|[\s\[{,:?-])[&*!][^\s,\]}]", re.MULTILINE)
_STANDARD_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")
)
_C_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
        yield "Y003", "nested too deep", f"at most {DEEPEST} levels are read", *_place(data, depth_at)
        return
    if _MARKED.search(data):
        yield from _marked_nodes(data)


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte offset, both from 1."""
    start = data.rfind(b"\n", 0, offset) + 1
    return data.count(b"\n", 0, offset) + 1, len(data[start:offset].decode("utf-8", "replace")) + 1


def _too_many_brackets(data: bytes) -> int | None:
    """Where more flow collections are open than any record needs: libyaml's time grows with their square.

    Brackets inside quotes count too: a record with hundreds of unclosed ones is refused with the bomb.
    """
    if data.count(b"[") + data.count(b"{") <= _MOST_OPEN_BRACKETS:
        return None
    depth = 0
    for match in _BRACKET.finditer(data):
        depth += 1 if match[0] in b"[{" else -1
        if depth > _MOST_OPEN_BRACKETS:
            return match.start()
        depth = max(depth, 0)
    return None


def _marked_nodes(data: bytes) -> Iterator[Trouble]:
    """Tags that are not YAML's own, and aliases that make more than they are written as."""
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    total = 0
    try:
        for event in yaml.parse(data, Loader=_C_LOADER):
            mark = event.start_mark
            tag = getattr(event, "tag", None)
            if tag is not None and tag not in _STANDARD_TAGS:
                yield (
                    "Y004",
                    f"unknown tag: {tag[:60]!r}",
                    "write plain values, or quote the text",
                    mark.line + 1,
                    mark.column + 1,
                )
                return
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append((event.anchor, total))
                if len(open_nodes) > DEEPEST:
                    yield (
                        "Y003",
                        "nested too deep",
                        f"at most {DEEPEST} levels are read",
                        mark.line + 1,
                        mark.column + 1,
                    )
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                anchor, before = open_nodes.pop()
                if anchor:
                    sizes[anchor] = total - before
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in sizes:
                    what = f"alias to nothing before it: {event.anchor[:60]!r}"
                    yield "Y005", what, "write the value out", mark.line + 1, mark.column + 1
                    return
                total += sizes[event.anchor]
            elif isinstance(event, yaml.ScalarEvent) and event.anchor:
                sizes[event.anchor] = 1
            total += 1
            if total > _MOST_NODES:
                yield "Y005", "aliases that multiply", "write the values out", mark.line + 1, mark.column + 1
                return
    except (yaml.YAMLError, ValueError):
        # Not YAML at all: the strict reader says so, and where.
        return
