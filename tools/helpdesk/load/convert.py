"""From a document to a typed record: the schema decides, then msgspec builds the value."""

from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from helpdesk.load.schema import violations
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding

Kind = TypeVar("Kind")


def convert(
    document: Document, schema: str, kind: type[Kind], known: dict[str, str] | None = None
) -> tuple[Kind | None, list[Finding]]:
    """The record in `document`. `known` are fields that follow from the file's path and so are not written in it."""
    findings = violations(document, schema)
    if findings:
        return None, findings
    value = document.value if known is None or not isinstance(document.value, dict) else {**document.value, **known}
    try:
        return msgspec.convert(value, kind), []
    except (msgspec.ValidationError, ValueError, OverflowError, RecursionError) as error:
        what, _, where = str(error).partition(" - at ")
        keys = _keys(where)
        return None, [
            document.finding(keys, "S002", f"not what this field holds: {what[:200]}", "see the guide's page on it")
        ]


def _keys(where: str) -> tuple[str, ...]:
    """`$.change.window.start` as keys; an index or a key of a mapping ends the path."""
    names = where.strip("`").removeprefix("$.").split(".")
    return tuple(name for name in names if name.isidentifier())


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; times in records may be written with any offset."""
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
