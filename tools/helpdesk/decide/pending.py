"""An edit that somebody made and the desk has not taken up yet."""

from datetime import datetime

import msgspec

from helpdesk.model.record import Conversation
from helpdesk.model.snapshot import Edit
from helpdesk.model.timeline import Json


class Pending(msgspec.Struct, frozen=True):
    """An edit to take up: of fields, or a comment file that appeared."""

    at: datetime
    by: str
    why: str = ""
    values: dict[str, Json] = {}
    spoken: Conversation | None = None
    edit: Edit | None = None
