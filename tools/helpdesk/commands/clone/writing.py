"""What a verb wants written, as data: the desk behind it carries it out in one commit."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from helpdesk.model.ids import TicketNumber
from helpdesk.model.knowledge import Article
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import DropBoxItem, Visibility
from helpdesk.model.timeline import Json

if TYPE_CHECKING:
    from helpdesk.store.repository import Repository


class FieldEdit(msgspec.Struct, frozen=True):
    """Front-matter fields to set on a ticket; None takes the field away."""

    number: TicketNumber
    edits: Mapping[str, Json]


class NewMessage(msgspec.Struct, frozen=True):
    """A comment file to add; `rating` is what the requester said of how content they are, `helpful` whether `article`
    helped them."""

    number: TicketNumber
    text: str
    visibility: Visibility
    via: str = "cli"
    rating: int | None = None
    article: str = ""
    helpful: bool | None = None


class NewTicket(msgspec.Struct, frozen=True):
    """A ticket for the drop box: the desk numbers it."""

    item: DropBoxItem
    text: str


class NewArticle(msgspec.Struct, frozen=True):
    """An article to add; its path is its own."""

    article: Article


class ArticleEdit(msgspec.Struct, frozen=True):
    """Front-matter fields to set on the article at `path`; None takes the field away."""

    path: str
    edits: Mapping[str, Json]


AnyWriting = FieldEdit | NewMessage | NewTicket | NewArticle | ArticleEdit


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of it: `commit` is empty when the files were only edited."""

    paths: tuple[str, ...]
    commit: str = ""


class DeskHandle(Protocol):
    """A desk that can be read at one state and written to, wherever it lies."""

    @property
    def snapshot(self) -> Snapshot:
        """The desk as it stands here, edits that nobody has committed included."""

    def look_only_at(self, numbers: Sequence[int]) -> None:
        """Said before the snapshot is read: of tickets the uncommitted edits of these alone matter. It spares looking
        through the folders of all the others."""

    def committed(self) -> tuple["Repository", Snapshot]:
        """The repository and the desk as committed, without anybody's edits: what learning goes by."""

    def search_index(self) -> sqlite3.Connection:
        """The full-text index of `learn.search` and `learn.shelf`, up to date with the snapshot."""

    def index_at_hand(self) -> sqlite3.Connection | None:
        """The same, unless it would have to be built first and that takes long."""

    def user(self) -> str:
        """The mail address that git signs this person's commits with; empty when none is set."""

    def write(
        self, writings: Sequence[AnyWriting], subject: str, by: str, now: datetime, *, commit: bool = True
    ) -> Written:
        """Edit the files, and with `commit` commit these and nothing else in the person's own name: all or nothing.
        Raises Refused where a record would become invalid."""

    def push(self) -> None:
        """Bring the branch to its remote, joined with what others pushed. Raises Refused where that cannot be."""
