"""rules/permissions.yml: who may change what, and by which way."""

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.load.schema import violations
from helpdesk.model.rules.permissions import Grant, Permissions, Way

PATH = "rules/permissions.yml"


def read_permissions(source: Source) -> Permissions:
    """The grants, each with the line it begins on. A file that cannot be read grants nothing."""
    document = source.document(PATH)
    if document is None or not isinstance(document.value, list):
        source.findings += [] if document is None else violations(document, "permissions")
        return Permissions()
    wrong = violations(document, "permissions")
    source.findings += wrong
    root = compose(document.data)
    grants = tuple(
        Grant(
            who=tuple(value["who"]),
            fields=tuple(value.get("fields", ())),
            files=tuple(value.get("files", ())),
            by=tuple(Way(way) for way in value.get("by", ())),
            origin=f"{document.path}:{place(root, (index,))[0]}",
        )
        for index, value in enumerate([] if wrong else document.value)
    )
    return Permissions(grants=grants, origin=document.path)
