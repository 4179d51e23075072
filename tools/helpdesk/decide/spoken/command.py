"""What a command is: a line of the table, and the order that is given with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.by_hand import set_by_hand
from helpdesk.decide.spoken.reading import Line
from helpdesk.decide.spoken.speaker import Speaker
from helpdesk.model.front_matter import front_matter, plain
from helpdesk.model.message import Message
from helpdesk.model.rights import field_denied
from helpdesk.model.rules import Rules
from helpdesk.model.rules.permissions import Way
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Json, Refused


class Who(StrEnum):
    """Who may give a command, before rules/permissions.yml and the lifecycle are asked."""

    STAFF = "staff"
    REQUESTER = "staff, and whoever asked"
    ASKED = "whoever is asked to approve"


class NotDone(Exception):
    """A command that is not carried out: what is wrong, and what would be right. `entry` is what the ledger says of it
    where that is more than the words."""

    def __init__(self, what: str, remedy: str = "", entry: Refused | None = None) -> None:
        super().__init__(what)
        self.what, self.remedy, self.entry = what, remedy, entry

    @property
    def words(self) -> str:
        return f"{self.what}; {self.remedy}" if self.remedy else self.what


@dataclass(frozen=True)
class Order:
    """One command, given on one ticket. `words` is what the message says to the requester besides its commands."""

    this: DeskPass
    draft: Draft
    speaker: Speaker
    line: Line
    at: datetime
    message: Message
    words: str = ""
    place: int = 0

    @property
    def rules(self) -> Rules:
        return self.this.rules

    @property
    def ticket(self) -> Ticket:
        return self.draft.ticket

    @property
    def rest(self) -> str:
        """What follows the command on its line."""
        return self.line.rest

    @property
    def clicked(self) -> bool:
        """Whether it was said by a click and not in words."""
        return self.line.first < 0

    @property
    def why(self) -> str:
        """The command itself, as the ledger gives it for a reason."""
        return f"said {self.line.raw}"

    def set(self, values: Mapping[str, Json], *, until: datetime | None = None, permit: bool = True) -> bool:
        """Set fields as the speaker's own choice. Raises NotDone where rules/permissions.yml does not let them."""
        if permit:
            self.permit(values)
        return set_by_hand(
            self.this,
            self.draft,
            self.at,
            values,
            by=self.speaker.who,
            via=self.speaker.via,
            why=self.why,
            routed=self.why,
            until=until,
        )

    def permit(self, values: Mapping[str, Json]) -> None:
        """Refuse what changes a field that is not the speaker's to change by a command."""
        now = front_matter(self.ticket)
        for name, value in values.items():
            denied = field_denied(name, self.speaker.roles, self.rules, Way.COMMAND)
            if denied is not None and plain(value) != now.get(name):
                raise NotDone(f"{name} is not for you to change: {denied.only}", "ask one of them")


@dataclass(frozen=True)
class Command:
    """A line of the table. `usage` shows what follows it, `example` a whole line; `carry_out` does it and returns what
    the writer has to know, or nothing. `also` are other words for the same."""

    name: str
    usage: str
    example: str
    about: str
    carry_out: Callable[[Order], str | None]
    who: Who = Who.STAFF
    also: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return f"/{self.name} {self.usage}".rstrip()
