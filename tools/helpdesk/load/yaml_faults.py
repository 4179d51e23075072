"""Why a file is refused, in words a person can act on, with line and column."""

import re
from collections.abc import Iterator

import yaml

from helpdesk.load.guards import DEEPEST, Trouble
from helpdesk.load.places import compose, doubled_keys, mappings, syntax_error
from helpdesk.load.yaml_value import NOT_YAML, parse

_AT = re.compile(r"\s*,?\s*at (?:line (\d+) column (\d+)|position \d+)")
_CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)
_MOST = 50


def refusal(data: bytes, message: str, first: int) -> Iterator[Trouble]:
    """What the parser's `message` about `data` means; `first` is the line of the file that `data` begins on."""
    conflict = _CONFLICT.search(data)
    if conflict:
        line = data.count(b"\n", 0, conflict.start()) + 1
        yield "Y006", "conflict markers of a merge", "decide which side holds", line, 1
    elif message.startswith("duplicate entry") or ": duplicate entry" in message:
        yield from _doubled(data, message, first)
    elif "unhashable" in message:
        yield key_not_text(data)
    elif "recursion limit" in message:
        yield "Y003", "nested too deep", f"at most {DEEPEST} levels are read", *_at(message)
    elif "more than one document" in message:
        yield "Y008", "more than one document", "a record is one document", 0, 0
    else:
        yield _syntax(data, message)


def _doubled(data: bytes, message: str, first: int) -> Iterator[Trouble]:
    found = list(doubled_keys(compose(data)))[:_MOST]
    for key, line, column, before in found:
        yield "Y007", f"key given twice: {key[:60]!r}", f"it stands in line {before + first - 1} too", line, column
    if not found:
        yield "Y007", message[:200], "give each key once", 0, 0


def _syntax(data: bytes, message: str) -> Trouble:
    line, column = _at(message)
    what = _AT.sub("", message)
    if not line:
        what, line, column = syntax_error(data) or (message, 0, 0)
    # YAML has more line ends than people do, so the parser's line may lie beyond ours.
    there = [b"", *data.splitlines()][line : line + 1]
    if "cannot start any token" in what and there and b"\t" in there[0][:column]:
        return "Y009", "a tab where spaces are needed", "indent with spaces", line, column
    return "Y010", f"not YAML: {what[:200]}", "quote text that contains signs like : # [ {", line, column


def _at(message: str) -> tuple[int, int]:
    match = _AT.search(message)
    return (int(match[1]), int(match[2])) if match and match[1] else (0, 0)


def key_not_text(data: bytes) -> Trouble:
    """The first key that is a number, a truth value, nothing, a list or a mapping."""
    odd = (key for key in _keys(compose(data)) if not _is_text(key))
    return "Y011", "a key that is not text", "put the key in quotes", *_mark(next(odd, None))


def merge_key(data: bytes) -> Trouble | None:
    """The first unquoted key `<<`: YAML 1.1 merges there, YAML 1.2 does not, so nobody can rely on either."""
    for key in _keys(compose(data)):
        if isinstance(key, yaml.ScalarNode) and key.value == "<<" and not key.style:
            return "Y012", "a merge key '<<'", "write the fields out", *_mark(key)
    return None


def _mark(node: yaml.Node | None) -> tuple[int, int]:
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (0, 0)


def _is_text(key: yaml.Node) -> bool:
    return isinstance(key, yaml.ScalarNode) and (bool(key.style) or type(_plain(key.value)) is str)


def _keys(root: yaml.Node | None) -> list[yaml.Node]:
    return [name for mapping in mappings(root) for name, _ in mapping.value]


def _plain(text: str) -> object:
    try:
        return parse(text) if text else None
    except NOT_YAML:
        return text
