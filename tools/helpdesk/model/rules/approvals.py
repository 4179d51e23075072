"""rules/approvals.yml: who approves what, and when nothing may be changed."""

from datetime import date
from enum import StrEnum

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition

# Roles that may approve, beside people and teams by their ids.
REQUESTER_MANAGER, SERVICE_OWNER, LEAD = "requester-manager", "service-owner", "lead"
ROLES = (REQUESTER_MANAGER, SERVICE_OWNER, LEAD)
EMERGENCY, STANDARD, NORMAL = "emergency", "standard", "normal"


class Order(StrEnum):
    """Whether approvers are asked all at once, or one after the other has agreed."""

    PARALLEL = "parallel"
    SEQUENCE = "sequence"


class Approver(msgspec.Struct, frozen=True, omit_defaults=True):
    """`who` is requester-manager, service-owner, lead, a person's id or a team's; of a team `count` must agree."""

    who: str
    count: int = 1


class ApprovalRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first rule that holds says who approves. `expires` (`14d`, business time) is how long an approval waits for
    the others; with `act_first` the work may begin before, and is reviewed afterwards. `origin` is file:line."""

    name: str
    approvers: tuple[Approver, ...]
    when: Condition = ALWAYS
    order: Order = Order.PARALLEL
    expires: str = ""
    act_first: bool = False
    origin: str = ""


class Freeze(msgspec.Struct, frozen=True, omit_defaults=True, rename={"first": "from", "last": "until"}):
    """Whole days, both ends included, in the desk's time zone, on which no change is carried out. Empty `services`: on
    none of them; `allow` are the kinds of change that go on all the same."""

    name: str
    first: date
    last: date
    services: tuple[str, ...] = ()
    allow: tuple[str, ...] = (EMERGENCY,)


class Approvals(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of rules/approvals.yml."""

    rules: tuple[ApprovalRule, ...] = ()
    freezes: tuple[Freeze, ...] = ()
