"""The desk in a clone on this machine: what the verbs read from and write to."""

import functools
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import (
    AnyWriting,
    ArticleEdit,
    FieldEdit,
    NewArticle,
    NewMessage,
    NewTicket,
    Written,
)
from helpdesk.model.ids import ticket_folder
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import Comment
from helpdesk.model.timeline import Json
from helpdesk.store.earlier import NoRules
from helpdesk.store.plumbing import GitError
from helpdesk.store.repository import NotADesk, Repository

# What a clone can be in the way of a verb: no desk, unreadable rules, git's own refusal, another process at work.
_TROUBLE = (NotADesk, NoRules, GitError, TimeoutError)


def open_clone(path: str) -> "Clone":
    """The desk that `path` lies in. Refuses where there is none."""
    try:
        return Clone(Repository.open(path))
    except _TROUBLE as problem:
        raise Refused(str(problem)) from None


class Clone:
    """A `DeskHandle` over a git repository. What only writes is imported where it writes: `show` starts in a blink."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._only: tuple[int, ...] | None = None

    def look_only_at(self, numbers: Sequence[int]) -> None:
        self._only = tuple(numbers)

    @functools.cached_property
    def snapshot(self) -> Snapshot:
        """The work tree, uncommitted edits included; of a bare repository its branch."""
        try:
            if self._repository.bare:
                from helpdesk.store.snapshot import GitSnapshot

                return GitSnapshot.at(self._repository)
            from helpdesk.store.work_tree import WorkTreeSnapshot

            return WorkTreeSnapshot.of(self._repository, self._only, at=self._repository.opened_at)
        except _TROUBLE as problem:
            raise Refused(str(problem)) from None

    def committed(self) -> tuple[Repository, Snapshot]:
        """The repository, and the desk as committed: what is learned never depends on anybody's unfinished edits."""
        from helpdesk.store.snapshot import GitSnapshot

        return self._repository, GitSnapshot.at(self._repository)

    def search_index(self) -> sqlite3.Connection:
        from helpdesk.commands.finding.search_index import open_index

        return open_index(self._repository, self.snapshot, getattr(self.snapshot, "edited", ()))

    def index_at_hand(self) -> sqlite3.Connection | None:
        from helpdesk.commands.finding.search_index import at_hand

        return self.search_index() if at_hand(self._repository, self.snapshot) else None

    def user(self) -> str:
        return self._repository.git.run("config", "--get", "user.email", check=False).text

    def write(
        self, writings: Sequence[AnyWriting], subject: str, by: str, now: datetime, *, commit: bool = True
    ) -> Written:
        from helpdesk.store.people_edit import NotEdited, write_files

        try:
            files = dict(self._file(writing, by, now) for writing in writings)
            done = write_files(self._repository, files, subject, commit=commit)
        except (NotEdited, *_TROUBLE) as problem:
            raise Refused(str(problem)) from None
        return Written(done.paths, done.commit)

    def push(self) -> None:
        from helpdesk.model.ports import Landing
        from helpdesk.store.people_edit import NotEdited
        from helpdesk.store.people_push import Collision, push_edits

        try:
            landed = push_edits(self._repository)
        except (Collision, NotEdited, *_TROUBLE) as problem:
            raise Refused(f"committed here, not pushed: {problem}") from None
        if landed.landing is not Landing.LANDED:
            raise Refused(f"committed here, not pushed: {landed.why}", "git push sends it later")

    def _file(self, writing: AnyWriting, by: str, now: datetime) -> tuple[str, bytes]:
        """The path and new content that one writing means."""
        import uuid

        from helpdesk.load.comment import write_comment
        from helpdesk.load.drop_box import write_drop
        from helpdesk.store.people_edit import comment_name

        prefix = self.snapshot.rules.desk.prefix
        match writing:
            case FieldEdit():
                return self._edited(f"{ticket_folder(prefix, writing.number)}/ticket.md", writing)
            case NewMessage():
                moment, key = now.replace(microsecond=0), f"cli:{uuid.uuid4()}"
                comment = Comment(
                    at=moment,
                    by=by,
                    visibility=writing.visibility,
                    via=writing.via,
                    key=key,
                    rating=writing.rating,
                    article=writing.article,
                    helpful=writing.helpful,
                )
                path = f"{ticket_folder(prefix, writing.number)}/comments/{comment_name(comment)}"
                return path, write_comment(comment, writing.text)
            case NewTicket():
                path = f"tickets/new/{now:%Y%m%dT%H%M%SZ}-{writing.item.uuid[:8]}.md"
                return path, write_drop(writing.item, writing.text)
            case NewArticle():
                from helpdesk.load.article import write_article

                return self._sound(writing.article.path, write_article(writing.article))
            case ArticleEdit():
                return self._sound(writing.path, self._with(writing.path, writing.edits))

    def _sound(self, path: str, data: bytes) -> tuple[str, bytes]:
        """An article's file, read back: what would be invalid is never written."""
        from helpdesk.load.article import read_article

        article, findings = read_article(path, data)
        if article is None or findings:
            raise Refused("; ".join(map(str, findings)) or f"{path} would become unreadable", "nothing was written")
        return path, data

    def _with(self, path: str, edits: Mapping[str, Json]) -> bytes:
        """The file with these fields of its front matter set."""
        from helpdesk.load.edit import EditRefused, edit_front_matter

        try:
            return edit_front_matter((self._root / path).read_bytes(), edits)
        except (EditRefused, OSError) as problem:
            raise Refused(f"{path}: {problem}", "edit it by hand") from None

    def _edited(self, path: str, writing: FieldEdit) -> tuple[str, bytes]:
        """The ticket's file with the fields set, read back: what would be invalid is never written."""
        from helpdesk.load.ticket import read_ticket

        data = self._with(path, writing.edits)
        ticket, _, findings = read_ticket(path, data)
        if ticket is None or findings:
            raise Refused("; ".join(map(str, findings)) or f"{path} would become unreadable", "nothing was written")
        return path, data

    @property
    def _root(self) -> Path:
        if self._repository.root is None:
            raise Refused("this is a bare repository", "git clone it, and work in the clone")
        return self._repository.root
