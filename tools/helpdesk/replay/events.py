"""What people did, as the ledger tells it: requests, answers, comments and edits, without anything that the desk
decided."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from helpdesk.decide.spoken.reading import read
from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.front_matter import DEFAULTS
from helpdesk.model.ids import TicketNumber
from helpdesk.model.message import Attachment, Message, Party, Proof
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules.people import Person
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import Comment, DropBoxItem, Ticket, Visibility
from helpdesk.model.timeline import DESK, AnyEntry, Changed, Commented, Corrected, Json, Opened, Routed, Triaged

# Comments that were written as files; others came as messages.
_FILED = frozenset({"", "cli", "file"})
# What a request may bring along that is otherwise the desk's to decide.
_GIVABLE = (
    "type",
    "priority",
    "impact",
    "urgency",
    "category",
    "service",
    "team",
    "visibility",
    "assets",
    "change",
    "problem",
    "fields",
)


class Asked(msgspec.Struct, frozen=True):
    """A request that opens ticket `number`. `key` is what it is found by."""

    at: datetime
    number: TicketNumber
    key: str
    what: Message | Dropped


class Answered(msgspec.Struct, frozen=True):
    """A message that joined the ticket; who sends it adds the address it goes to."""

    at: datetime
    number: TicketNumber
    message: Message


class Worked(msgspec.Struct, frozen=True):
    """One push: comment files, and fields of ticket.md."""

    at: datetime
    number: TicketNumber
    by: str
    values: Mapping[str, Json] = {}
    said: tuple[Conversation, ...] = ()


Event = Asked | Answered | Worked


def in_turn(events: Iterable[Event]) -> list[Event]:
    """In the order in which they happened: of one moment requests first, then answers, then work."""
    return sorted(events, key=lambda event: (event.at, _turn(event), event.number))


def _turn(event: Event) -> int:
    return 0 if isinstance(event, Asked) else 1 if isinstance(event, Answered) else 2


def request_of(record: Record, people: Mapping[str, Person]) -> Asked | None:
    """The request that opened a ticket, put together from its ledger; None where the ledger does not say."""
    opened = next((entry for entry in record.timeline if isinstance(entry, Opened)), None)
    if opened is None:
        return None
    values = {**opened.set, "id": record.reference, "opened": opened.at}
    ticket = msgspec.convert({name: value for name, value in values.items() if value is not None}, Ticket)
    given = _given(record, opened)
    if given or opened.key.startswith(("dropbox:", "file:")):
        box, _, name = opened.key.partition(":")
        name = name if box == "dropbox" else hashlib.sha256(opened.key.encode()).hexdigest()[:32]
        by = opened.by if opened.by != DESK else _first_editor(record, opened)
        item = _item(ticket, name, by or "requester", given)
        return Asked(
            opened.at,
            record.number,
            f"dropbox:{name}",
            Dropped(f"tickets/new/{record.number}.md", item, record.request),
        )
    return Asked(opened.at, record.number, opened.key, _message(ticket, opened, record.request, people))


def _given(record: Record, opened: Opened) -> dict[str, Json]:
    """Fields that came with the request: written at the start and neither decided by the desk nor a default."""
    decided: set[str] = set()
    put: dict[str, Json] = {}
    for entry in record.timeline:
        if entry.at == opened.at and isinstance(entry, Triaged):
            decided |= entry.set.keys()
        if entry.at == opened.at and _in_the_box(entry):
            put.update(entry.set)  # type: ignore[union-attr]
    came = {name: opened.set[name] for name in _GIVABLE if name in opened.set and name not in decided}
    return {**{name: value for name, value in came.items() if value != DEFAULTS[name]}, **put}


def _in_the_box(entry: AnyEntry) -> bool:
    return isinstance(entry, Changed) and entry.by != DESK and entry.why == "set in the drop box"


def _first_editor(record: Record, opened: Opened) -> str:
    return next((entry.by for entry in record.timeline if entry.at == opened.at and _in_the_box(entry)), "")


def _item(ticket: Ticket, name: str, by: str, given: Mapping[str, Json]) -> DropBoxItem:
    known = set(DropBoxItem.__struct_fields__)
    plain = {
        "uuid": name,
        "title": ticket.title,
        "requester": msgspec.to_builtins(ticket.requester),
        "channel": ticket.channel or "dropbox",
        "opened": ticket.opened,
        "by": by,
    }
    return msgspec.convert({**{key: value for key, value in given.items() if key in known}, **plain}, DropBoxItem)


def _message(ticket: Ticket, opened: Opened, text: str, people: Mapping[str, Person]) -> Message:
    """The message as far as the ledger kept it. Its content hash is left out: what the ledger tells as two requests
    were two."""
    form = ticket.form
    fields = {"form": form.item, **{name: str(value) for name, value in form.answers.items()}} if form else {}
    return Message(
        key=opened.key,
        channel=opened.via or ticket.channel,
        received=opened.at,
        sender=ticket.requester,
        subject=ticket.title,
        text=text,
        message_id=opened.message_id,
        cc=tuple(Party(email=_address(name, people)) for name in ticket.watchers),
        attachments=_attachments(opened),
        automatic="automatic" in ticket.tags,
        bounce="undeliverable" in ticket.tags,
        spam="spam" in ticket.tags,
        source=ticket.source,
        fields=fields,
    )


def _address(name: str, people: Mapping[str, Person]) -> str:
    return people[name].email if name in people else name


def _attachments(entry: Opened) -> tuple[Attachment, ...]:
    return tuple(Attachment(ref.name, ref.type, ref.size, ref.sha256) for ref in entry.attachments)


def work_on(record: Record, people: Mapping[str, Person], since: datetime | None = None) -> Iterator[Event]:
    """What people did on a ticket after it was opened; with `since`, from then on."""
    pushes: dict[tuple[datetime, str], tuple[dict[str, Json], list[Conversation]]] = {}
    files = {spoken.name: spoken for spoken in record.conversation}
    for entry in record.timeline:
        if since is not None and entry.at < since:
            continue
        match entry:
            case Commented() if entry.via in _FILED or _inside(entry):
                push = pushes.setdefault((entry.at, entry.by), ({}, []))
                push[1].append(files.get(entry.comment) or _spoken(entry))
            case Commented():
                yield Answered(entry.at, record.number, _answer(record, entry, files.get(entry.comment), people))
            case Changed() | Corrected() if entry.by != DESK and not _in_the_box(entry):
                pushes.setdefault((entry.at, entry.by), ({}, []))[0].update(entry.set)
            case Routed() if entry.by != DESK:
                news = {"team": entry.team, "assignee": entry.assignee}
                pushes.setdefault((entry.at, entry.by), ({}, []))[0].update(news)
            case _:
                pass
    for (at, by), (values, said) in pushes.items():
        yield Worked(at, record.number, by, values, tuple(said))


def _inside(entry: Commented) -> bool:
    """Whether staff said it to each other or to the desk: nothing that anybody was answered."""
    return entry.visibility is Visibility.INTERNAL and entry.by not in OUTSIDERS


def _spoken(entry: Commented) -> Conversation:
    comment = Comment(at=entry.at, by=entry.by, visibility=entry.visibility, via=entry.via, key=entry.key)
    return Conversation(entry.comment, comment, "")


def _words(entry: Commented, text: str) -> str:
    """Without the commands of staff: what these did is in the ledger, and is lived over again from there."""
    said = read(text)
    return text if entry.by in OUTSIDERS else said.without(said.lines)


def _answer(record: Record, entry: Commented, spoken: Conversation | None, people: Mapping[str, Person]) -> Message:
    sender = spoken.comment.sender if spoken else Party()
    if not sender.email and sender.github is None:
        person = people.get(entry.by)
        sender = record.ticket.requester if entry.by == "requester" else Party(email=person.email if person else "")
    unproved = entry.by == "participant" and entry.visibility is Visibility.INTERNAL
    return Message(
        key=entry.key or f"{entry.via}:{entry.comment}",
        channel=entry.via,
        received=entry.at,
        sender=sender,
        subject=f"Re: [{record.reference}] {record.ticket.title}",
        text=_words(entry, spoken.text if spoken else ""),
        message_id=entry.message_id,
        automatic=entry.by == DESK,
        proof=Proof.NONE if unproved else Proof.REPLY_ADDRESS,
    )
