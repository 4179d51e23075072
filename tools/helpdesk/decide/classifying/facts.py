"""What a rule can ask about: a message and its ticket as one flat view of named values."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property

import msgspec

from helpdesk.decide.classifying.words import fold_text, words_in
from helpdesk.decide.directory import Directory
from helpdesk.model.language import language_of
from helpdesk.model.message import Message
from helpdesk.model.ticket import Ticket

OpenAt = Callable[[str, datetime], bool]


class Facts:
    """Values by field name, each a tuple of texts (empty: not there), and moments for `during`.

    A category stands for its branch too: `network/vpn` also counts as `network`.
    """

    def __init__(self, values: Mapping[str, tuple[str, ...]], moments: Mapping[str, datetime], open_at: OpenAt) -> None:
        self._values = dict(values)
        self._folded: dict[str, tuple[str, ...]] = {}
        self.moments = moments
        # What the message itself offers for a field, with why, where no rule says otherwise.
        self.offers: Mapping[str, tuple[str, str]] = {}
        self.open_at = open_at

    def of(self, field: str) -> tuple[str, ...]:
        return self._values.get(field, ())

    def folded(self, field: str) -> tuple[str, ...]:
        """The field's values folded for comparison, worked out once."""
        known = self._folded.get(field)
        if known is None:
            known = self._folded[field] = tuple(map(fold_text, self.of(field)))
        return known

    def learn(self, field: str, *values: str) -> None:
        """From here on the field has these values."""
        self._values[field] = branch(values) if field == "category" else tuple(value for value in values if value)
        self._folded.pop(field, None)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of `told`, each once."""
        return words_in(self.told)

    @cached_property
    def told(self) -> str:
        """Subject and text as one folded text."""
        return " ".join(self.folded("text"))


def branch(categories: Iterable[str]) -> tuple[str, ...]:
    """Each category with all it lies in: `a/b/c`, `a/b`, `a`."""
    found: dict[str, None] = {}
    for category in filter(None, categories):
        parts = category.split("/")
        found.update(dict.fromkeys("/".join(parts[:end]) for end in range(len(parts), 0, -1)))
    return tuple(found)


def facts_of(
    ticket: Ticket,
    text: str,
    directory: Directory,
    now: datetime,
    open_at: OpenAt,
    message: Message | None = None,
) -> Facts:
    """The view of a ticket, with what only the message that opened it knows besides."""
    sender = ticket.requester
    person = directory.person(sender)
    values: dict[str, tuple[str, ...]] = {
        "subject": (ticket.title,),
        "text": (f"{ticket.title}\n{text}",),
        "sender": _some(sender.email),
        "sender_domain": _some(sender.email.rpartition("@")[2]),
        "channel": _some(ticket.channel),
        "source": _some(ticket.source),
        "type": (ticket.type.value,),
        "status": (ticket.status,),
        "category": branch((ticket.category,)),
        "service": _some(ticket.service),
        "priority": _some(ticket.priority),
        "impact": (ticket.impact.value,),
        "urgency": (ticket.urgency.value,),
        "team": _some(ticket.team),
        "assignee": _some(ticket.assignee),
        "visibility": (ticket.visibility.value,),
        "tags": ticket.tags,
        "asset": ticket.assets,
        "kind": _some(ticket.change.kind if ticket.change else ""),
        "risk": _some(ticket.change.risk if ticket.change else ""),
        "cost": _some(_text(ticket.fields["cost"]) if "cost" in ticket.fields else ""),
        "form": _some(ticket.form.item if ticket.form else ""),
        "requester_department": _some(person.department if person else ""),
        "requester_vip": ("true" if person and person.vip else "false",),
        "requester_location": _some(person.location if person else ""),
        "requester_hours": _some(person.hours if person else ""),
        "language": _some(person.language if person else ""),
    }
    answers = ticket.form.answers if ticket.form else {}
    for name, value in {**answers, **ticket.fields}.items():
        items = value if isinstance(value, tuple) else (value,)
        values[f"fields.{name}"] = tuple(_text(item) for item in items if item is not None)
    if message is not None:
        values.update(_only_the_message_knows(message))
    return Facts(values, {"now": now, "opened": ticket.opened}, open_at)


def _only_the_message_knows(message: Message) -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {
        "to": tuple(party.email for party in (*message.to, *message.cc) if party.email),
        "attachment": tuple(text for item in message.attachments for text in (item.name, item.type)),
        "automatic": (_text(message.automatic or message.bounce),),
    }
    alert = message.alert
    if alert is not None:
        about = {"source": alert.source, "severity": alert.severity, "group": alert.group, "service": alert.service}
        told |= {f"fields.alert.{name}": _some(value) for name, value in {**alert.labels, **about}.items()}
    language = message.language or language_of(f"{message.subject}\n{message.text}")
    if language:
        told["language"] = (language,)
    return told


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
