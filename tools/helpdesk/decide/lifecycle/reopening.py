"""How long a ticket that has ended can begin again."""

from datetime import datetime

from helpdesk.decide.calendars.hours import desk_hours
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.model.moment import parse_duration


def reopens_until(this: DeskPass, ended: datetime) -> datetime:
    """Until when a word of the requester reopens what ended then; after that it becomes a new ticket."""
    try:
        span = parse_duration(this.rules.desk.reopen_within)
    except ValueError:
        return ended
    return desk_hours(this.rules).after(ended, span)
