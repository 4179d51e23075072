"""rules/approvals.yml: who approves what, and when nothing may be changed."""

from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.condition import read_condition
from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document
from helpdesk.model.rules.approvals import ApprovalRule, Approvals, Freeze

PATH = "rules/approvals.yml"


def read_approvals(source: Source) -> Approvals:
    """The rules, each with the line it begins on, and the freezes."""
    document = source.sound(PATH, "approvals")
    if document is None or not isinstance(document.value, dict):
        return Approvals()
    root = compose(document.data)
    rules = []
    for index, value in enumerate(document.value.get("rules", ())):
        origin = f"{document.path}:{place(root, ('rules', index))[0]}"
        when = read_condition(value.get("when"), document, ("rules", index, "when"), source.findings)
        rest = {key: item for key, item in value.items() if key != "when"}
        rules.append(replace(msgspec.convert({**rest, "origin": origin}, ApprovalRule), when=when))
    freezes = (_freeze(value, index, document, source) for index, value in enumerate(document.value.get("freezes", ())))
    return Approvals(rules=tuple(rules), freezes=tuple(one for one in freezes if one is not None))


def _freeze(value: Any, index: int, document: Document, source: Source) -> Freeze | None:
    keys = ("freezes", index)
    try:
        freeze = msgspec.convert(value, Freeze)
    except msgspec.ValidationError as error:
        what = f"a day that does not exist: {error}"
        source.findings.append(document.finding(keys, "S002", what, "write days like 2026-12-18"))
        return None
    if freeze.last < freeze.first:
        what = f"a freeze that ends before it begins: {freeze.first} to {freeze.last}"
        source.findings.append(document.finding((*keys, "until"), "R026", what, "give the first day first"))
    return freeze
