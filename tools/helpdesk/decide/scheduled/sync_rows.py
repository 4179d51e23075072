"""A row of a list from another system, read by a map: the record that it is about, and that record's fields."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from helpdesk.model.rules.sync import Column, Plain, SyncMap
from helpdesk.model.table_row import Row
from helpdesk.model.timeline import Json

_SAFE = re.compile(r"[^a-z0-9._-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?\Z")
_GROUPS = re.compile(r",(?=\d{3}(\D|\Z))")
_YES = frozenset({"true", "yes", "1", "y", "x", "on"})
Fields = Mapping[str, Json]


def addresses_of(known: Mapping[str, Fields]) -> dict[str, str]:
    """Everybody's id by their address, in small letters."""
    pairs = ((str(fields.get("email") or "").casefold(), name) for name, fields in known.items())
    return {address: name for address, name in pairs if address}


def id_of(one: SyncMap, row: Row, known: Mapping[str, Fields], addresses: Mapping[str, str]) -> str:
    """The record a row is about: by its id, else for a person by the address they are known by."""
    plain = unicodedata.normalize("NFKD", first(row, one.id)).encode("ascii", "ignore").decode().casefold()
    name = _SAFE.sub("-", plain).strip("-._")[:100]
    mail = one.columns.get("email")
    address = first(row, mail.column).strip().casefold() if mail else ""
    return name if not name or name in known else addresses.get(address, name)


def first(row: Row, column: str) -> str:
    """The one value of a column, of several the first; "" for none."""
    value = row.get(column, "")
    return value if isinstance(value, str) else next(iter(value), "")


def ids_by(column: str, rows: Sequence[Row], ids: Mapping[int, str]) -> dict[str, str]:
    """The record of each value of a column, in small letters: what other rows mean by it. Rows are numbered from 1."""
    return {first(rows[number - 1], column).casefold(): name for number, name in ids.items()}


def fields_of(
    one: SyncMap, row: Row, kinds: Mapping[str, str], others: Mapping[str, Mapping[str, str]]
) -> dict[str, Json]:
    """Every mapped field; None where the list has nothing."""
    fields: dict[str, Json] = {}
    for field, column in one.columns.items():
        value = _value(row, column, kinds.get(field, "string"), others.get(column.by, {}), field)
        whole, _, part = field.partition(".")
        if part:
            fields.setdefault(whole, {})[part] = value
        else:
            fields[field] = value
    return fields


def _value(row: Row, column: Column, kind: str, others: Mapping[str, str], field: str) -> Json:
    if column.always != "":
        return column.always
    given = row.get(column.column, "")
    parts: Iterable[str] = (given,) if isinstance(given, str) else given
    if column.split:
        parts = [part for text in parts for part in text.split(column.split)]
    cleaned = [" ".join(_UNPRINTABLE.sub(" ", part).split()) for part in parts]
    values: list[Plain] = [part for part in cleaned if part]
    if column.by:
        values = [others[str(part).casefold()] for part in values if str(part).casefold() in others]
    if column.date:
        values = [_day(str(part), column.date, field) for part in values]
    if column.values:
        values = [column.values[str(part)] for part in values if str(part) in column.values]
    if not values and column.otherwise != "":
        values = [column.otherwise]
    if kind == "array":
        return [str(value) for value in values] or None
    return _typed(values[0], kind, field, column.decimal) if values else None


def _day(text: str, written: str, field: str) -> str:
    """A day as it is written there; a time of day behind it, as databases print one, is nothing to it."""
    day = _TIME_OF_DAY.sub("", text) if " " not in written else text
    try:
        return datetime.strptime(day, written).date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        remedy = "mend the row, or the map's `date` if the list writes all days so"
        raise ValueError(f"{field} is no day written {written}: {text!r}; {remedy}") from None


def _number(text: str, decimal: str) -> str:
    """`1 290.00`, `1,290.00` and, with a decimal comma, `1.290,00` are 1290.00."""
    other = "," if decimal == "." else "."
    plain = text.replace(" ", "")
    return (_GROUPS.sub("", plain) if other == "," else plain.replace(other, "")).replace(decimal, ".")


def _typed(value: Plain, kind: str, field: str, decimal: str) -> Json:
    plain = _number(value, decimal) if isinstance(value, str) else value
    try:
        match kind:
            case "integer":
                return int(plain)
            case "number":
                return float(plain)
            case "boolean":
                return str(value).casefold() in _YES
            case _:
                return value if isinstance(value, str) else str(value)
    except ValueError:
        remedy = "write it like 1290.00, or say `decimal` in the map if the list has a decimal comma"
        raise ValueError(f"{field} is no number: {value!r}; {remedy}") from None
