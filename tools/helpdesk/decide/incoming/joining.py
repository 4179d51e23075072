"""A message that belongs to a ticket becomes a comment on it."""

from datetime import datetime

from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.attachments import keep
from helpdesk.decide.incoming.bounces import requester_is_unreachable
from helpdesk.decide.incoming.bounces import why as why_it_came_back
from helpdesk.decide.incoming.comments import comment_of, write, write_notes
from helpdesk.decide.incoming.content import words_of
from helpdesk.decide.incoming.feedback import Kind, feedback
from helpdesk.decide.incoming.threading import Place, Way
from helpdesk.decide.lifecycle.confirming import confirm
from helpdesk.decide.lifecycle.moves import reopen, wake
from helpdesk.decide.lifecycle.rating import rate
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.decide.promising import clock
from helpdesk.decide.spoken.hearing import Heard, listen, obey
from helpdesk.model.message import Message, Proof
from helpdesk.model.rules.sla import UpdateAfter
from helpdesk.model.ticket import Comment, Visibility
from helpdesk.model.timeline import DESK


def join(this: DeskPass, draft: Draft, message: Message, where: Place) -> None:
    """Write the comment, then what it does to the ticket: an answer wakes it, a complaint reopens it, a command is
    carried out."""
    at = to_second(min(max(message.received, draft.ticket.opened), this.now))
    heard = listen(this, draft, message, replied=where.replied)
    by, visibility = writer(this, message, heard)
    kept = keep(message.attachments, this.rules.desk.attachments)
    draft.files.update((new.name, new) for new in kept.files)
    shown = heard.whole if visibility is Visibility.INTERNAL or heard.only_commands else heard.text
    comment = comment_of(message, message.key, at, by, visibility, kept.refs)
    write(draft, comment, words_of(shown, message, this.rules.desk.attachments), message, where.why)
    if visibility is Visibility.PUBLIC:
        write_notes(this, draft, message, heard.notes, at, by)
    if not draft.locked:
        _follow(this, draft, message, where, heard, comment)
    obey(this, draft, message, heard, at)


def writer(this: DeskPass, message: Message, heard: Heard) -> tuple[str, Visibility]:
    """Who wrote it, and who may read it. Staff only where it is proved: an address alone could be anybody's, so what
    merely claims to come from staff stays inside. So does what staff, or an approver, say to the desk alone."""
    if message.bounce or message.automatic or message.spam:
        return DESK, Visibility.INTERNAL
    person = this.directory.person(message.sender)
    staff = person is not None and this.directory.is_staff(person.id)
    inside = heard.to_the_desk or (staff and heard.only_commands and not message.attachments)
    if heard.speaker.asks:
        return "requester", Visibility.INTERNAL if staff and inside else Visibility.PUBLIC
    if person is not None and staff:
        if message.proof is Proof.NONE:
            return "participant", Visibility.INTERNAL
        return person.id, Visibility.INTERNAL if inside else Visibility.PUBLIC
    return "participant", Visibility.INTERNAL if inside else Visibility.PUBLIC


def _follow(this: DeskPass, draft: Draft, message: Message, where: Place, heard: Heard, comment: Comment) -> None:
    at, by = comment.at, comment.by
    if message.bounce and requester_is_unreachable(this, draft, message):
        _mark(draft, at, "undeliverable", why=why_it_came_back(message))
    elif by == "requester":
        _unmark(draft, at, "undeliverable", why="the requester writes again")
    if where.way is Way.REOPEN:
        reopen(this, draft, at, by=by, why=f"{message.sender.name or message.sender.email or by} wrote again")
    elif by == "requester" and heard.only_commands:
        return
    elif by == "requester" and finished(state_of(draft.ticket, this.rules)):
        _judged(this, draft, message, heard, at)
    elif by == "requester":
        wake(this, draft, at, by=DESK, why="the requester answered")
        promise_update(this, draft, at, UpdateAfter.REQUEST)
    elif by not in (DESK, "participant") and comment.visibility is Visibility.PUBLIC:
        promise_update(this, draft, at)


def _judged(this: DeskPass, draft: Draft, message: Message, heard: Heard, at: datetime) -> None:
    """The requester says how it was: yes closes what was resolved, a number rates it. Who only goes by their name could
    be anybody: their words are kept, and end nothing."""
    said = feedback(heard.text, message.sender.name)
    if said is None or not heard.speaker.takes_part:
        return
    if said.kind is Kind.RATED:
        rate(this, draft, at, said.score, by="requester", via=message.channel)
    elif said.kind is Kind.CONFIRMED:
        confirm(this, draft, at, via=message.channel)


def promise_update(this: DeskPass, draft: Draft, at: datetime, after: UpdateAfter = UpdateAfter.REPLY) -> None:
    """After a public reply of staff, or where the level says so a word of the requester, the next reply is due."""
    if not finished(state_of(draft.ticket, this.rules)):
        clock.promise_update(draft, this.facts(draft), this.rules, at, after)


def _mark(draft: Draft, at: datetime, tag: str, why: str) -> None:
    if tag not in draft.ticket.tags:
        draft.change(at, {"tags": [*draft.ticket.tags, tag]}, why=why)


def _unmark(draft: Draft, at: datetime, tag: str, why: str) -> None:
    if tag in draft.ticket.tags:
        draft.change(at, {"tags": [other for other in draft.ticket.tags if other != tag]}, why=why)
