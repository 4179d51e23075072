"""rules/recurring.yml: work that comes back by the calendar."""

from datetime import date
from enum import StrEnum

import msgspec

from helpdesk.model.ticket import FieldValue, TicketType


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Recurrence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"first": "from"}):
    """A ticket that is opened once in every period from `from` on. `on` is `first-business-day`, `last-business-day`, a
    weekday (the first one of the period), or a day: `15` of the month (of a quarter's or year's first month), `12-15`
    of the year. A day that a month has not is its last. With `calendar`, days off move on to the next open one."""

    id: str
    title: str
    every: Every
    first: date
    on: str = "first-business-day"
    calendar: str = ""
    text: str = ""
    item: str = ""
    answers: dict[str, FieldValue] = {}
    type: TicketType | None = None
    category: str = ""
    service: str = ""
    team: str = ""
    priority: str = ""
    assignee: str = ""
    requester: str = ""
    origin: str = ""
