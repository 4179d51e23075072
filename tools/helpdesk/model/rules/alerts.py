"""rules/alerts.yml: what the desk makes of alerts. rules/alerts/*.yml: how a sender of one's own names things."""

from datetime import datetime, timedelta

import msgspec

from helpdesk.model.moment import parse_duration


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


# Alerts that say nothing but that the monitor lives, as the best-known rule sets name them.
HEARTBEATS = Ignored(
    match=AlertMatch(labels={"alertname": ("Watchdog", "DeadMansSwitch", "InfoInhibitor")}),
    why="it says that the monitor lives, and nothing else",
)


class AlertRules(msgspec.Struct, frozen=True, kw_only=True):
    """`reopen_within`: so long after its end an alert that fires again reopens its ticket. `repeats`: so far apart at
    least repeats are noted. `grace`: so long after a person finished the ticket an alert that still fires is let be.
    `resolve`: whether what the monitor ended is resolved by itself. `severities` add to the built-in ones."""

    reopen_within: str = "1h"
    repeats: str = "5m"
    grace: str = "15m"
    resolve: bool = True
    storm: Storm = Storm()
    severities: dict[str, Weight] = {}
    ignore: tuple[Ignored, ...] = (HEARTBEATS,)
    maintenance: tuple[Maintenance, ...] = ()
    mail: tuple[MonitorMail, ...] = ()
    mappings: tuple[AlertMapping, ...] = ()
    lines: dict[str, str] = {}

    def where(self, name: str) -> str:
        """What decides by a line of alerts.yml, as explanations name it: `rules/alerts.yml:3 repeats`."""
        return f"{self.lines[name]} {name}" if name in self.lines else f"built-in practice: {name} of rules/alerts.yml"

    def span(self, name: str) -> timedelta:
        """`reopen_within`, `repeats` or `grace` as a time that passes on the wall clock."""
        return elapsed(getattr(self, name))


def elapsed(text: str) -> timedelta:
    """`1d2h` as 26 hours: monitors know no business hours. What is no duration is none."""
    try:
        span = parse_duration(text)
    except ValueError:
        return timedelta()
    return timedelta(days=span.days, seconds=span.seconds)
