"""rules/tests/*.yml: examples with their expected outcome, the unit tests of a helpdesk."""

from datetime import datetime

import msgspec

from helpdesk.model.message import Party
from helpdesk.model.timeline import Json


class Want(msgspec.Struct, frozen=True):
    """One expectation: of what, which values (of a field with one value: any of them; of a list: all of them), and
    whether it must hold or must not. `line` is where it stands."""

    key: str
    values: tuple[str, ...]
    holds: bool = True
    line: int = 0


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A message that comes in. `proved`: the receiving server vouches for the sender."""

    sender: Party
    subject: str = ""
    text: str = ""
    channel: str = "mail"
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    automatic: bool = False
    proved: bool = False
    form: str = ""
    answers: dict[str, str] = {}


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that somebody of staff writes."""

    by: str
    text: str = ""
    internal: bool = False


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket that somebody of staff writes down; what is not in `fields` is the desk's to decide."""

    title: str
    by: str
    requester: Party
    text: str = ""
    channel: str = "phone"
    opened: datetime | None = None
    fields: dict[str, Json] = {}


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One step: at most one of a reply to the ticket, a mail of its own, a comment, an edit; with none of them only
    time passes. `by` is who edits."""

    at: datetime
    reply: Letter | None = None
    mail: Letter | None = None
    comment: Remark | None = None
    by: str = ""
    edit: dict[str, Json] = {}
    wants: tuple[Want, ...] = ()


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """`given` comes in, `history` happens before `now`; at `now` the `wants` are looked at, then come further steps
    with theirs. `load` is how many other tickets people have. `origin` is file:line."""

    name: str
    now: datetime
    given: Letter | Filed
    history: tuple[Happening, ...] = ()
    load: dict[str, int] = {}
    wants: tuple[Want, ...] = ()
    then: tuple[Happening, ...] = ()
    origin: str = ""


# Expectations of one value, of which any may be named; and of lists, all of which must be there.
FIELDS = (
    "type",
    "title",
    "status",
    "priority",
    "impact",
    "urgency",
    "category",
    "service",
    "team",
    "assignee",
    "visibility",
)
DUE = ("response_due", "update_due", "resolve_due")
SINGLE = (*FIELDS, *DUE, "sla", "clock", "taken_in", "new_tickets")
LISTS = ("tags", "watchers", "assets", "notices", "warned", "breached", "escalated", "because")
