"""rules/alerts.yml: what the desk makes of alerts. rules/alerts/*.yml: how a sender of one's own names things."""

from datetime import datetime

import msgspec


class Storm(msgspec.Struct, frozen=True):
    """So many new alerts of one group or service within this time are one incident: `alerts` 0 switches it off."""

    alerts: int = 5
    within: str = "10m"
    by: tuple[str, ...] = ("group", "service")


class Weight(msgspec.Struct, frozen=True):
    """What a severity means to the desk, in the words of `priority.yml`."""

    impact: str = ""
    urgency: str = ""


class AlertMatch(msgspec.Struct, frozen=True, kw_only=True):
    """Which alerts are meant: all that is named must hold, and of each list one. `labels` by glob (`web-*`)."""

    source: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    labels: dict[str, tuple[str, ...]] = {}


class Ignored(msgspec.Struct, frozen=True, kw_only=True):
    """Alerts that are never a ticket; `why` is said where somebody asks."""

    match: AlertMatch
    why: str = ""
    origin: str = ""


class Maintenance(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Work that is planned: from and to a moment. With `weekly` a day of the week, the times of `first` and `last`
    return every week from then on. `change` is the ticket it is about, where there is one."""

    name: str
    match: AlertMatch
    first: datetime
    last: datetime
    weekly: bool = False
    change: str = ""
    origin: str = ""


class MonitorMail(msgspec.Struct, frozen=True, kw_only=True, rename={"sender": "from"}):
    """Mail from this address is an alert of this kind (nagios, icinga, monit); other mail stays mail."""

    sender: str
    kind: str


class AlertMapping(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the JSON of a sender things stand: paths with dots (`job.result`), the first that holds counts, and of
    `key` all. `recognise` marks the sender's requests; without it the mapping is used where it is named."""

    name: str = ""
    recognise: tuple[str, ...] = ()
    each: str = ""
    key: tuple[str, ...] = ()
    title: tuple[str, ...]
    text: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    firing: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    severities: dict[str, str] = {}
    service: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    starts_at: tuple[str, ...] = ()
    ends_at: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    labels: dict[str, str] = {}


class AlertRules(msgspec.Struct, frozen=True, kw_only=True):
    """`reopen_within`: so long after its end an alert that fires again reopens its ticket. `repeats`: so far apart at
    least repeats are noted. `grace`: so long after a person finished the ticket an alert that still fires is let be."""

    reopen_within: str = "1h"
    repeats: str = "5m"
    grace: str = "15m"
    storm: Storm = Storm()
    severities: dict[str, Weight] = {}
    ignore: tuple[Ignored, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    mail: tuple[MonitorMail, ...] = ()
    mappings: tuple[AlertMapping, ...] = ()
