"""How far a repository has been read: `2026-03-02T12:00:00Z;swept=2026-03-02T06:00:00Z`."""

from datetime import datetime

import msgspec

from helpdesk.model.moment import format_utc, parse_utc


class Position(msgspec.Struct, frozen=True):
    """`mark` is the newest change seen, in GitHub's own time, `swept` when everything open was last compared. None
    before the first look."""

    mark: datetime | None = None
    swept: datetime | None = None

    @classmethod
    def read(cls, text: str) -> "Position":
        """What cannot be read is a repository never looked at: everything open is compared again."""
        mark, *rest = text.split(";")
        values = dict(part.partition("=")[::2] for part in rest)
        return cls(_moment(mark), _moment(values.get("swept", "")))

    def text(self) -> str:
        if self.mark is None:
            return ""
        swept = f";swept={format_utc(self.swept)}" if self.swept else ""
        return f"{format_utc(self.mark)}{swept}"


def _moment(text: str) -> datetime | None:
    try:
        return parse_utc(text) if text else None
    except ValueError:
        return None
