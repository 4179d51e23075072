"""Messages become tickets or join them: each exactly once, in the order they were received."""

from collections.abc import Sequence
from datetime import timedelta

from helpdesk.decide.alerting.intake import take_alert
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import own_addresses, without_detail
from helpdesk.decide.incoming.bounds import bounded
from helpdesk.decide.incoming.joining import join
from helpdesk.decide.incoming.opening import open_ticket
from helpdesk.decide.incoming.threading import Place, Way, place
from helpdesk.decide.lifecycle.edits import catch_up
from helpdesk.decide.promising.agenda import advance
from helpdesk.model.ids import TicketNumber
from helpdesk.model.message import Message
from helpdesk.model.plan import Refusal
from helpdesk.model.timeline import Commented, Opened

# The same words again after this time are a person asking again, not a message that came twice.
SAME_MESSAGE = timedelta(days=1)


def take_in(this: DeskPass, messages: Sequence[Message]) -> None:
    ordered = sorted(map(bounded, messages), key=lambda message: (message.received, message.key))
    for place_in_line, message in enumerate(ordered, 1):
        if message.alert is not None:
            why = take_alert(this, message, message.alert, ordered[place_in_line:])
        else:
            why = refuse(this, message)
        if why:
            this.refused.append(Refusal(message.key, why))
        elif message.alert is None:
            _put(this, message)


def refuse(this: DeskPass, message: Message) -> str:
    """Why a message is not taken in, or nothing: it is our own, or it is in already."""
    if _is_ours(this, message):
        return "our own mail"
    number = this.number_of_key(message.key) or this.number_of_message_id(message.message_id)
    if number is None and message.content_hash:
        number = this.number_of_hash(message.content_hash)
        if number is not None and not _just_now(this, message, number):
            number = None
    return f"it is in already: {this.reference(number)}" if number is not None else ""


def _is_ours(this: DeskPass, message: Message) -> bool:
    return without_detail(message.sender.email) in own_addresses(this.rules.desk.mail)


def _just_now(this: DeskPass, message: Message, number: int) -> bool:
    """Whether the same content came in within a day: sent twice under two ids."""
    draft = this.draft(TicketNumber(number))
    same = (
        entry.at
        for entry in (draft.timeline if draft else ())
        if isinstance(entry, Opened | Commented) and entry.content_hash == message.content_hash
    )
    return any(abs(message.received - at) <= SAME_MESSAGE for at in same)


def _put(this: DeskPass, message: Message) -> None:
    where = _place(this, message)
    draft = this.draft(where.number) if where.number is not None else None
    if draft is None or where.way is Way.NEW:
        draft = open_ticket(this, message, where)
    else:
        join(this, draft, message, where)
    draft.messages.append(message.key)
    marks = (f"key {message.key}", f"id {message.message_id}" if message.message_id else "")
    this.remember(draft.number, (*marks, f"hash {message.content_hash}" if message.content_hash else ""))


def _place(this: DeskPass, message: Message) -> Place:
    """Where it goes, by the ticket as it stood when the message came: what people edited and what was due before then
    is taken up first, though no pass has run since. It may have ended, or gone on in another ticket, by that."""
    at = min(message.received, this.now)
    seen: set[TicketNumber] = set()
    while True:
        where = place(this, message)
        draft = this.draft(where.number) if where.number is not None else None
        if draft is None or draft.number in seen:
            return where
        seen.add(draft.number)
        before = len(draft.entries)
        catch_up(this, draft, at)
        advance(this, draft, at)
        if len(draft.entries) == before:
            return where
