"""What the schemas say of a document. jsonschema-rs gives the verdict; jsonschema explains where it is no."""

from functools import cache
from typing import Any

import jsonschema_rs
import msgspec

from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.resources import data_folder


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of a kind of file: a part of the installed program, read once."""
    value: dict[str, Any] = msgspec.json.decode((data_folder("schemas") / f"{name}.schema.json").read_bytes())
    return value


@cache
def _verdict(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(name))


def valid(value: object, name: str) -> bool:
    """Whether the schema `name` accepts the value."""
    return _verdict(name).is_valid(value)


def violations(document: Document, name: str) -> list[Finding]:
    """Everything the schema `name` finds wrong in a document, with line and column."""
    if valid(document.value, name):
        return []
    from helpdesk.load.explain import explain  # slow to import, and only needed when something is wrong

    return explain(document, schema(name))
