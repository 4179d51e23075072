"""Answers to a catalogue item's questions, as the form defines them: what is missing, what cannot be right."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import re2

from helpdesk.decide.directory import Directory
from helpdesk.model.choices import several
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.catalog import Field, FieldType, Item
from helpdesk.model.ticket import FieldValue

YES = frozenset({"true", "yes", "ja", "on", "x", "[x]"})
NO = frozenset({"false", "no", "nein", "off", "", "[ ]"})
# What forms write where nothing was given.
NOTHING = frozenset({"", "_no response_", "none", "n/a"})


class Flaw(msgspec.Struct, frozen=True):
    """One thing wrong: the field's id and label (empty label: there is no such field), what, and what to do."""

    field: str
    label: str
    what: str
    remedy: str = ""
    missing: bool = False

    def __str__(self) -> str:
        return f"{self.label or self.field}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")


def flaws(item: Item, answers: Mapping[str, FieldValue], directory: Directory) -> tuple[Flaw, ...]:
    """Everything that keeps these answers from being complete and right, in the order of the form."""
    return tuple(_flaws(item, answers, directory))


def _flaws(item: Item, answers: Mapping[str, FieldValue], directory: Directory) -> Iterator[Flaw]:
    fields = {field.id: field for field in item.fields}
    for name in answers:
        if name not in fields:
            yield Flaw(name, "", f"{item.id} asks for no {name!r}", did_you_mean(name, list(fields)))
    for field in item.fields:
        given = values(answers.get(field.id))
        if not given and field.required:
            yield Flaw(field.id, field.label, "not answered", missing=True)
        elif given and (what := _wrong(field, given, directory)):
            yield Flaw(field.id, field.label, *what)


def values(answer: FieldValue) -> tuple[str, ...]:
    """An answer as texts; nothing where nothing was said."""
    items: tuple[Any, ...] = answer if isinstance(answer, tuple) else (answer,)
    texts = (_text(one).strip() for one in items if one is not None)
    return tuple(text for text in texts if text.casefold() not in NOTHING)


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _wrong(field: Field, given: tuple[str, ...], directory: Directory) -> tuple[str, str] | None:
    if field.type is FieldType.MULTISELECT:
        return _chosen(field, _several(field, given))
    text = given[0]
    match field.type:
        case FieldType.SELECT:
            return _chosen(field, given)
        case FieldType.CHECKBOX:
            return None if text.casefold() in YES | NO else (f"neither yes nor no: {text!r}", "write yes or no")
        case FieldType.NUMBER:
            return _number(field, text)
        case FieldType.DATE:
            return _date(text)
        case FieldType.PERSON:
            known = directory.knows(text)
            return None if known or "@" in text else (f"nobody is known as {text!r}", "write a mail address")
        case FieldType.UPLOAD:
            return None
    if field.pattern and not _matches(field.pattern, text):
        return (f"not in the form asked for: {text[:80]!r}", f"it must match {field.pattern}")
    return None


def _several(field: Field, given: tuple[str, ...]) -> tuple[str, ...]:
    """A list as such, or one text as forms join it: `a, b`."""
    if len(given) != 1 or given[0] in field.options:
        return given
    chosen, rest = several(given[0], field.options)
    return (*chosen, *rest)


def _chosen(field: Field, given: tuple[str, ...]) -> tuple[str, str] | None:
    for one in given:
        if one not in field.options:
            return (f"no such choice: {one[:80]!r}", did_you_mean(one, field.options))
    if field.type is FieldType.MULTISELECT and not _within(field, len(given)):
        return (f"{len(given)} chosen", f"choose {_bounds(field)}")
    return None


def _number(field: Field, text: str) -> tuple[str, str] | None:
    try:
        number = float(text)
    except ValueError:
        return (f"not a number: {text[:80]!r}", "write it like 3 or 3.5")
    return None if _within(field, number) else (f"{text} is out of bounds", f"give {_bounds(field)}")


def _date(text: str) -> tuple[str, str] | None:
    try:
        date.fromisoformat(text)
    except ValueError:
        return (f"not a day: {text[:80]!r}", "write it like 2026-03-02")
    return None


def _within(field: Field, number: float) -> bool:
    return (field.least is None or number >= field.least) and (field.most is None or number <= field.most)


def _bounds(field: Field) -> str:
    least = f"at least {field.least:g}" if field.least is not None else ""
    most = f"at most {field.most:g}" if field.most is not None else ""
    return " and ".join(filter(None, (least, most)))


@lru_cache(maxsize=512)
def _pattern(text: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error:
        return None


def _matches(pattern: str, text: str) -> bool:
    """Whether all of the text matches; a pattern that does not compile is the rule's fault, and asks for nothing."""
    compiled = _pattern(pattern)
    return compiled is None or compiled.fullmatch(text) is not None
