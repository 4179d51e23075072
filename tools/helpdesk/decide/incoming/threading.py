"""Which ticket a message belongs to: one there is, or a new one, by itself or linked to one it mentions."""

import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from helpdesk.decide.approvals.questions import asked_people
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.bounces import is_report
from helpdesk.decide.incoming.feedback import feedback
from helpdesk.decide.lifecycle.merging import goes_on_in
from helpdesk.decide.lifecycle.reopening import reopens_until
from helpdesk.decide.lifecycle.states import may_go, state_of
from helpdesk.decide.notifying.reply_address import answered
from helpdesk.decide.notifying.wording import message_id
from helpdesk.decide.spoken.hearing import listen
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.message import Message, Proof
from helpdesk.model.rules.lifecycle import Phase

# `[HD-123]` as notices write it, or `HD-000123` as people type it.
_TAG = re.compile(
    r"\[([A-Za-z][A-Za-z0-9]{0,9}-[0-9]{1,12})\]|(?<![\w-])([A-Za-z][A-Za-z0-9]{0,9}-[0-9]{6,12})(?![\w-])"
)
_OUR_ID = re.compile(r"<([a-z][a-z0-9]{0,9}-[0-9]{6,12})\.[^@<>]*@[^<>]+>\Z", re.IGNORECASE)
MOST_REFERENCES = 50


class Way(StrEnum):
    NEW = "new"
    JOIN = "join"
    REOPEN = "reopen"


class Place(msgspec.Struct, frozen=True):
    """Where a message goes. With `Way.NEW`, `number` is the ticket the new one is related to, if any. `replied`: it
    came to the ticket's own reply address, and its MAC holds."""

    way: Way
    number: TicketNumber | None = None
    why: str = ""
    replied: bool = False


def place(this: DeskPass, message: Message) -> Place:
    """Join by a proved reply address; by References, In-Reply-To or a reference in the subject only for who takes
    part already. A stranger who knows an id gets a new ticket of their own, linked."""
    hit = answered(
        (*message.to, *message.cc),
        this.rules.desk.mail,
        this.rules.desk.prefix,
        this.reply_keys,
        trusted=message.proof is Proof.REPLY_ADDRESS,
    )
    if hit is not None and hit.proved:
        draft = this.draft(hit.number)
        if draft is not None:
            why = "answered to the ticket's own reply address"
            return msgspec.structs.replace(_into(this, goes_on_in(this, draft), message, why), replied=True)
    for number, why, certain in _mentioned(this, message, hit.number if hit else None):
        draft = this.draft(number)
        if draft is None:
            continue
        target = goes_on_in(this, draft)
        if target is not draft:
            why = f"{why}; {draft.reference} goes on in {target.reference}"
        if certain or is_report(message) or takes_part(this, draft, message) or takes_part(this, target, message):
            return _into(this, target, message, why)
        return Place(Way.NEW, number, f"{why}, but {message.sender.email or 'the sender'} takes no part in it")
    return Place(Way.NEW, why="it answers nothing we know")


def _mentioned(
    this: DeskPass, message: Message, addressed: TicketNumber | None
) -> Iterable[tuple[TicketNumber, str, bool]]:
    """(ticket, why, certain): certain where the channel itself says what it answers and nobody can make it up."""
    if addressed is not None:
        yield addressed, "sent to the ticket's reply address, which proves nothing", False
    answers = dict.fromkeys(filter(None, (message.in_reply_to, *reversed(message.references))))
    for answer in list(answers)[:MOST_REFERENCES]:
        by_key = this.number_of_key(answer) if message.channel != "mail" else None
        if by_key is not None:
            yield by_key, f"belongs to {answer}", True
        number = this.number_of_message_id(answer) or _ours(this, answer)
        if number is not None:
            yield number, f"answers {answer}", False
    for tag in (bracketed or bare for bracketed, bare in _TAG.findall(message.subject)):
        number = typed_reference(tag, this.rules.desk.prefix)
        if number is not None:
            yield number, f"the subject says {tag.upper()}", False


def _ours(this: DeskPass, answer: str) -> TicketNumber | None:
    """The ticket of a notice of ours that the ledger owes but does not know to be sent yet, by the id it will have."""
    match = _OUR_ID.match(answer)
    number = typed_reference(match[1], this.rules.desk.prefix) if match else None
    draft = this.draft(number) if number is not None else None
    if draft is None:
        return None
    ids = (message_id(draft.reference, owed.notice, this.rules) for owed in draft.state.owed)
    return draft.number if answer in ids else None


def takes_part(this: DeskPass, draft: Draft, message: Message) -> bool:
    """Whether the sender is the requester, a watcher, staff, was asked to approve, or has written on the ticket."""
    person = this.directory.person(message.sender)
    if person is not None and this.directory.is_staff(person.id):
        return True
    marks = this.directory.marks(message.sender)
    known = [this.directory.marks(draft.ticket.requester)]
    known += [this.directory.marks_of_name(name) for name in draft.ticket.watchers]
    known += [this.directory.marks_of_name(name) for name in asked_people(draft.timeline)]
    known += [this.directory.marks(spoken.comment.sender) for spoken in draft.conversation]
    return any(marks & other for other in known)


def _into(this: DeskPass, draft: Draft, message: Message, why: str) -> Place:
    """Join, as the ticket's state allows: what was finished reopens for a while, and is history after that."""
    phase = state_of(draft.ticket, this.rules).phase
    ended = draft.state.closed or draft.state.resolved
    # An out-of-office answer is no reason to begin again, nor is a word put right; a monitor's alarm is.
    quiet = message.bounce or message.spam or (message.automatic and message.channel == "mail") or _edits(this, message)
    if phase not in (Phase.RESOLVED, Phase.CLOSED) or ended is None or message.received < ended or quiet:
        return Place(Way.JOIN, draft.number, why)
    person = this.directory.person(message.sender)
    if person is not None and this.directory.is_staff(person.id):
        return Place(Way.JOIN, draft.number, why)
    heard = listen(this, draft, message)
    if heard.says("confirm", "rate", "close") or heard.only_commands:
        return Place(Way.JOIN, draft.number, f"{why}; its commands say what is to be done")
    if feedback(heard.text, message.sender.name) is not None:
        return Place(Way.JOIN, draft.number, f"{why}; it says that all is well, or how it was")
    if not may_go(draft.ticket, this.rules, Phase.ACTIVE, "requester", "desk"):
        if phase is Phase.RESOLVED:
            return Place(Way.JOIN, draft.number, why)
        return Place(Way.NEW, draft.number, f"{why}, but its lifecycle lets nobody but staff reopen it")
    if message.received <= reopens_until(this, ended) or phase is Phase.RESOLVED:
        return Place(Way.REOPEN, draft.number, f"{why}; it was {phase.value}")
    return Place(Way.NEW, draft.number, f"{why}, but it was closed too long ago to reopen")


def _edits(this: DeskPass, message: Message) -> bool:
    """Whether this is something that is in already, in other words: `<key>/edit/<hash>`."""
    before, edit, _ = message.key.rpartition("/edit/")
    return message.edited and bool(edit) and this.number_of_key(before) is not None
