"""What a monitor says: one alert, whichever monitor it came from."""

from datetime import datetime
from enum import StrEnum

import msgspec


class AlertStatus(StrEnum):
    FIRING = "firing"
    RESOLVED = "resolved"


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert. `key` is the same for every repeat and for the resolution of one incident, as the monitor counts them
    (a fingerprint); `source` the monitor ("alertmanager"); `severity` on one scale where the monitor's own is known
    (critical, error, warning, info), else its own word in lower case; `group` what it was grouped by. `event` is news
    that neither begins nor ends it ("acknowledged", "no data"); `status` then says how it stands, as far as that is
    known. `labels` are the monitor's own, values as text."""

    source: str
    key: str
    status: AlertStatus
    title: str
    text: str = ""
    severity: str = ""
    service: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    group: str = ""
    event: str = ""
    url: str = ""
    labels: dict[str, str] = {}

    @property
    def identity(self) -> str:
        """What it is known by among all alerts of all monitors."""
        return f"{self.source}:{self.key}"
