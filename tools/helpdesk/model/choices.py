"""Choices in one text, joined by commas as forms write them."""

import re
from collections.abc import Iterable

_COMMA = re.compile(r"\s*,\s*")


def _spaced(text: str) -> str:
    return _COMMA.sub(", ", " ".join(text.split()))


def several(text: str, choices: Iterable[str]) -> tuple[list[str], list[str]]:
    """The choices that `a, b` names, and what it names besides. A choice may hold a comma itself: the longest that fits
    is taken."""
    written = _spaced(text).strip(", ")
    said = written.casefold()
    shown = written if len(written) == len(said) else said  # folding may lengthen a text
    names = sorted(((_spaced(choice).casefold(), choice) for choice in choices), key=lambda pair: -len(pair[0]))
    chosen: list[str] = []
    rest: list[str] = []
    start = 0
    while start < len(said):
        found = next((pair for pair in names if pair[0] and _stands(said, pair[0], start)), None)
        end = start + len(found[0]) if found else said.find(", ", start)
        end = end if end >= 0 else len(said)
        if found:
            chosen.append(found[1])
        elif shown[start:end].strip():
            rest.append(shown[start:end].strip())
        start = end + 2
    return chosen, rest


def _stands(said: str, name: str, start: int) -> bool:
    """Whether the whole of a name stands there, up to the next comma or the end."""
    end = start + len(name)
    return said.startswith(name, start) and (end == len(said) or said.startswith(", ", end))
