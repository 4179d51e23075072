"""Why a schema refuses a document, in words for the person who wrote it, with line and column."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import jsonschema

from helpdesk.load.places import Key, compose, place
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.nearest import did_you_mean

_MOST = 50
_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
Explained = tuple[tuple[Key, ...], bool, str, str]
"""Keys to the place, whether the key itself is meant, what is wrong, what to do."""


def explain(document: Document, schema: dict[str, Any]) -> list[Finding]:
    """Every violation, at most fifty, in the order of the file."""
    errors = islice(jsonschema.Draft202012Validator(schema).iter_errors(document.value), _MOST)
    root = compose(document.data)
    findings = []
    for keys, of_key, what, remedy in islice((line for error in errors for line in _explained(error)), _MOST):
        line, column = place(root, keys, of_key=of_key)
        findings.append(Finding(document.path, line + document.line - 1, column, "S001", what, remedy))
    if not findings:  # the two libraries disagree: the verdict stands
        findings = [Finding(document.path, 0, 0, "S001", "not what its schema describes", "compare it with the schema")]
    return sorted(set(findings))


def _explained(error: Any) -> Iterator[Explained]:
    keys = tuple(error.absolute_path)
    name = _name(keys)
    match error.validator:
        case "additionalProperties":
            known = list(error.schema.get("properties", ()))
            for key in error.instance:
                if key not in known:
                    yield (*keys, key), True, f"unknown field: {show(key)}", did_you_mean(key, known)
        case "required":
            for key in error.validator_value:
                if key not in error.instance:
                    where = f" in {name}" if name else ""
                    yield keys, True, f"missing field{where}: {show(key)}", f"add `{key}:`"
        case "propertyNames":
            yield (
                (*keys, str(error.instance)),
                True,
                f"not a name that may stand here: {show(error.instance)}",
                _example(error.schema),
            )
        case "type":
            wanted = error.validator_value
            kinds = " or ".join(_KINDS[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted))
            yield (
                keys,
                False,
                f"{name or 'the file'} must be {kinds}: {show(error.instance)}",
                _retype(error.instance, wanted),
            )
        case "enum":
            choices = [str(choice) for choice in error.validator_value]
            yield keys, False, f"unknown {name}: {show(error.instance)}", did_you_mean(str(error.instance), choices)
        case "pattern" | "minLength" | "format":
            yield keys, False, f"{name} cannot be read: {show(error.instance)}", _example(error.schema)
        case _:
            yield keys, False, f"{name or 'the file'}: {error.message[:200]}", ""


def _name(keys: tuple[Key, ...]) -> str:
    """The field as a person would call it: `requester.email`, without list positions."""
    return ".".join(str(key) for key in keys if isinstance(key, str))


def show(value: object) -> str:
    """A value in quotes, short, with nothing a terminal would act on."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _example(schema: Any) -> str:
    examples = schema.get("examples", ()) if isinstance(schema, dict) else ()
    return "write it like " + ", ".join(str(example) for example in examples[:2]) if examples else ""


def _retype(value: object, wanted: object) -> str:
    """How to write the value as the type that is wanted."""
    if wanted == "string" and isinstance(value, bool | int | float):
        return f'put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
    if wanted == "array" and isinstance(value, str):
        return f"write it as a list: [{value[:40]}]"
    return ""
