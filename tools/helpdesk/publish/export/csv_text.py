"""Tables as CSV (RFC 4180) that no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

# What a cell must not begin with, or Excel and its like would compute it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: object) -> str:
    """A value as a cell: text that could be a formula gets an apostrophe in front; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Lines end in CRLF; every text is quoted where it has to be."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([cell(value) for value in row])
    return out.getvalue()
