"""What tags and aliases make of a document, event by event, before anything is constructed."""

from collections.abc import Iterator
from typing import Any

import yaml

from helpdesk.load.guards import DEEPEST, Trouble

_MOST_NODES = 20_000
_STANDARD_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")
)
# Events only, so nothing is resolved or constructed.
_C_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Expansion:
    """How many nodes a document becomes when its aliases are written out, and how deep it goes."""

    def __init__(self) -> None:
        self.total = 0
        self._sizes: dict[str, int] = {}
        self._open: list[tuple[str | None, int]] = []

    def wrong(self, event: Any) -> tuple[str, str, str] | None:
        """Code, what and remedy where this event goes beyond what a record may hold."""
        tag = getattr(event, "tag", None)
        if tag is not None and tag not in _STANDARD_TAGS:
            return "Y004", f"unknown tag: {tag[:60]!r}", "write plain values, or quote the text"
        if isinstance(event, yaml.CollectionStartEvent):
            self._open.append((event.anchor, self.total))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = self._open.pop()
            if anchor:
                self._sizes[anchor] = self.total - before
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._sizes:
                return "Y005", f"alias to nothing before it: {str(event.anchor)[:60]!r}", "write the value out"
            self.total += self._sizes[event.anchor]
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            self._sizes[event.anchor] = 1
        self.total += 1
        if len(self._open) > DEEPEST:
            return "Y003", "nested too deep", f"at most {DEEPEST} levels are read"
        return ("Y005", "aliases that multiply", "write the values out") if self.total > _MOST_NODES else None


def marked_nodes(data: bytes) -> Iterator[Trouble]:
    """Tags that are not YAML's own, and aliases that make more than they are written as."""
    expansion = _Expansion()
    try:
        for event in yaml.parse(data, Loader=_C_LOADER):
            wrong = expansion.wrong(event)
            if wrong:
                mark = event.start_mark
                yield *wrong, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0
                return
    except (yaml.YAMLError, ValueError):
        # Not YAML at all: the strict reader says so, and where.
        return
