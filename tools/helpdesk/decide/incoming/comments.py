"""What was said on a ticket, written down: a comment file and its entry."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.content import Words, words_of
from helpdesk.model.message import Message
from helpdesk.model.plan import NewComment
from helpdesk.model.ticket import Comment, FileRef, Visibility
from helpdesk.model.timeline import DESK, Commented

_SAFE = re.compile(r"[^a-z0-9]+")


def comment_of(
    message: Message, key: str, at: datetime, by: str, visibility: Visibility, files: tuple[FileRef, ...] = ()
) -> Comment:
    return Comment(
        at=at,
        by=by,
        visibility=visibility,
        sender=message.sender,
        via=message.channel,
        key=key,
        message_id=message.message_id,
        subject=message.subject,
        attachments=files,
        defects=message.defects,
    )


def write(draft: Draft, comment: Comment, words: Words, message: Message | None, why: str) -> None:
    """The file and its entry. `message` is the one that the comment is all of; a note is a part of one."""
    name = comment_name(comment.at, comment.by, comment.key)
    draft.comments.append(NewComment(name, comment, words.text))
    draft.add(
        Commented(
            at=comment.at,
            by=comment.by,
            via=comment.via,
            comment=name,
            visibility=comment.visibility,
            key=comment.key,
            message_id=message.message_id if message else "",
            content_hash=message.content_hash if message else "",
            sender=comment.sender.email,
            withheld=words.withheld,
            why=why,
        )
    )


def write_notes(this: DeskPass, draft: Draft, message: Message, notes: Iterable[str], at: datetime, by: str) -> None:
    """What a message notes for staff alone, each a comment of its own that nobody else reads."""
    for place, note in enumerate(notes):
        inside = comment_of(message, f"{message.key}#note-{place + 1}", at, by, Visibility.INTERNAL)
        write(draft, inside, words_of(note, message, this.rules.desk.attachments), None, "noted for staff")


def note_inside(draft: Draft, text: str, at: datetime, key: str, *, why: str, rule: str = "", via: str = "") -> None:
    """What the desk itself has to say to staff; `key` tells it from all else that was ever said."""
    name = comment_name(at, DESK, key)
    comment = Comment(at=at, by=DESK, visibility=Visibility.INTERNAL, via=via, key=key)
    draft.comments.append(NewComment(name, comment, f"{text.strip()}\n"))
    draft.add(Commented(at=at, via=via, comment=name, visibility=Visibility.INTERNAL, key=key, rule=rule, why=why))


def comment_name(at: datetime, by: str, key: str) -> str:
    """`<utc>-<who>-<key>.md`: sorts by time, and two writers never meet on one name."""
    who = _SAFE.sub("-", by.casefold()).strip("-") or "somebody"
    return f"{at:%Y%m%dT%H%M%SZ}-{who[:32]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.md"
