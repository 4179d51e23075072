"""rules/views.yml: queues of the desk's own, saved for everybody."""

from enum import StrEnum

import msgspec

from helpdesk.model.rules.condition import ALWAYS, Condition


class Order(StrEnum):
    """What comes first in a queue. `-` turns an order round; the portal's addresses say `?sort=` in the same words."""

    DUE = "due"
    PRIORITY = "priority"
    OPENED = "opened"
    NEWEST = "-opened"
    CHANGED = "changed"
    ACTIVE = "-changed"
    REFERENCE = "reference"
    TICKET = "ticket"
    STATUS = "status"
    ASSIGNEE = "assignee"


class View(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Open tickets for which `when` holds. `late` and `unassigned` ask for those that are, or are not; `untouched`
    (`3d`, on the wall clock) for those on which nothing has happened for so long."""

    id: str
    name: str
    about: str = ""
    when: Condition = ALWAYS
    late: bool | None = None
    unassigned: bool | None = None
    untouched: str = ""
    sort: Order = Order.DUE
    origin: str = ""
