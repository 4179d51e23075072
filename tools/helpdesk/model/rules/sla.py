"""rules/sla/*.yml: what is promised, and what happens when it is not kept."""

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition


class Targets(msgspec.Struct, frozen=True, omit_defaults=True):
    """Durations as text (`4h`, `2d`), business time of the level's calendar; empty is no promise."""

    response: str = ""
    update: str = ""
    resolve: str = ""


class EscalationStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`at` is a percentage of the target's time used ("75%", "100%", "150%") or a duration past due ("+2h");
    `target` response, update or resolve; `to` team, lead, next-tier or manager; next-tier moves the ticket."""

    at: str
    to: str
    target: str = "resolve"


class ServiceLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first level whose `when` holds is the ticket's. `warn` is the percent of the time used at which the owner is
    warned."""

    id: str
    name: str = ""
    when: Condition = ALWAYS
    calendar: str = ""
    targets: dict[str, Targets] = {}
    warn: int = 75
    escalate: tuple[EscalationStep, ...] = ()
    origin: str = ""
