"""rules/sla/*.yml: service levels, asked by file name; those without `when` last, the built-in one at the end."""

from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.condition import read_condition
from helpdesk.load.rules.source import BUILT_IN, Source
from helpdesk.load.schema import violations
from helpdesk.load.strict_yaml import Document
from helpdesk.model.rules.condition import ALWAYS
from helpdesk.model.rules.sla import ServiceLevel


def read_service_levels(source: Source) -> tuple[ServiceLevel, ...]:
    """Every service level, in the order in which they are asked."""
    levels = []
    for path in source.paths("sla"):
        document = source.document(path)
        if document is None:
            continue
        wrong = violations(document, "sla")
        source.findings += wrong
        if wrong or not isinstance(document.value, dict):
            continue
        name = path.rsplit("/", 1)[1].removesuffix(".yml")
        levels.append(_level(name, document.value, document, source))
    return tuple(sorted(levels, key=lambda level: (level.origin.startswith(BUILT_IN), level.when == ALWAYS)))


def _level(name: str, value: dict[str, Any], document: Document, source: Source) -> ServiceLevel:
    root = compose(document.data)

    def at(*keys: str | int) -> str:
        return f"{document.path}:{place(root, keys, of_key=True)[0]}"

    rest = {key: item for key, item in value.items() if key != "when"}
    rest["targets"] = {key: {**item, "origin": at("targets", key)} for key, item in value.get("targets", {}).items()}
    rest["escalate"] = [
        {**step, "origin": at("escalate", index)} for index, step in enumerate(value.get("escalate", ()))
    ]
    rest["teams"] = {
        team: {key: {**item, "origin": at("teams", team, key)} for key, item in targets.items()}
        for team, targets in value.get("teams", {}).items()
    }
    level = msgspec.convert({**rest, "id": name, "origin": at()}, ServiceLevel)
    return replace(level, when=read_condition(value.get("when"), document, ("when",), source.findings))
