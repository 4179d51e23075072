"""The text under a heading as an answer: what its question asks for, or what it looks like where nobody asked."""

import re
from collections.abc import Sequence

import msgspec

from helpdesk.channels.forms.definition import Element, ElementType
from helpdesk.channels.forms.sections import plain
from helpdesk.model.choices import several

# Text, several choices, or nothing given.
Answer = str | tuple[str, ...] | None

# `[]` is a box that somebody typed, and is not ticked.
_BOX = re.compile(r" {0,3}[-*+] \[([ xX]?)\][ \t]*(.*)")
_TICKED = ("x", "X")
_FENCE_START = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*")
_NO_RESPONSE = frozenset({"_no response_", r"\_no response\_", "*no response*"})
_NONE = "none"


class Given(msgspec.Struct, frozen=True):
    """An answer, and what is odd about it."""

    answer: Answer
    odd: str = ""


def given(lines: Sequence[str], element: Element | None) -> Given:
    """What the lines below a heading answer."""
    text = _trimmed(lines)
    if text.strip().casefold() in _NO_RESPONSE:
        return Given(None)
    if element is None:
        return Given(_guessed(text))
    match element.type:
        case ElementType.DROPDOWN:
            return _chosen(text, element)
        case ElementType.CHECKBOXES:
            return _ticked(text, element)
        case ElementType.INPUT:
            return Given(text.strip() or None)
    return Given(_unfenced(text, element.render) or None)


def _trimmed(lines: Sequence[str]) -> str:
    """Without empty lines around it; the indentation of its first line stays."""
    said = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[said[0] : said[-1] + 1]).rstrip() if said else ""


def _guessed(text: str) -> Answer:
    """The ticked ones of a list that is all boxes; else the text."""
    lines = [line for line in text.split("\n") if line.strip()]
    boxes = [_BOX.fullmatch(line) for line in lines]
    if boxes and all(boxes):
        return tuple(box[2].strip() for box in boxes if box and box[1] in _TICKED) or None
    return _emptied(text) or None


def _unfenced(text: str, render: str) -> str:
    """A rendered answer without the fence that the form puts around it; any other without an empty fence."""
    lines = text.split("\n")
    first = _FENCE_START.fullmatch(lines[0])
    if render and first and lines[0].strip() == f"{first[1]}{render}" and lines[-1].strip() == first[1]:
        return _trimmed(lines[1:-1])
    return _emptied(text)


def _emptied(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    fence = len(lines) == 2 and _FENCE_START.fullmatch(lines[0])
    return "" if fence and lines[1].strip() == fence[1] else text


def _chosen(text: str, element: Element) -> Given:
    said = " ".join(text.split())
    by_name = {plain(choice): choice for choice in element.choices}
    if not said or (said.casefold() == _NONE and _NONE not in by_name):
        return Given(None)
    if not element.multiple:
        known = by_name.get(plain(said))
        return Given(known or said, "" if known else f"{said[:80]!r} is no choice of the form")
    chosen, rest = several(said, element.choices)
    return Given((*chosen, *rest) or None, "" if not rest else f"{', '.join(rest)[:80]!r} is no choice of the form")


def _begins_one(text: str, by_name: dict[str, str]) -> bool:
    begun = plain(text)
    return any(name.startswith(begun) for name in by_name)


def _ticked(text: str, element: Element) -> Given:
    """The labels of the ticked boxes. A line that is no box belongs to the one above, where the form has such a box."""
    by_name = {plain(choice): choice for choice in element.choices}
    boxes: list[tuple[bool, str]] = []
    strays: list[str] = []
    whole = True  # what follows a line that is no box is none either
    for line in text.split("\n"):
        found = _BOX.fullmatch(line)
        if found:
            boxes.append((found[1] in _TICKED, found[2].strip()))
            whole = True
        elif line.strip() and whole and boxes and _begins_one(f"{boxes[-1][1]} {line}", by_name):
            boxes[-1] = (boxes[-1][0], f"{boxes[-1][1]} {line.strip()}")
        elif line.strip():
            strays.append(line.strip())
            whole = False
    unknown = [label for _, label in boxes if plain(label) not in by_name]
    ticked = tuple(by_name.get(plain(label), label) for on, label in boxes if on)
    odd = [f"{stray[:80]!r} is no box" for stray in strays[:3]]
    odd += [f"{label[:80]!r} is no box of the form" for label in unknown[:3] if element.options]
    return Given(ticked or None, "; ".join(odd))
