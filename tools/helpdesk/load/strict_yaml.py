"""YAML 1.2 as records need it: one document, text keys, each given once; `no` is text and a time stays text.

ryaml decides; when it refuses, libyaml's parser (the same grammar) says where, and is loaded only then. Nothing here
raises on a record.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from helpdesk.load.guards import DEEPEST, Trouble, troubles
from helpdesk.load.yaml_value import NOT_YAML, parse
from helpdesk.model.finding import Finding

if TYPE_CHECKING:
    from helpdesk.load.places import Key


class Document(msgspec.Struct, frozen=True):
    """What a file says. `data` is its YAML, which begins at `line` of the file `path`."""

    path: str
    data: bytes
    value: object
    line: int = 1

    def finding(
        self, keys: "tuple[Key, ...]", code: str, what: str, remedy: str = "", *, of_key: bool = False
    ) -> Finding:
        """A finding about the value under `keys`, with its place in the file."""
        from helpdesk.load.places import compose, place

        line, column = place(compose(self.data), keys, of_key=of_key)
        return Finding(self.path, line + self.line - 1 if line else 0, column, code, what, remedy)


def read_yaml(path: str, data: bytes, largest: int, line: int = 1) -> tuple[Document | None, list[Finding]]:
    """One YAML document of at most `largest` bytes. `line` is where it begins in its file."""
    wrong = list(troubles(data, largest))
    value: object = None
    if not wrong:
        try:
            value = parse(data.decode("utf-8-sig"))
            wrong = [*_beyond_records(data, value)]
        except NOT_YAML as error:
            from helpdesk.load.yaml_faults import refusal

            wrong = list(refusal(data, str(error), line))
    if wrong:
        return None, [_finding(path, line, trouble) for trouble in wrong]
    return Document(path, data, value, line), []


def _finding(path: str, first: int, trouble: Trouble) -> Finding:
    code, what, remedy, line, column = trouble
    return Finding(path, line + first - 1 if line else first, column, code, what, remedy)


def _beyond_records(data: bytes, value: object) -> Iterator[Trouble]:
    """What a record cannot hold though YAML can."""
    folded = data.lower()
    unfit = _unfit(value, 0, b".inf" in folded or b".nan" in folded)
    if not unfit and b"<<" not in data:
        return
    from helpdesk.load.yaml_faults import key_not_text, merge_key

    match unfit:
        case "key":
            yield key_not_text(data)
        case "number":
            yield "Y013", "a number that is infinite or none", "write a finite number", 0, 0
        case "depth":
            yield "Y003", "nested too deep", f"at most {DEEPEST} levels are read", 0, 0
    merge = merge_key(data) if b"<<" in data else None
    if merge:
        yield merge


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
