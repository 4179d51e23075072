"""A message that belongs to a ticket becomes a comment on it."""

import hashlib
import re
from datetime import datetime

from helpdesk.decide import clock
from helpdesk.decide.attachments import keep
from helpdesk.decide.bounces import requester_is_unreachable
from helpdesk.decide.bounces import why as why_it_came_back
from helpdesk.decide.content import words_of
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.feedback import Kind, feedback
from helpdesk.decide.hours import to_second
from helpdesk.decide.moves import go, reopen, wake
from helpdesk.decide.rating import rate
from helpdesk.decide.spoken_approval import heard_message, spoken
from helpdesk.decide.states import finished, may_go, state_of, way_to
from helpdesk.decide.threading import Place, Way
from helpdesk.model.message import Message, Proof
from helpdesk.model.plan import NewComment
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.sla import UpdateAfter
from helpdesk.model.ticket import Comment, Visibility
from helpdesk.model.timeline import DESK, Commented, Confirmed

_SAFE = re.compile(r"[^a-z0-9]+")


def join(this: DeskPass, draft: Draft, message: Message, where: Place) -> None:
    """Write the comment, then what it does to the ticket: an answer wakes it, a complaint reopens it."""
    at = to_second(min(max(message.received, draft.ticket.opened), this.now))
    by, visibility = writer(this, draft, message)
    words = words_of(message.visible_reply or message.text, message, this.rules.desk.attachments)
    kept = keep(message.attachments, this.rules.desk.attachments)
    draft.files.update((new.name, new) for new in kept.files)
    name = comment_name(at, by, message.key)
    draft.comments.append(
        NewComment(
            name,
            Comment(
                at=at,
                by=by,
                visibility=visibility,
                sender=message.sender,
                via=message.channel,
                key=message.key,
                message_id=message.message_id,
                subject=message.subject,
                attachments=kept.refs,
                defects=message.defects,
            ),
            words.text,
        )
    )
    draft.add(
        Commented(
            at=at,
            by=by,
            via=message.channel,
            comment=name,
            visibility=visibility,
            key=message.key,
            message_id=message.message_id,
            content_hash=message.content_hash,
            sender=message.sender.email,
            withheld=words.withheld,
            why=where.why,
        )
    )
    _follow(this, draft, message, where, at, by)
    if not draft.locked:
        heard_message(this, draft, message, at)


def writer(this: DeskPass, draft: Draft, message: Message) -> tuple[str, Visibility]:
    """Who wrote it, and who may read it. Staff only where it is proved: an address alone could be anybody's, so what
    merely claims to come from staff stays inside."""
    if message.bounce or message.automatic or message.spam:
        return DESK, Visibility.INTERNAL
    person = this.directory.person(message.sender)
    if this.directory.marks(message.sender) & this.directory.marks(draft.ticket.requester):
        return "requester", Visibility.PUBLIC
    # What an approver says to the desk is nothing for the requester.
    inside = Visibility.INTERNAL if spoken(message.visible_reply or message.text) else None
    if person is not None and this.directory.is_staff(person.id):
        if message.proof is Proof.NONE:
            return "participant", Visibility.INTERNAL
        return person.id, inside or Visibility.PUBLIC
    return "participant", inside or Visibility.PUBLIC


def comment_name(at: datetime, by: str, key: str) -> str:
    """`<utc>-<who>-<key>.md`: sorts by time, and two writers never meet on one name."""
    who = _SAFE.sub("-", by.casefold()).strip("-") or "somebody"
    return f"{at:%Y%m%dT%H%M%SZ}-{who[:32]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.md"


def _follow(this: DeskPass, draft: Draft, message: Message, where: Place, at: datetime, by: str) -> None:
    if draft.locked:
        return
    if message.bounce and requester_is_unreachable(this, draft, message):
        _mark(draft, at, "undeliverable", why=why_it_came_back(message))
    elif by == "requester":
        _unmark(draft, at, "undeliverable", why="the requester writes again")
    if where.way is Way.REOPEN:
        reopen(this, draft, at, by=by, why=f"{message.sender.name or message.sender.email or by} wrote again")
    elif by == "requester" and finished(state_of(draft.ticket, this.rules)):
        _judged(this, draft, message, at)
    elif by == "requester":
        wake(this, draft, at, by=DESK, why="the requester answered")
        promise_update(this, draft, at, UpdateAfter.REQUEST)
    elif by not in (DESK, "participant"):
        promise_update(this, draft, at)


def _judged(this: DeskPass, draft: Draft, message: Message, at: datetime) -> None:
    """The requester says how it was: yes closes what was resolved, a number rates it."""
    said = feedback(message.visible_reply or message.text, message.sender.name)
    if said is None:
        return
    if said.kind is Kind.RATED:
        rate(this, draft, at, said.score, by="requester", via=message.channel)
    elif said.kind is Kind.CONFIRMED:
        draft.add(Confirmed(at=at, by="requester", via=message.channel))
        if may_go(draft.ticket, this.rules, Phase.CLOSED, "requester", "desk"):
            go(this, draft, way_to(draft.ticket, this.rules, Phase.CLOSED), at, why="the requester says it is solved")


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
