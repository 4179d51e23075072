"""What becomes of one record when a list from another system is taken in: added, changed, left, come back."""

from datetime import date

import msgspec

from helpdesk.decide.scheduled.sync_rows import Fields
from helpdesk.model.rules.sync import SyncMap
from helpdesk.model.timeline import Json

RETIRED = "retired"
FOR_GOOD = "9999-12-31"
_LEFT = "left, says "


class Change(msgspec.Struct, frozen=True):
    """`verb` is add, change, leave or return; `edits` the fields to write (None: take it away), `was` what is there."""

    verb: str
    id: str
    edits: dict[str, Json]
    was: dict[str, Json] = {}


def change_of(one: SyncMap, name: str, fields: dict[str, Json], known: Fields | None) -> Change | None:
    """What to write so that the record says what the list says; None where it does."""
    if known is None:
        given = {field: _without_holes(value) for field, value in fields.items()}
        given = {field: value for field, value in given.items() if value not in (None, {})}
        return Change("add", name, {**given, "source": one.name})
    edits = {f: v for f, v in _merged(fields, known).items() if not _same(v, known.get(f))}
    if fields and known.get("source") != one.name:
        edits["source"] = one.name
    back = has_left(one, known) and bool(fields)
    if back:
        edits |= _return(one, known, fields)
    if not edits:
        return None
    return Change("return" if back else "change", name, edits, {field: known.get(field) for field in edits})


def _merged(fields: dict[str, Json], known: Fields) -> dict[str, Json]:
    """Of the desk's own fields, and of those that have parts, a list fills some; the others stay."""
    parts = {
        name: _without_holes({**(known.get(name) or {}), **value}) or None
        for name, value in fields.items()
        if isinstance(value, dict)
    }
    return {**fields, **parts}


def _without_holes(value: Json) -> Json:
    return {name: inner for name, inner in value.items() if inner is not None} if isinstance(value, dict) else value


def _same(wanted: Json, there: Json) -> bool:
    return wanted == there or (wanted in (None, [], "") and there in (None, [], ""))


def has_left(one: SyncMap, fields: Fields) -> bool:
    """Whether a record is marked as gone by an earlier run."""
    if one.into == "assets":
        return fields.get("status") == RETIRED
    return any(str(absence.get("why", "")).startswith(_LEFT) for absence in fields.get("away") or ())


def leave(one: SyncMap, name: str, known: Fields, today: date) -> Change:
    """A person is away for good, an asset retired."""
    if one.into == "assets":
        return Change("leave", name, {"status": RETIRED}, {"status": known.get("status")})
    absence = {"from": today.isoformat(), "until": FOR_GOOD, "why": f"{_LEFT}{one.name}"}
    return Change("leave", name, {"away": [*(known.get("away") or ()), absence]}, {"away": known.get("away")})


def _return(one: SyncMap, known: Fields, fields: dict[str, Json]) -> dict[str, Json]:
    if one.into == "assets":
        return {} if "status" in fields else {"status": None}
    away = [absence for absence in known.get("away") or () if not str(absence.get("why", "")).startswith(_LEFT)]
    return {"away": away or None}
