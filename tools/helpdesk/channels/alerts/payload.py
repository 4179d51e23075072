"""JSON that a stranger sent, looked into without surprises: every way through it has an answer, whatever is there.

`node.text("incident.title", "name")` is the first of these places that holds a word. Nothing in here raises.
"""

import re
from collections.abc import Iterator

LONGEST = 10_000
MOST_LABELS = 100
LONGEST_LABEL = 1_000
_STEERING = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class Node:
    """A place in the payload; a missing one is a node too, and empty."""

    __slots__ = ("value",)

    def __init__(self, value: object = None) -> None:
        self.value = value

    def __getitem__(self, path: str) -> "Node":
        """By keys and list indices with dots between them: `alerts.0.labels`. A key that has dots itself is found
        first."""
        if isinstance(self.value, dict) and path in self.value:
            return Node(self.value[path])
        found: object = self.value
        for step in path.split("."):
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and step.isdecimal() and len(step) < 6 and int(step) < len(found):
                found = found[int(step)]
            else:
                return Node()
        return Node(found)

    def __bool__(self) -> bool:
        return self.value is not None

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    def has(self, *names: str) -> bool:
        """Whether this is an object with all of these keys."""
        return isinstance(self.value, dict) and all(name in self.value for name in names)

    def has_any(self, *names: str) -> bool:
        return isinstance(self.value, dict) and any(name in self.value for name in names)

    def items(self, path: str = "") -> list["Node"]:
        """The elements of a list; none where there is none."""
        value = self[path].value if path else self.value
        return [Node(each) for each in value] if isinstance(value, list) else []

    def text(self, *paths: str) -> str:
        """The first of these places that holds a word or number, as text; empty where none does."""
        for path in paths or ("",):
            found = scalar(self[path].value if path else self.value)
            if found:
                return found
        return ""

    def word(self, *paths: str) -> str:
        """The same in lower case, its spaces and dashes underscores: for comparing with a closed list."""
        return self.text(*paths).casefold().replace(" ", "_").replace("-", "_")

    def labels(self, path: str = "") -> dict[str, str]:
        """An object's words and numbers as text, by key."""
        value = self[path].value if path else self.value
        return labels(value)


def scalar(value: object) -> str:
    """A word, number or truth as clean text, bounded; empty for everything else."""
    match value:
        case str():
            cut = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
            return _STEERING.sub(" ", cut.replace("\r\n", "\n")).strip()
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return ""


def clean(text: str) -> str:
    """Without characters that only steer, and without halves of characters, which no file can hold."""
    return _STEERING.sub(" ", text)


def labels(value: object) -> dict[str, str]:
    """Names and values fit for labels: one line each, at most so many."""
    found: dict[str, str] = {}
    for name, each in value.items() if isinstance(value, dict) else ():
        text = scalar(each)
        if text and len(found) < MOST_LABELS:
            found[one_line(str(name), 200)] = one_line(text, LONGEST_LABEL)
    return found


def one_line(text: str, longest: int) -> str:
    flat = " ".join(_STEERING.sub(" ", text).split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def leaves(value: object, most: int = 400, deepest: int = 12) -> Iterator[tuple[str, str]]:
    """Every word and number in the payload with its path, in order, at most `most`."""
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    while waiting and most > 0:
        path, each, depth = waiting.pop()
        inside: list[tuple[str, object]] = []
        if isinstance(each, dict):
            inside = [(str(name)[:200], below) for name, below in each.items()]
        elif isinstance(each, list):
            inside = [(str(index), below) for index, below in enumerate(each)]
        else:
            text = _leaf(each)
            if text:
                most -= 1
                yield path, text
        if depth < deepest:
            waiting.extend((f"{path}.{name}" if path else name, below, depth + 1) for name, below in reversed(inside))


def _leaf(value: object) -> str:
    """As `scalar`, with the spaces before it: an indented line of code stays one."""
    return _STEERING.sub(" ", value[:LONGEST]).rstrip() if isinstance(value, str) else scalar(value)
