"""rules/sync/<name>.yml: how a list from another system becomes people or assets."""

import msgspec

Plain = str | float | bool


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a field's value comes from: `column` of the list, translated by `values` (what is not there: `otherwise`),
    split at `split`, or the id of the row whose column `by` has it; `always` is the same for all; `date` how a day is
    written there (strftime), `decimal` what a number has before its fraction (`.`)."""

    column: str = ""
    values: dict[str, Plain] = {}
    otherwise: Plain = ""
    always: Plain = ""
    split: str = ""
    by: str = ""
    date: str = ""
    decimal: str = "."


class SyncMap(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`into` is "people" or "assets" (`kind` is then the folder); `id` is the column that tells rows apart; `columns`
    field to column, `fields.x` for a field of the desk's own, `warranty.until` for a part of a field, `holder` for who
    has it now; `only` the rows that count; `at_most` how many may leave at once, "10%" of those this list has brought
    or a number. With `installed_on` a row says that its thing is installed on the asset that this column names, so that
    one thing may have many rows."""

    name: str
    into: str
    id: str
    columns: dict[str, Column]
    kind: str = ""
    only: dict[str, tuple[str, ...]] = {}
    at_most: str = "10%"
    installed_on: str = ""
    origin: str = ""
