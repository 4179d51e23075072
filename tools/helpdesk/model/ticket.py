"""A ticket as it stands: the front matter of ticket.md, and the request as received."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from helpdesk.model.message import Party

Scalar = str | int | float | bool | None
FieldValue = Scalar | tuple[Scalar, ...]


class TicketType(StrEnum):
    """ITIL 4's practices that a ticket can belong to."""

    INCIDENT = "incident"
    REQUEST = "request"
    PROBLEM = "problem"
    CHANGE = "change"


class Level(StrEnum):
    """A step of impact or urgency."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Visibility(StrEnum):
    INTERNAL = "internal"
    PUBLIC = "public"


class Links(msgspec.Struct, frozen=True, omit_defaults=True):
    """References to other tickets."""

    duplicate_of: str = ""
    parent: str = ""
    caused_by: str = ""
    problem: str = ""
    change: str = ""
    related: tuple[str, ...] = ()


class Form(msgspec.Struct, frozen=True, omit_defaults=True):
    """The catalogue item asked for, and the answers by field id."""

    item: str
    answers: dict[str, FieldValue] = {}


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step. People set `done`; a task of the catalogue begins at `since`, when all in `after` are done, and is then
    promised by `due`, `target` business time later."""

    id: str
    title: str
    team: str = ""
    assignee: str = ""
    done: bool = False
    after: tuple[str, ...] = ()
    target: str = ""
    since: datetime | None = None
    due: datetime | None = None
    done_at: datetime | None = None


class Resolution(msgspec.Struct, frozen=True, omit_defaults=True):
    code: str = ""
    summary: str = ""
    article: str = ""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    cause: str = ""
    workaround: str = ""
    known_error: bool = False


class Window(msgspec.Struct, frozen=True):
    start: datetime
    end: datetime


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    kind: str = "normal"
    risk: str = ""
    plan: str = ""
    rollback: str = ""
    window: Window | None = None
    outcome: str = ""


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The front matter of ticket.md, in the order in which it is written.

    `status`, `priority`, `category`, `service`, `team` and `assignee` are ids that `rules/` and `assets/`
    define; empty means not decided yet. `opened` is aware UTC and never changes.
    """

    id: str
    type: TicketType = TicketType.INCIDENT
    title: str
    status: str
    priority: str = ""
    impact: Level = Level.MEDIUM
    urgency: Level = Level.MEDIUM
    category: str = ""
    service: str = ""
    team: str = ""
    assignee: str = ""
    watchers: tuple[str, ...] = ()
    requester: Party = Party()
    channel: str = ""
    source: str = ""
    opened: datetime
    visibility: Visibility = Visibility.INTERNAL
    summary: str = ""
    assets: tuple[str, ...] = ()
    links: Links = Links()
    tags: tuple[str, ...] = ()
    form: Form | None = None
    tasks: tuple[Task, ...] = ()
    resolution: Resolution | None = None
    problem: Problem | None = None
    change: Change | None = None
    due: date | None = None
    fields: dict[str, FieldValue] = {}


class FileRef(msgspec.Struct, frozen=True, omit_defaults=True):
    """An attachment as recorded: the sender's file name is data; `file` (`<first 16 hex of sha256>.<ext>`) lies in
    files/. `withheld` says why the bytes are not there."""

    name: str
    type: str
    size: int
    sha256: str
    file: str = ""
    withheld: str = ""


class Comment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message on a ticket: comments/<utc>-<who>-<key>.md, write-once.

    `by` is a handle of staff, or "requester", "participant" or "desk"; `sender` who it came from as the
    message said; `key` the message's stable key; `message_id` its RFC 5322 id, for threading; `rating` how content the
    requester was, 1 to 5, and `helpful` whether the article `article` helped them, both taken down by staff.
    """

    at: datetime
    by: str
    visibility: Visibility = Visibility.PUBLIC
    sender: Party = Party()
    via: str = ""
    key: str = ""
    message_id: str = ""
    subject: str = ""
    rating: int | None = None
    article: str = ""
    helpful: bool | None = None
    attachments: tuple[FileRef, ...] = ()
    defects: tuple[str, ...] = ()


class DropBoxItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """tickets/new/<anything>.md: a ticket without a number. `uuid` makes it exactly one ticket however often
    it is pushed; every empty field is the desk's to decide."""

    uuid: str
    title: str
    type: TicketType | None = None
    priority: str = ""
    impact: Level | None = None
    urgency: Level | None = None
    category: str = ""
    service: str = ""
    team: str = ""
    assignee: str = ""
    watchers: tuple[str, ...] = ()
    requester: Party = Party()
    channel: str = "dropbox"
    opened: datetime | None = None
    visibility: Visibility | None = None
    assets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    form: Form | None = None
    change: Change | None = None
    problem: Problem | None = None
    links: Links = Links()
    by: str = ""
    fields: dict[str, FieldValue] = {}
