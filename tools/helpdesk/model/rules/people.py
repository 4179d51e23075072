"""rules/people/*.yml and rules/teams/*.yml: who works here, and who asks."""

from datetime import date
from enum import StrEnum

import msgspec

from helpdesk.model.rules.sla import TeamTargets


class Role(StrEnum):
    REQUESTER = "requester"
    TECHNICIAN = "technician"
    LEAD = "lead"
    MANAGER = "manager"
    MAINTAINER = "maintainer"


class Absence(msgspec.Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """Whole days, both ends included, in the person's time zone. YAML: `{from: 2026-03-02, until: 2026-03-09}`."""

    first: date
    last: date
    why: str = ""


class Quiet(msgspec.Struct, frozen=True, rename={"first": "from", "last": "until"}):
    """Hours of the day, in the person's time zone, in which only what is urgent is told. May run over midnight."""

    first: str
    last: str


class NoticePreferences(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How somebody wants to be told. `channel` takes the place of the notice rule's; `digest` is "" (at once),
    "hourly" or "daily" (at `at` o'clock); `quiet` hours and `in_hours` (only in the hours of their calendar) hold back
    what is not urgent; `urgent` are the priorities that nothing holds back (none named: the most urgent level);
    `at_most` notices an hour come one by one, the rest together at the next full hour (0: the desk's own limit)."""

    channel: str = ""
    digest: str = ""
    at: str = "08:00"
    quiet: Quiet | None = None
    in_hours: bool = False
    urgent: tuple[str, ...] = ()
    at_most: int = 0
    timezone: str = ""


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`id` is the file's name and the handle. `hours` a calendar's id; `capacity` how many actionable tickets at once;
    `chat` are accounts as `<service>:<user id>`; `skills` skill to level 1 (knows it) .. 3 (expert); `languages`
    are spoken besides `language`; `notices` is how they want to be told; `source` the
    list of rules/sync/ that brought them."""

    id: str
    name: str
    email: str = ""
    also: tuple[str, ...] = ()
    github: int | None = None
    phone: str = ""
    chat: tuple[str, ...] = ()
    role: Role = Role.REQUESTER
    skills: dict[str, int] = {}
    capacity: int = 12
    hours: str = ""
    away: tuple[Absence, ...] = ()
    department: str = ""
    manager: str = ""
    location: str = ""
    language: str = ""
    languages: tuple[str, ...] = ()
    vip: bool = False
    notices: NoticePreferences = NoticePreferences()
    source: str = ""


class Rota(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is on call: `order` takes turns of `weeks` weeks, the first from `start` (at `at` o'clock, in the zone of
    `calendar`), round and round. They answer in the hours of `calendar`, outside the team's own, for `priorities`
    (none named: the most urgent level alone)."""

    start: date
    order: tuple[str, ...]
    calendar: str = ""
    weeks: int = 1
    at: str = "00:00"
    priorities: tuple[str, ...] = ()
    origin: str = ""


class Team(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`members` and `lead` are people's ids; `next_tier` the team that takes over when this one escalates; `targets`
    how long it may have a ticket of a priority, where the service level does not say; `hand_over` the priorities that
    go to the next shift."""

    id: str
    name: str
    members: tuple[str, ...]
    lead: str
    email: str = ""
    next_tier: str = ""
    calendar: str = ""
    description: str = ""
    rota: Rota | None = None
    targets: dict[str, TeamTargets] = {}
    hand_over: tuple[str, ...] = ()
    origin: str = ""
