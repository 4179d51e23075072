"""rules/alerts.yml and rules/alerts/*.yml: what the desk makes of alerts, and how senders of its own name things."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document
from helpdesk.model.rules.alerts import AlertMapping, AlertRules, Ignored, Maintenance

PATH, FOLDER = "rules/alerts.yml", "alerts"
_MATCH = ("source", "severity", "service")
_PATHS = ("recognise", "key", "title", "text", "status", "firing", "resolved", "severity", "service", "group")
_MORE_PATHS = ("starts_at", "ends_at", "url")


def read_alerts(source: Source) -> AlertRules:
    """The rules with the lines they stand on, and every mapping by its file's name."""
    return replace(_rules(source), mappings=tuple(_mappings(source)))


def _rules(source: Source) -> AlertRules:
    document = source.sound(PATH, "alerts")
    if document is None or not isinstance(document.value, dict):
        return AlertRules()
    root = compose(document.data)
    given = dict(document.value)
    ignored, windows = given.pop("ignore", None), given.pop("maintenance", ())
    lines = {name: f"{document.path}:{place(root, (name,))[0]}" for name in document.value}
    rules = msgspec.convert({**given, "lines": lines}, AlertRules)
    if ignored is not None:
        origins = (f"{document.path}:{place(root, ('ignore', index))[0]}" for index in range(len(ignored)))
        rules = replace(rules, ignore=tuple(map(_ignored, ignored, origins)))
    found = [_window(each, index, document, root, source) for index, each in enumerate(windows)]
    return replace(rules, maintenance=tuple(window for window in found if window is not None))


def _ignored(value: Mapping[str, Any], origin: str) -> Ignored:
    return msgspec.convert({**value, "match": _match(value["match"]), "origin": origin}, Ignored)


def _window(value: Mapping[str, Any], index: int, document: Document, root: Any, source: Source) -> Maintenance | None:
    keys = ("maintenance", index)
    origin = f"{document.path}:{place(root, keys)[0]}"
    try:
        moments = {name: datetime.fromisoformat(value[name]).astimezone(UTC) for name in ("from", "to")}
    except (ValueError, OverflowError) as error:
        what = f"a time that does not exist: {error}"
        source.findings.append(document.finding(keys, "S002", what, "write it like 2026-03-07T20:00:00+01:00"))
        return None
    if moments["to"] <= moments["from"]:
        what = f"planned work that ends before it begins: {value['name']!r}"
        source.findings.append(document.finding((*keys, "to"), "R070", what, "give a time after `from`"))
        return None
    return msgspec.convert({**value, **moments, "match": _match(value["match"]), "origin": origin}, Maintenance)


def _match(value: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: listed(value[name]) for name in _MATCH if name in value}
    return {**named, "labels": {name: listed(globs) for name, globs in value.get("labels", {}).items()}}


def listed(value: object) -> list[object]:
    """One word stands for a list of one."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _mappings(source: Source) -> Iterator[AlertMapping]:
    for path in source.paths(FOLDER):
        document = source.sound(path, "alert-mapping")
        if document is None or not isinstance(document.value, dict):
            continue
        named = {name: listed(document.value[name]) for name in (*_PATHS, *_MORE_PATHS) if name in document.value}
        name = path.rsplit("/", 1)[1].removesuffix(".yml")
        yield msgspec.convert({**document.value, **named, "name": name}, AlertMapping)
