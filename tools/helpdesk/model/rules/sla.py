"""rules/sla/*.yml: what is promised, and what happens when it is not kept."""

from enum import StrEnum

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition


class Targets(msgspec.Struct, frozen=True, omit_defaults=True):
    """Durations as text (`4h`, `2d`), business time of the level's calendar; empty is no promise. `origin` is
    file:line."""

    response: str = ""
    update: str = ""
    resolve: str = ""
    origin: str = ""


class TeamTargets(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long one team may have a ticket: business time of the team's calendar from when it got it."""

    resolve: str = ""
    origin: str = ""


class OnPriorityChange(StrEnum):
    """What a new priority's promises count from; `keep` leaves those that were made."""

    FROM_OPENING = "from-opening"
    FROM_NOW = "from-now"
    KEEP = "keep"


class HoursOf(StrEnum):
    """Whose hours a level counts in, before its own calendar."""

    LEVEL = "level"
    TEAM = "team"
    REQUESTER = "requester"


class UpdateAfter(StrEnum):
    """What the next update counts from: the last public word of staff, or a requester's word that waits for one."""

    REPLY = "reply"
    REQUEST = "request"


class EscalationStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`at` is a percentage of the target's time used ("75%", "100%", "150%") or a duration past due ("+2h");
    `target` response, update, resolve or team; `to` team, lead, next-tier or manager; next-tier moves the ticket."""

    at: str
    to: str
    target: str = "resolve"
    origin: str = ""


class ServiceLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first level whose `when` holds is the ticket's. `warn` is the percent of the time used at which the owner is
    warned. `teams` maps a team to its own targets by priority: an operational level, promised to nobody."""

    id: str
    name: str = ""
    when: Condition = ALWAYS
    calendar: str = ""
    targets: dict[str, Targets] = {}
    warn: int = 75
    escalate: tuple[EscalationStep, ...] = ()
    hours_of: HoursOf = HoursOf.LEVEL
    on_priority_change: OnPriorityChange = OnPriorityChange.FROM_OPENING
    update_after: UpdateAfter = UpdateAfter.REPLY
    teams: dict[str, dict[str, TeamTargets]] = {}
    origin: str = ""
