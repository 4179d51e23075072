"""YAML 1.2 as records need it: one document, text keys, each given once; `no` is text and a time stays text.

ryaml decides; when it refuses, libyaml's parser (the same grammar) says where. Nothing here raises on a record.
"""

import re
from collections.abc import Iterator

import msgspec
import yaml

# The package has types but does not mark what it exports.
from ryaml import InvalidYamlError, loads  # type: ignore[attr-defined]

from helpdesk.load.guards import DEEPEST, troubles
from helpdesk.load.places import Key, compose, doubled_keys, place, syntax_error
from helpdesk.model.finding import Finding

_AT = re.compile(r"\s*,?\s*at (?:line (\d+) column (\d+)|position \d+)")
_ODD_VALUE = re.compile(rb"\.(?:inf|nan)", re.IGNORECASE)
_CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE)


NOT_YAML: tuple[type[Exception], ...] = (InvalidYamlError, ValueError, TypeError)


def parse(text: str) -> object:
    """The value of one YAML 1.2 document. Raises one of NOT_YAML. For texts that have passed the guards."""
    return loads(text)


class Document(msgspec.Struct, frozen=True):
    """What a file says. `data` is its YAML, which begins at `line` of the file `path`."""

    path: str
    data: bytes
    value: object
    line: int = 1

    def finding(
        self, keys: tuple[Key, ...], code: str, what: str, remedy: str = "", *, of_key: bool = False
    ) -> Finding:
        """A finding about the value under `keys`, with its place in the file."""
        line, column = place(compose(self.data), keys, of_key=of_key)
        return Finding(self.path, line + self.line - 1 if line else 0, column, code, what, remedy)


def read_yaml(path: str, data: bytes, largest: int, line: int = 1) -> tuple[Document | None, list[Finding]]:
    """One YAML document of at most `largest` bytes. `line` is where it begins in its file."""
    wrong = [_finding(path, line, *trouble) for trouble in troubles(data, largest)]
    if wrong:
        return None, wrong
    try:
        value = parse(data.decode("utf-8-sig"))
    except NOT_YAML as error:
        return None, _explain(path, data, line, str(error))
    what = _unfit(value, 0, bool(_ODD_VALUE.search(data)))
    if not what and b"<<" in data and any(_merge_keys(data)):
        what = "merge"
    if what:
        return None, [_finding(path, line, *_trouble_of(data, what))]
    return Document(path, data, value, line), []


def _finding(path: str, first: int, code: str, what: str, remedy: str, line: int, column: int) -> Finding:
    return Finding(path, line + first - 1 if line else first, column, code, what, remedy)


def _explain(path: str, data: bytes, first: int, message: str) -> list[Finding]:
    """Why ryaml refused, in words a person can act on."""
    conflict = _CONFLICT.search(data)
    if conflict:
        line = data.count(b"\n", 0, conflict.start()) + 1
        return [_finding(path, first, "Y006", "conflict markers of a merge", "decide which side holds", line, 1)]
    if message.startswith("duplicate entry") or ": duplicate entry" in message:
        doubled = [
            _finding(
                path,
                first,
                "Y007",
                f"key given twice: {key[:60]!r}",
                f"it stands in line {before + first - 1} too",
                line,
                column,
            )
            for key, line, column, before in doubled_keys(compose(data))
        ]
        return doubled[:50] or [_finding(path, first, "Y007", message[:200], "give each key once", 0, 0)]
    if "unhashable" in message:
        return [_finding(path, first, *_trouble_of(data, "key"))]
    if "recursion limit" in message:
        return [_finding(path, first, "Y003", "nested too deep", f"at most {DEEPEST} levels are read", *_at(message))]
    if "more than one document" in message:
        return [_finding(path, first, "Y008", "more than one document", "a record is one document", 0, 0)]
    if "\t" in data.decode("utf-8", "replace") and "cannot start any token" in message:
        what, line, column = syntax_error(data) or (message, *_at(message))
        return [_finding(path, first, "Y009", "a tab where spaces are needed", "indent with spaces", line, column)]
    line, column = _at(message)
    if not line:
        what, line, column = syntax_error(data) or (message, 0, 0)
    else:
        what = _AT.sub("", message)
    return [
        _finding(
            path, first, "Y010", f"not YAML: {what[:200]}", "quote text that contains signs like : # [ {", line, column
        )
    ]


def _at(message: str) -> tuple[int, int]:
    match = _AT.search(message)
    return (int(match[1]), int(match[2])) if match and match[1] else (0, 0)


def _unfit(value: object, depth: int, odd: bool) -> str:
    """What a record cannot hold though YAML can: keys that are not text, merge keys, infinity, deep nesting."""
    if depth > DEEPEST:
        return "depth"
    if type(value) is dict:
        for key, item in value.items():
            if type(key) is not str:
                return "key"
            if type(item) is dict or type(item) is list or odd:
                what = _unfit(item, depth + 1, odd)
                if what:
                    return what
    elif type(value) is list:
        for item in value:
            if type(item) is dict or type(item) is list or odd:
                what = _unfit(item, depth + 1, odd)
                if what:
                    return what
    elif odd and type(value) is float and (value != value or value in (float("inf"), float("-inf"))):
        return "number"
    return ""


def _trouble_of(data: bytes, what: str) -> tuple[str, str, str, int, int]:
    if what == "key":
        keys = (key for key in _keys(compose(data)) if not _is_text(key))
        return "Y011", "a key that is not text", "put the key in quotes", *_mark(next(keys, None))
    if what == "merge":
        return "Y012", "a merge key '<<'", "write the fields out", *_mark(next(_merge_keys(data), None))
    if what == "number":
        return "Y013", "a number that is infinite or none", "write a finite number", 0, 0
    return "Y003", "nested too deep", f"at most {DEEPEST} levels are read", 0, 0


def _mark(node: yaml.Node | None) -> tuple[int, int]:
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (0, 0)


def _is_text(key: yaml.Node) -> bool:
    return isinstance(key, yaml.ScalarNode) and (bool(key.style) or type(_plain(key.value)) is str)


def _merge_keys(data: bytes) -> Iterator[yaml.Node]:
    """Unquoted keys `<<`: YAML 1.1 merges there, YAML 1.2 does not, so nobody can rely on either."""
    return (
        key for key in _keys(compose(data)) if isinstance(key, yaml.ScalarNode) and key.value == "<<" and not key.style
    )


def _keys(root: yaml.Node | None) -> list[yaml.Node]:
    stack: list[yaml.Node | None] = [root]
    keys: list[yaml.Node] = []
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            keys.extend(name for name, _ in node.value)
            stack.extend(value for _, value in node.value)
    return keys


def _plain(text: str) -> object:
    try:
        return parse(text) if text else None
    except NOT_YAML:
        return text
