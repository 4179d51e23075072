"""What a pass would do, before anybody does it: a value that prints itself and that the store carries out."""

from datetime import datetime

import msgspec

from helpdesk.model.ids import TicketNumber
from helpdesk.model.readers import Month
from helpdesk.model.ticket import Comment, Ticket
from helpdesk.model.timeline import AnyEntry, Json


class NewComment(msgspec.Struct, frozen=True):
    """A comment file to write; `name` is its file name in comments/."""

    name: str
    comment: Comment
    text: str


class NewFile(msgspec.Struct, frozen=True):
    """An attachment to write: `name` is `<hash>.<ext>` in files/, never the sender's."""

    name: str
    content: bytes


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """All that happens to one ticket in one pass: one commit. `create` is a new ticket's front matter and `request` its
    body; `edits` front-matter fields to set on an existing one, by the smallest line edit (None removes the field).
    `actions` say it in words. `messages` are the keys this takes in."""

    number: TicketNumber
    reference: str
    subject: str
    create: Ticket | None = None
    request: str = ""
    edits: dict[str, Json] = {}
    entries: tuple[AnyEntry, ...] = ()
    comments: tuple[NewComment, ...] = ()
    files: tuple[NewFile, ...] = ()
    removes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class Refusal(msgspec.Struct, frozen=True):
    """A message that was not taken in, and why: our own mail, or seen before."""

    key: str
    why: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`based_on` is the commit it was decided on; it holds on top of that commit and no other. `readers` are the months
    of what readers said, each as it is to be."""

    based_on: str
    now: datetime
    work: tuple[Work, ...] = ()
    channels: dict[str, str] = {}
    highest: int = 0
    stamped: str = ""
    refused: tuple[Refusal, ...] = ()
    deferred: tuple[str, ...] = ()
    readers: tuple[Month, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing to write. Cursors that only moved past refused messages are not worth a commit of their own."""
        return not self.work and not self.readers
