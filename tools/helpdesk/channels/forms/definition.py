"""An issue form's own definition: the questions that its YAML asks, in order.

Shape of the file: GitHub Docs, "Syntax for issue forms" and "Syntax for GitHub's form schema".
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import cast

import msgspec


class ElementType(StrEnum):
    MARKDOWN = "markdown"
    INPUT = "input"
    TEXTAREA = "textarea"
    DROPDOWN = "dropdown"
    CHECKBOXES = "checkboxes"
    UPLOAD = "upload"


# What may run over lines and hold headings of its own.
LONG = frozenset({ElementType.TEXTAREA, ElementType.UPLOAD})


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One choice; `required` is a box that has to be ticked."""

    label: str
    required: bool = False


class Element(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One element. `render`: the answer stands in a fence of that language."""

    type: ElementType
    id: str = ""
    label: str = ""
    options: tuple[Option, ...] = ()
    multiple: bool = False
    required: bool = False
    render: str = ""

    @property
    def key(self) -> str:
        """What its answer is called: its id, else its label as the form has it."""
        return self.id or self.label

    @property
    def choices(self) -> tuple[str, ...]:
        """The options' labels."""
        return tuple(option.label for option in self.options)


class Definition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A form. `elements` are all of them, `questions` those that take an answer."""

    name: str = ""
    description: str = ""
    title: str = ""
    labels: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()

    @property
    def questions(self) -> tuple[Element, ...]:
        """The elements that take an answer, in the order of the form."""
        return tuple(element for element in self.elements if element.type is not ElementType.MARKDOWN)


def define(value: object) -> Definition:
    """What can be read of a form's YAML value; what is wrong in it is `faults`' to say, and is left out here."""
    fields = _mapping(value)
    body = fields.get("body")
    elements = tuple(_elements(body)) if isinstance(body, list) else ()
    return Definition(
        name=_text(fields.get("name")),
        description=_text(fields.get("description")),
        title=_text(fields.get("title")),
        labels=_labels(fields.get("labels")),
        elements=elements,
    )


def _labels(value: object) -> tuple[str, ...]:
    """A list, or as GitHub takes it too: one text with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(_text(one) for one in value) if isinstance(value, list) else ()


def _elements(body: list[object]) -> Iterator[Element]:
    kinds = set(ElementType)
    for one in body:
        fields = _mapping(one)
        kind = _text(fields.get("type"))
        if kind not in kinds:
            continue
        attributes, validations = _mapping(fields.get("attributes")), _mapping(fields.get("validations"))
        options = attributes.get("options")
        yield Element(
            type=ElementType(kind),
            id=_text(fields.get("id")),
            label=_text(attributes.get("label")),
            options=tuple(map(_option, options)) if isinstance(options, list) else (),
            multiple=attributes.get("multiple") is True,
            required=validations.get("required") is True,
            render=_text(attributes.get("render")),
        )


def _option(value: object) -> Option:
    if isinstance(value, dict):
        fields = _mapping(value)
        return Option(_text(fields.get("label")), fields.get("required") is True)
    return Option(_text(value))


def _mapping(value: object) -> Mapping[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Text on one line, as a heading shows it; what is no text reads as YAML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
