"""rules/categories.yml, priority.yml and routing.yml: what a ticket is about, how much it matters, who gets it."""

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition
from helpdesk.model.ticket import Level


class Category(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`id` is a path like `network/vpn`; `words` are terms that speak for it; `skills` what its work needs."""

    id: str
    name: str
    team: str = ""
    service: str = ""
    skills: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    origin: str = ""


class PriorityMatrix(msgspec.Struct, frozen=True, kw_only=True):
    """`levels` from most to least urgent with their names ({"P1": "Critical"}); `matrix[impact][urgency]` -> level."""

    levels: dict[str, str]
    matrix: dict[Level, dict[Level, str]]
    origin: str = ""


class RoutingRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`set` maps a field to its value (type, category, service, impact, urgency, priority, team, assignee, visibility,
    sla; of a new incident `parent` and `problem`; `tags` and `watchers` add). `skills` are needed of the assignee.
    `origin` is file:line."""

    name: str
    when: Condition = ALWAYS
    set: dict[str, str | tuple[str, ...]] = {}
    skills: tuple[str, ...] = ()
    origin: str = ""
