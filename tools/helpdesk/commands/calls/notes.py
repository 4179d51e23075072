"""A call as it is being taken down: what was typed, whom and what it may mean, and what will be written."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from helpdesk.commands.calls.callers import callers
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import AnyWriting, NewMessage, NewTicket
from helpdesk.model.ids import TicketNumber
from helpdesk.model.message import Party
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person
from helpdesk.model.ticket import DropBoxItem, Level, Visibility

LONGEST_TITLE = 256


@dataclass(frozen=True)
class Hit:
    """A ticket or an article that this may be about: `number` is none of an article."""

    name: str
    title: str
    more: str = ""
    number: TicketNumber | None = None


Look = Callable[[str], list[Hit]]


@dataclass
class CallNotes:
    """`look` finds what a text may be about. `caller` and `about` are what was typed; `person` and `ticket` what was
    chosen, if anything was. `on` is the ticket that the call is about from the start: it stays among the hits."""

    rules: Rules
    look: Look
    caller: str = ""
    about: str = ""
    category: str = ""
    urgency: str = ""
    text: str = ""
    phone: str = ""
    person: Person | None = None
    on: Hit | None = None
    ticket: Hit | None = None
    hits: list[Hit] = field(default_factory=list)

    def type_caller(self, text: str) -> None:
        """Another caller than the one chosen is looked for."""
        if self.person is None or text != self.person.name:
            self.person = None
        self.caller = text

    def type_about(self, text: str) -> None:
        self.about = text
        found = self.look(text) if text.strip() else []
        on = self.on
        self.hits = found if on is None else [on, *(hit for hit in found if hit.number != on.number)]
        if self.ticket not in self.hits:
            self.ticket = None

    def people(self) -> list[Person]:
        """Who may be meant; nobody once somebody is chosen."""
        return [] if self.person else callers(self.caller, self.rules.people.values())

    def choose_person(self, place: int) -> None:
        found = self.people()
        if place < len(found):
            self.person = found[place]
            self.caller = found[place].name

    def choose_ticket(self, place: int) -> None:
        """The call is about this ticket; choosing it again takes that back. Articles are only shown."""
        if place < len(self.hits) and self.hits[place].number is not None:
            self.ticket = None if self.ticket == self.hits[place] else self.hits[place]

    def categories(self) -> list[str]:
        """Categories that fit what was typed; all of them while nothing was."""
        typed = self.category.strip().casefold()
        return [name for name in self.rules.categories if typed in name.casefold()]

    def missing(self) -> str:
        """What keeps it from being logged, or nothing."""
        if not self.about.strip():
            return "say what it is about"
        if len(" ".join(self.about.split())) > LONGEST_TITLE:
            return f"what it is about has {LONGEST_TITLE} characters at most; the rest is for the notes"
        if self.category and self.category not in self.rules.categories:
            return f"there is no category {self.category!r}"
        if self.urgency and self.urgency not in {level.value for level in Level}:
            return f"urgency is one of {', '.join(level.value for level in Level)}"
        return ""

    def party(self) -> Party:
        """Who called: a person of the desk, or the name, address or number as it was heard."""
        person, heard = self.person, " ".join(self.caller.split())
        if person is not None:
            return Party(name=person.name, email=person.email, github=person.github, phone=self.phone or person.phone)
        if "@" in heard and " " not in heard:
            return Party(email=heard, phone=self.phone)
        is_number = bool(heard) and not any(letter.isalpha() for letter in heard)
        return Party(name="" if is_number else heard, phone=self.phone or (heard if is_number else ""))

    def writing(self, by: str, opened: datetime) -> AnyWriting:
        """What is written: a ticket for the drop box, or a note on the ticket that the call is about. Refuses what is
        not whole."""
        if self.missing():
            raise Refused(self.missing(), "nothing was logged")
        title, party = " ".join(self.about.split()), self.party()
        if self.ticket is not None and self.ticket.number is not None:
            who = party.name or party.email or party.phone or "Somebody"
            words = "\n\n".join(filter(None, (f"{who} called: {title}", self.text.strip())))
            return NewMessage(self.ticket.number, f"{words}\n", Visibility.INTERNAL, via="phone")
        item = DropBoxItem(
            uuid=str(uuid.uuid4()),
            title=title,
            requester=party,
            channel="phone",
            opened=opened,
            by=by,
            category=self.category,
            urgency=Level(self.urgency) if self.urgency else None,
        )
        return NewTicket(item, self.text.strip())

    @property
    def done(self) -> str:
        """What was done, in words."""
        if self.ticket is not None:
            return f"noted on {self.ticket.name}: {' '.join(self.about.split())}"
        return f"logged: {' '.join(self.about.split())} (the next pass gives it a number, a team and a clock)"
