"""The files that a sync reads and writes: one record a file, edited line by line, what people wrote left as it is."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from helpdesk.commands.clone.folder import DeskFolder
from helpdesk.decide.scheduled.sync_changes import Change
from helpdesk.decide.scheduled.sync_rows import Fields
from helpdesk.decide.scheduled.syncing import SyncPlan
from helpdesk.load.edit import EditRefused, edit_front_matter
from helpdesk.load.guards import LARGEST_RECORD
from helpdesk.load.rules.sync import SCHEMAS
from helpdesk.load.schema import schema, violations
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.load.yaml_text import field
from helpdesk.model.rules.sync import SyncMap
from helpdesk.model.timeline import Json

_FENCE = b"---\n"


class Records:
    """The people, or the assets of one kind, of a desk's folder."""

    def __init__(self, root: Path, one: SyncMap) -> None:
        self._root, self._schema = root, SCHEMAS[one.into]
        self._folder = "rules/people/" if one.into == "people" else f"assets/{one.kind}/"
        self._files = DeskFolder(root)
        paths = (path for path in self._files if path.startswith(self._folder) and path.endswith(".yml"))
        self.known: dict[str, Fields] = {self._id(path): self._fields(path, self._files[path]) for path in paths}
        self.kinds = _kinds(schema(self._schema)["properties"])

    def _id(self, path: str) -> str:
        return path.removeprefix(self._folder).removesuffix(".yml")

    def _path(self, name: str) -> str:
        return f"{self._folder}{name}.yml"

    def _fields(self, path: str, data: bytes) -> Fields:
        document, _ = read_yaml(path, data, LARGEST_RECORD)
        return document.value if document is not None and isinstance(document.value, dict) else {}

    def written(self, plan: SyncPlan) -> tuple[SyncPlan, dict[str, bytes]]:
        """The plan without what cannot be written, which is refused with its reason, and the files it comes to."""
        files: dict[str, bytes] = {}
        kept: list[Change] = []
        refused = list(plan.refused)
        for change in plan.changes:
            path = self._path(change.id)
            try:
                data = self._edited(path, change)
            except EditRefused as problem:
                refused.append((plan.rows.get(change.id, 0), f"{path}: {problem}"))
                continue
            document, wrong = read_yaml(path, data, LARGEST_RECORD)
            wrong = wrong or (violations(document, self._schema) if document is not None else [])
            if wrong:
                why = f"{wrong[0].path}: {wrong[0].what}"
                remedy = wrong[0].remedy or "mend the row, or say in the map how to read it"
                refused.append((plan.rows.get(change.id, 0), f"{why}; {remedy}"))
                continue
            files[path] = data
            kept.append(change)
        return replace(plan, changes=tuple(kept), refused=tuple(sorted(refused))), files

    def _edited(self, path: str, change: Change) -> bytes:
        if change.verb == "add":
            return "".join(field(name, value) for name, value in change.edits.items()).encode()
        data = self._files[path]
        ended = data if data.endswith(b"\n") else data + b"\n"
        edited = edit_front_matter(_FENCE + ended + _FENCE, change.edits)
        return edited.removeprefix(_FENCE).removesuffix(_FENCE)

    def save(self, files: dict[str, bytes]) -> None:
        """Write each file whole or not at all."""
        for path, data in files.items():
            target = self._root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name}.{os.getpid()}")
            partial.write_bytes(data)
            partial.replace(target)


def _kinds(properties: Mapping[str, Json]) -> dict[str, str]:
    """The JSON type of each field, and of the parts of those that have some (`warranty.until`)."""
    kinds = {name: _kind(rule.get("type")) for name, rule in properties.items()}
    for name, rule in properties.items():
        for part, inner in rule.get("properties", {}).items():
            kinds[f"{name}.{part}"] = _kind(inner.get("type"))
    return kinds


def _kind(given: object) -> str:
    return next((str(one) for one in given if one != "null"), "string") if isinstance(given, list) else str(given)
