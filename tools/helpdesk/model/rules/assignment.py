"""rules/assignment.yml: what counts when somebody is chosen for a ticket, beyond shift, skill, capacity and load."""

from enum import StrEnum

import msgspec


class ForVips(StrEnum):
    """Who gets what a VIP asks for: anybody, those with the highest skill, or the team's lead."""

    ANYBODY = "anybody"
    SENIOR = "senior"
    LEAD = "lead"


class Assignment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`languages`: who speaks the requester's language comes first. `sticky` is the percent of load by which somebody
    who had the requester's last ticket may have more than the least loaded and still get it (0: never). `experts` are
    priorities for which a higher skill level comes before less load."""

    languages: bool = True
    sticky: int = 5
    experts: tuple[str, ...] = ()
    vip: ForVips = ForVips.ANYBODY
    leftovers: bool = True
    origin: str = "built-in rules/assignment.yml:1"
    lines: dict[str, int] = {}
