"""What people do to tickets by hand in a clone, in one line: a field set, a comment, a request in the drop box."""

from datetime import datetime
from pathlib import Path

from helpdesk.load.comment import write_comment
from helpdesk.load.drop_box import write_drop
from helpdesk.load.edit import edit_front_matter
from helpdesk.model.ids import TicketNumber, ticket_folder
from helpdesk.model.ticket import Comment, DropBoxItem
from helpdesk.model.timeline import Json
from helpdesk.store.people_edit import Edited, comment_name, write_files
from helpdesk.store.repository import Repository


def set_fields(repository: Repository, number: int, *, commit: bool = True, **fields: Json) -> Edited:
    """These front-matter fields of a ticket set and committed, as `helpdesk` in a clone does."""
    path = f"{ticket_folder('HD', TicketNumber(number))}/ticket.md"
    before = (Path(repository.root or "") / path).read_bytes()
    return write_files(repository, {path: edit_front_matter(before, fields)}, f"Set {', '.join(fields)}", commit=commit)


def say(repository: Repository, number: int, comment: Comment, text: str) -> Edited:
    """A message added to a ticket, as a file of its own."""
    path = f"{ticket_folder('HD', TicketNumber(number))}/comments/{comment_name(comment)}"
    return write_files(repository, {path: write_comment(comment, text)}, f"{comment.by} comments")


def drop(repository: Repository, item: DropBoxItem, text: str, now: datetime) -> Edited:
    """A ticket without a number, put into the drop box."""
    path = f"tickets/new/{now:%Y%m%dT%H%M%SZ}-{item.uuid[:12]}.md"
    return write_files(repository, {path: write_drop(item, text)}, f"New ticket: {item.title}")
