"""rules/recurring.yml: tickets that are opened by the calendar."""

import msgspec

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.recurring import Recurrence

PATH = "rules/recurring.yml"


def read_recurring(source: Source) -> tuple[Recurrence, ...]:
    """Every recurrence, with the line it begins on; no two have one id."""
    document = source.sound(PATH, "recurring")
    if document is None or not isinstance(document.value, list):
        return ()
    root = compose(document.data)
    found: dict[str, Recurrence] = {}
    for index, value in enumerate(document.value):
        origin = f"{document.path}:{place(root, (index,))[0]}"
        try:
            one = msgspec.convert({**value, "origin": origin}, Recurrence)
        except msgspec.ValidationError as error:
            what = f"a day that does not exist: {error}"
            source.findings.append(document.finding((index, "from"), "S002", what, "write it like 2026-01-01"))
            continue
        if one.id in found:
            what = f"a recurrence of the same id: {one.id!r}"
            source.findings.append(
                document.finding((index, "id"), "R050", what, f"the first is at {found[one.id].origin}")
            )
        found.setdefault(one.id, one)
    return tuple(found.values())
