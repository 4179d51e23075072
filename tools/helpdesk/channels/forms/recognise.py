"""Which catalogue item an issue asks for, and its answers, as a message carries them."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from helpdesk.channels.forms.from_catalogue import box_of, choice_of, definition_of, form_label
from helpdesk.channels.forms.parse import Reading, parse
from helpdesk.channels.forms.values import Answer
from helpdesk.model.rules.catalog import Field, FieldType, Item

# A body and the labels to `Message.fields`: {"form": item, field: answer}; empty where no form made it.
FormReader = Callable[[str, tuple[str, ...]], dict[str, str]]


class Recognised(msgspec.Struct, frozen=True):
    """The item asked for, its answers by field id, and what the reading found besides."""

    item: Item
    answers: dict[str, str]
    reading: Reading

    @property
    def fields(self) -> dict[str, str]:
        """As `Message.fields` has them."""
        return {"form": self.item.id, **self.answers}


def recognise(body: str, labels: Iterable[str], items: Mapping[str, Item]) -> Recognised | None:
    """The item whose form made this body: the one its label names, where any of its questions is in the body; else the
    only one all of whose questions are there. None for a body that somebody wrote freely."""
    named = set(labels)
    for item in items.values():
        if item.fields and form_label(item.id) in named:
            reading = parse(body, definition_of(item))
            return Recognised(item, _answers(item, reading), reading) if reading.found else None
    return _by_headings(body, items)


def form_reader(items: Mapping[str, Item]) -> FormReader:
    """A reader of bodies for the GitHub channel."""

    def read(body: str, labels: tuple[str, ...]) -> dict[str, str]:
        known = recognise(body, labels, items)
        return known.fields if known else {}

    return read


def _by_headings(body: str, items: Mapping[str, Item]) -> Recognised | None:
    whole: list[Recognised] = []
    for item in items.values() if "### " in body else ():
        reading = parse(body, definition_of(item))
        if item.fields and reading.found == len(item.fields) and not reading.others:
            whole.append(Recognised(item, _answers(item, reading), reading))
    most = max((len(one.item.fields) for one in whole), default=0)
    best = [one for one in whole if len(one.item.fields) == most]
    return best[0] if len(best) == 1 else None


def _answers(item: Item, reading: Reading) -> dict[str, str]:
    said = {field.id: _answer(field, reading.answers.get(field.id)) for field in item.fields}
    return {name: answer for name, answer in said.items() if answer}


def _answer(field: Field, answer: Answer) -> str:
    """As the catalogue takes it: several joined by commas, a box as yes or no."""
    if field.type is FieldType.CHECKBOX:
        return "yes" if answer and box_of(field) in answer else "no"
    offered = {choice_of(option): option for option in field.options}
    if isinstance(answer, tuple):
        return ", ".join(offered.get(one, one) for one in answer)
    return offered.get(answer, answer) if answer else ""
