"""Something wrong in a record: where, what, and what to do."""

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Finding(msgspec.Struct, frozen=True, order=True):
    """One finding, printed `path:line:col: CODE what; what to do`. Lines and columns count from 1, 0 is unknown.

    Codes: Y strict YAML, S schema, T tickets, L timeline, C comments, K articles, A assets, R rules, D drop box,
    F issue forms.
    """

    path: str
    line: int
    column: int
    code: str
    what: str
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{where}: {self.code} {self.what}" + (f"; {self.remedy}" if self.remedy else "")
