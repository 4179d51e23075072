"""rules/catalog/*.yml: what can be asked for, what has to be known for it, and what is done then."""

from enum import StrEnum

import msgspec

from helpdesk.model.rules.approvals import Approver, Order
from helpdesk.model.ticket import TicketType


class FieldType(StrEnum):
    """What a form asks with. GitHub's issue forms know input, textarea, dropdown and checkboxes: a date, a person and a
    number are inputs there, an upload a textarea into which files are dropped."""

    TEXT = "text"
    TEXTAREA = "textarea"
    SELECT = "select"
    MULTISELECT = "multiselect"
    CHECKBOX = "checkbox"
    DATE = "date"
    PERSON = "person"
    NUMBER = "number"
    UPLOAD = "upload"


class Audience(StrEnum):
    EVERYBODY = "everybody"
    STAFF = "staff"
    MANAGERS = "managers"


class Layout(StrEnum):
    """How the portal asks: step by step, or all on one page. By itself it goes step by step where a field begins a
    section, and where there are more questions than a person takes in at once."""

    AUTO = "auto"
    PAGE = "page"
    STEPS = "steps"


class Field(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One question. `pattern` (RE2) must match all of a text; `least` and `most` bound a number, or how many are chosen
    of a multiselect. `section` is the heading that begins with it; those after it belong there too."""

    id: str
    label: str
    type: FieldType = FieldType.TEXT
    section: str = ""
    description: str = ""
    placeholder: str = ""
    required: bool = False
    options: tuple[str, ...] = ()
    pattern: str = ""
    least: float | None = None
    most: float | None = None


class ItemTask(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of the work. It begins when all in `after` are done; `assignee` is a person's id, requester-manager, or
    empty for whoever of `team` (empty: the ticket's) is free; `target` is business time from then on."""

    id: str
    title: str
    team: str = ""
    assignee: str = ""
    target: str = ""
    after: tuple[str, ...] = ()


class StandardChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A change approved once and for all, as long as it is made by this plan."""

    plan: str
    rollback: str
    risk: str = "low"


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that can be asked for; `id` is the file's name. What it sets is set on the ticket unless a person says
    otherwise; `resolves`: the ticket is fulfilled when its last task is."""

    id: str
    name: str
    description: str = ""
    audience: Audience = Audience.EVERYBODY
    type: TicketType = TicketType.REQUEST
    category: str = ""
    service: str = ""
    team: str = ""
    priority: str = ""
    cost: float = 0.0
    fields: tuple[Field, ...] = ()
    layout: Layout = Layout.AUTO
    approvers: tuple[Approver, ...] = ()
    order: Order = Order.PARALLEL
    tasks: tuple[ItemTask, ...] = ()
    resolves: bool = True
    change: StandardChange | None = None
    origin: str = ""
