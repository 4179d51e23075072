"""What keeps GitHub from showing a form, or this desk from telling its answers apart.

Source: GitHub Docs, "Common validation errors when creating issue forms".
"""

import re
from collections.abc import Iterable, Iterator
from typing import cast

import msgspec
from msgspec.structs import replace

from helpdesk.channels.forms.definition import ElementType
from helpdesk.model.nearest import did_you_mean

Keys = tuple[str | int, ...]
_ID = re.compile(r"[A-Za-z0-9_-]+")
_TOP = ("name", "description", "title", "labels", "assignees", "projects", "type", "body")
_WORDS = re.compile(r"[^\w]+")
_RESERVED = "none"


class FormFault(msgspec.Struct, frozen=True):
    """Something wrong under `keys` of the form. `harmless`: the answers can be read all the same."""

    keys: Keys
    what: str
    remedy: str = ""
    harmless: bool = False


def faults(value: object) -> Iterator[FormFault]:
    """Everything wrong in a form's YAML value, in the order of the file."""
    if not isinstance(value, dict):
        yield FormFault((), "no form: the file is no list of fields", "begin with name:, description: and body:")
        return
    fields = cast("dict[str, object]", value)
    for name in ("name", "description"):
        if not _is_text(fields.get(name)):
            yield FormFault((name,) if name in fields else (), f"{name} is missing", f"add {name}: TEXT", harmless=True)
    for name in fields:
        if name not in _TOP:
            remedy = did_you_mean(str(name), _TOP) or "remove it"
            yield FormFault((name,), f"{name!r} is no field of a form", remedy, harmless=True)
    body = fields.get("body")
    if not isinstance(body, list) or not body:
        yield FormFault(("body",) if "body" in fields else (), "no questions", "make body a list of elements")
        return
    yield from _of_body(body)


def _of_body(body: list[object]) -> Iterator[FormFault]:
    asked = [(place, one) for place, one in enumerate(body) if not _is(one, ElementType.MARKDOWN)]
    if not asked:
        yield FormFault(("body",), "nothing is asked: only markdown", "add an input, a textarea or a dropdown")
    for place, one in enumerate(body):
        yield from (replace(fault, harmless=True) for fault in _of_element(place, one))
    yield from _twice((((place, "id"), _get(one, "id")) for place, one in asked), "id")
    bare = [(place, one) for place, one in asked if not _is_text(_get(one, "id"))]
    names = (((place, "attributes", "label"), _slug(_get(one, "attributes", "label"))) for place, one in bare)
    yield from _twice(names, "label", "an id each tells them apart")
    yield from _twice(_boxes(asked), "option", "no two boxes of a form may read the same", harmless=True)
    yield from _boxes_like_labels(asked)


def _boxes_like_labels(asked: Iterable[tuple[int, object]]) -> Iterator[FormFault]:
    """A box that reads as a question does: GitHub takes neither for the other, and refuses both."""
    pairs = list(asked)
    labels = {label.strip() for _, one in pairs if isinstance(label := _get(one, "attributes", "label"), str)}
    for keys, name in _boxes(pairs):
        if isinstance(name, str) and name.strip() and name.strip() in labels:
            what = f"a box that reads as a question does: {name.strip()!r}"
            yield FormFault(("body", *keys), what, "reword one", harmless=True)


def _boxes(asked: Iterable[tuple[int, object]]) -> Iterator[tuple[Keys, object]]:
    """Every box of every list of boxes: GitHub tells them apart by their text alone."""
    for place, one in asked:
        options = _get(one, "attributes", "options")
        if _is(one, ElementType.CHECKBOXES) and isinstance(options, list):
            for number, option in enumerate(options):
                yield (place, "attributes", "options", number, "label"), _get(option, "label")


def _twice(
    named: Iterable[tuple[Keys, object]], what: str, remedy: str = "rename one", *, harmless: bool = False
) -> Iterator[FormFault]:
    seen: set[str] = set()
    for keys, name in named:
        if isinstance(name, str) and name.strip():
            if name.strip() in seen:
                yield FormFault(("body", *keys), f"{what} used twice: {name.strip()!r}", remedy, harmless)
            seen.add(name.strip())


def _of_element(place: int, one: object) -> Iterator[FormFault]:
    here: Keys = ("body", place)
    kind, kinds = _get(one, "type"), [str(kind) for kind in ElementType]
    if kind not in kinds:
        what = f"no such type: {kind!r}" if kind is not None else "the type is missing"
        yield FormFault((*here, "type"), what, did_you_mean(str(kind), kinds) or f"one of {', '.join(kinds)}")
        return
    if kind == ElementType.MARKDOWN:
        if not _is_text(_get(one, "attributes", "value")):
            yield FormFault(here, "markdown without a value", "give it attributes: value: TEXT")
        return
    identity, label = _get(one, "id"), _get(one, "attributes", "label")
    if identity is not None and not (isinstance(identity, str) and _ID.fullmatch(identity)):
        yield FormFault((*here, "id"), f"not an id: {identity!r}", "letters, digits, - and _ only")
    if not _is_text(label):
        yield FormFault(here, "the label is missing", "give it attributes: label: TEXT")
    options = _get(one, "attributes", "options")
    if kind == ElementType.DROPDOWN:
        yield from _of_dropdown(here, one, options)
    elif kind == ElementType.CHECKBOXES:
        yield from _of_boxes(here, options)


def _of_dropdown(here: Keys, one: object, options: object) -> Iterator[FormFault]:
    if not isinstance(options, list) or not options:
        yield FormFault(here, "a dropdown without options", "list them below attributes: options:")
        return
    there = (*here, "attributes", "options")
    for number, option in enumerate(options):
        if isinstance(option, bool):
            yield FormFault((*there, number), f"no text: {option}", "put it in quotes")
        elif not isinstance(option, str | int | float) or not str(option).strip():
            yield FormFault((*there, number), "an option without text", "write a text")
        elif str(option).strip().casefold() == _RESERVED:
            yield FormFault((*there, number), f"reserved word: {option!r}", "GitHub offers none by itself")
    yield from _twice((((*there[1:], number), str(option)) for number, option in enumerate(options)), "option")
    default = _get(one, "attributes", "default")
    if default is not None and not (isinstance(default, int) and 0 <= default < len(options)):
        yield FormFault((*here, "attributes", "default"), f"no such option: {default!r}", "count from 0")


def _of_boxes(here: Keys, options: object) -> Iterator[FormFault]:
    if not isinstance(options, list) or not options:
        yield FormFault(here, "checkboxes without options", "list them below attributes: options:")
        return
    for number, option in enumerate(options):
        label = _get(option, "label")
        if not _is_text(label):
            yield FormFault((*here, "attributes", "options", number), "a box without text", "write label: TEXT")
        elif str(label).strip().casefold() == _RESERVED:
            place = (*here, "attributes", "options", number, "label")
            yield FormFault(place, f"reserved word: {label!r}", "leaving boxes empty says it")


def _get(value: object, *names: str) -> object:
    for name in names:
        value = cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
    return value


def _is(one: object, kind: ElementType) -> bool:
    return _get(one, "type") == kind


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _slug(label: object) -> str:
    """What GitHub makes an id of: labels that differ in signs alone are too similar."""
    return _WORDS.sub("-", label.casefold()).strip("-") or label if isinstance(label, str) else ""
