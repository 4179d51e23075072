"""rules/sync/*.yml: how lists from other systems become people and assets."""

from collections.abc import Iterator

import msgspec

from helpdesk.load.rules.source import Source
from helpdesk.load.schema import schema
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.sync import Column, SyncMap

SCHEMAS = {"people": "person", "assets": "asset"}
# Written by hand: what a list of names must not grant, and what it cannot know.
_BY_HAND = frozenset({"source", "away", "skills", "notices", "relations", "holders", "events", "fields"})
_PARTS = ("warranty", "term", "seats")


def read_sync(source: Source) -> dict[str, SyncMap]:
    """Every map by the name of its file."""
    found = {}
    for path in source.paths("sync"):
        document = source.sound(path, "sync")
        if document is None or not isinstance(document.value, dict):
            continue
        name = path.rsplit("/", 1)[1].removesuffix(".yml")
        value = document.value
        columns = {
            field: Column(column=column) if isinstance(column, str) else msgspec.convert(column, Column)
            for field, column in value["columns"].items()
        }
        only = {column: tuple(values) for column, values in value.get("only", {}).items()}
        rest = {key: value[key] for key in ("into", "kind", "id", "at_most", "installed_on") if key in value}
        found[name] = SyncMap(name=name, columns=columns, only=only, origin=document.path, **rest)
        source.findings += _wrong(found[name], document)
    return found


def _fillable(into: str) -> list[str]:
    """The fields that a list can fill: `holder` is who has an asset now, `warranty.until` a part of a field."""
    fields = schema(SCHEMAS[into])["properties"]
    known = set(fields) - _BY_HAND - set(_PARTS)
    if into == "assets":
        known |= {"holder"} | {f"{whole}.{part}" for whole in _PARTS for part in fields[whole]["properties"]}
    return sorted(known)


def _wrong(one: SyncMap, document: Document) -> Iterator[Finding]:
    known = _fillable(one.into)
    for field, column in one.columns.items():
        if field not in known and not (one.into == "assets" and field.startswith("fields.")):
            what, remedy = f"no field that a list can fill: {field!r}", did_you_mean(field, known)
            yield document.finding(("columns", field), "R061", what, remedy)
        if not column.column and column.always == "":
            what, remedy = f"{field} comes from nowhere", "say `column` or `always`"
            yield document.finding(("columns", field), "R062", what, remedy)
        if field == "role" and not column.values and column.always == "":
            what, remedy = "a role as the list has it", "say in `values` which of its words mean which role"
            yield document.finding(("columns", field), "R063", what, remedy)
    if "name" not in one.columns:
        yield document.finding(("columns",), "R064", "no column for the name", "add name: COLUMN")
    if one.into == "assets" and not one.kind:
        yield document.finding(("into",), "R065", "assets of no kind", "add kind: devices")
