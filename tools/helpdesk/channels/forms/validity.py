"""Whether an answer is one that its question allows, by the same rules as answers to the catalogue."""

from collections.abc import Iterator
from typing import cast

from helpdesk.channels.forms.definition import Element, ElementType
from helpdesk.channels.forms.sections import plain
from helpdesk.decide.directory import Directory
from helpdesk.decide.requests.answers import flaws
from helpdesk.model.rules.catalog import Field, FieldType, Item
from helpdesk.model.ticket import FieldValue


def wrong(element: Element, answer: object) -> tuple[str, ...]:
    """Everything that is wrong with an answer as other tools hold it: text, a list, or `{selected, unselected}`."""
    return tuple(_wrong(element, answer))


def _wrong(element: Element, answer: object) -> Iterator[str]:
    match element.type:
        case ElementType.CHECKBOXES:
            yield from _boxes(element, answer)
        case ElementType.DROPDOWN:
            yield from _choice(element, answer)
        case _ if answer is not None and not isinstance(answer, str):
            yield f"no text: {str(answer)[:80]!r}"
        case _:
            yield from _judged(element, answer)


def _choice(element: Element, answer: object) -> Iterator[str]:
    several = answer if isinstance(answer, list | tuple) else [] if answer is None else [answer]
    if not all(isinstance(one, str) for one in several):
        yield f"no text: {str(answer)[:80]!r}"
    elif len(several) > 1 and not element.multiple:
        yield f"{len(several)} chosen; choose one"
    else:
        yield from _judged(element, tuple(cast("str", one) for one in several))


def _boxes(element: Element, answer: object) -> Iterator[str]:
    sides = answer if isinstance(answer, dict) else {"selected": answer}
    selected, unselected = (_texts(sides.get(name)) for name in ("selected", "unselected"))
    if selected is None or unselected is None:
        yield f"no list of boxes: {str(answer)[:80]!r}"
        return
    known = {plain(choice) for choice in element.choices}
    yield from (f"no such box: {one[:80]!r}" for one in [*selected, *unselected] if plain(one) not in known)
    ticked = {plain(one) for one in selected}
    needed = [option.label for option in element.options if option.required and plain(option.label) not in ticked]
    yield from (f"not ticked: {label[:80]!r}" for label in needed)
    if element.required and not ticked:
        yield "not answered"


def _texts(value: object) -> list[str] | None:
    """A list of texts, empty where nothing is given; None where it is something else."""
    if value is None:
        return []
    texts = [one for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else None
    return texts if texts is not None and len(texts) == len(cast("list[object]", value)) else None


def _judged(element: Element, answer: FieldValue) -> Iterator[str]:
    field = Field(
        id=element.key or "answer",
        label=element.label,
        type=_kind(element),
        required=element.required,
        options=element.choices,
    )
    item = Item(id="form", name="form", fields=(field,))
    return (flaw.what for flaw in flaws(item, {field.id: answer}, Directory(())))


def _kind(element: Element) -> FieldType:
    if element.type is ElementType.DROPDOWN:
        return FieldType.MULTISELECT if element.multiple else FieldType.SELECT
    return FieldType.TEXT if element.type is ElementType.INPUT else FieldType.TEXTAREA
