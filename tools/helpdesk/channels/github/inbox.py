"""Issues and comments of one repository, from where the last pass stopped.

A quiet pass costs two conditional requests. Clicks are asked for when an issue has changed. The cursor overlaps, and
once a day everything open is compared again, which catches what a list brought late.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta

import msgspec

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.address import issue_key
from helpdesk.channels.github.clicks import Names, replaced
from helpdesk.channels.github.lists import Lists
from helpdesk.channels.github.messages import (
    FormReader,
    Thread,
    called,
    click_message,
    comment_message,
    edit_of,
    issue_message,
    no_form,
    party,
    thread_of,
)
from helpdesk.channels.github.notebook import Seen
from helpdesk.channels.github.position import Position
from helpdesk.channels.github.wire import Comment, Event, Issue
from helpdesk.channels.github.words import marked
from helpdesk.model.message import Message
from helpdesk.model.ports import Gathered

SWEEP = timedelta(days=1)

# Of these keys and content hashes, those that the desk has already.
Known = Callable[[Iterable[str]], Set[str]]


class Intake(msgspec.Struct, frozen=True):
    """What an inbox needs to know of its desk. `forms` is asked once a look, for the forms as they are then;
    `mirror`: the staff repository, where only issues of ours count."""

    known: Known
    names: Names
    forms: Callable[[], FormReader] = lambda: no_form
    mirror: bool = False


class GitHubInbox:
    """One repository. `gather` raises ConnectionError, in words, when GitHub can't be had; nothing is lost by that."""

    def __init__(self, account: Account, repo: str, intake: Intake) -> None:
        self.name = f"github:{repo}"
        self._account, self._repo, self._intake = account, repo, intake
        self._unsettled: set[str] = set()
        self._held: dict[str, str] = {}
        self._swept: datetime | None = None

    def gather(self, position: str) -> Gathered:
        old, now = Position.read(position), self._account.now()
        swept = max(filter(None, (old.swept, self._account.notebook.swept(self.name))), default=None)
        sweeps = swept is None or now - swept >= SWEEP
        lists = Lists(self._account.api, self._repo, self._account.notebook, old, now, sweeps=sweeps)
        issues, comments = lists.issues(), lists.comments()
        # Before the first look there was nobody to click for.
        events = lists.events() if issues and old.mark is not None else []
        moments = [issue.updated_at for issue in issues] + [comment.updated_at for comment in comments]
        new = Position(max([*moments, old.mark or now]), now if sweeps else swept)
        messages: list[Message] = []
        if issues or comments or events:
            reading = _Reading(lists, self._repo, self._intake, self._account.me())
            messages = reading.messages(issues, comments, events)
            self._note(issues, events)
        self._hold(messages, lists.etags, now if sweeps else None)
        return Gathered(tuple(messages), new.text())

    def settle(self, messages: Sequence[Message]) -> None:
        """Only what is safe may be answered by "not modified" from now on."""
        self._unsettled.difference_update(message.key for message in messages)
        if not self._unsettled:
            self._remember()

    def wait(self, seconds: float) -> bool:
        """GitHub is asked by passes, and not in between."""
        time.sleep(min(seconds, 1.0))
        return False

    def _hold(self, messages: Iterable[Message], etags: Mapping[str, str], swept: datetime | None) -> None:
        self._unsettled = {message.key for message in messages}
        self._held, self._swept = dict(etags), swept
        if not self._unsettled:
            self._remember()

    def _remember(self) -> None:
        notebook = self._account.notebook
        for address, etag in self._held.items():
            notebook.keep_etag(address, etag)
        if self._swept is not None:
            notebook.keep_swept(self.name, self._swept)
        notebook.save()

    def _note(self, issues: Iterable[Issue], events: Iterable[Event]) -> None:
        """How the issues stand on GitHub, for whoever has to compare, and who has which login."""
        notebook = self._account.notebook
        for issue in issues:
            notebook.look(issue_key(self._repo, issue.number), Seen.of(issue))
        people = [user for issue in issues for user in (issue.user, *issue.assignees)]
        people += [event.by for event in events]
        for user in people:
            if user is not None:
                notebook.keep_login(user.login, user.id)


class _Reading:
    """What was listed, as messages that the desk has not got yet."""

    def __init__(self, lists: Lists, repo: str, intake: Intake, me: int) -> None:
        self._lists, self._repo, self._intake, self._me = lists, repo, intake, me

    def messages(self, issues: Sequence[Issue], comments: Sequence[Comment], events: Sequence[Event]) -> list[Message]:
        """In the order in which they were said."""
        said = [comment for comment in comments if not self._is_ours(comment)]
        behind = self._behind(issues, said)
        read_form = self._intake.forms()
        when: dict[str, datetime] = {}
        made: list[Message] = []
        for issue in (*issues, *behind):
            if not self._intake.mirror and not self._we_opened(issue):
                made.append(issue_message(self._repo, issue, read_form))
                when[made[-1].key] = issue.updated_at
        for comment in said:
            thread = self._thread(comment.issue)
            if thread is not None:
                made.append(self._with_mentions(comment_message(self._repo, comment, thread)))
                when[made[-1].key] = comment.updated_at
        return sorted([*self._new(made, when), *self._clicks(events)], key=_said)

    def _new(self, made: Sequence[Message], when: Mapping[str, datetime]) -> list[Message]:
        """What the desk has not got; what it has in other words is an edit."""
        known = self._intake.known(mark for message in made for mark in (message.key, message.content_hash))
        new = [message for message in made if message.key not in known]
        edited = [message for message in made if message.key in known and message.content_hash not in known]
        return [*new, *(edit_of(message, when[message.key]) for message in edited)]

    def _clicks(self, events: Sequence[Event]) -> list[Message]:
        made = []
        for event in (one for one in events if not replaced(one, events)):
            thread = self._thread(event.issue.number) if event.issue is not None else None
            if thread is not None and event.by is not None and event.by.id != self._me:
                click = click_message(self._repo, event, thread, self._intake.names)
                made += [click] if click is not None else []
        known = self._intake.known(message.key for message in made)
        return [message for message in made if message.key not in known]

    def _with_mentions(self, message: Message) -> Message:
        """Whom a command of staff calls by their login, which may be another than their name at this desk."""
        by = message.sender.github
        if by is None or not self._intake.names.handle(by):
            return message
        people = (self._lists.person(login) for login in called(message.text))
        return msgspec.structs.replace(message, mentions=tuple(party(user) for user in people if user is not None))

    def _behind(self, issues: Sequence[Issue], comments: Sequence[Comment]) -> list[Issue]:
        """Issues that their comments came before: a list that is late, or a first word on something old."""
        here = {issue.number for issue in issues}
        missing = sorted({comment.issue for comment in comments} - here)
        known = self._intake.known(issue_key(self._repo, number) for number in missing)
        unknown = [number for number in missing if issue_key(self._repo, number) not in known]
        return [issue for issue in map(self._lists.issue, unknown) if issue is not None]

    def _thread(self, number: int) -> Thread | None:
        """What a comment on this issue belongs to; None where it belongs to nothing of ours."""
        issue = self._lists.listed(number)
        if issue is None:
            key = issue_key(self._repo, number)
            return Thread(key) if key in self._intake.known([key]) else None
        thread = thread_of(self._repo, issue, self._me)
        return thread if thread.reference or not self._intake.mirror else None

    def _we_opened(self, issue: Issue) -> bool:
        return issue.user is not None and issue.user.id == self._me and bool(marked(issue.body or ""))

    def _is_ours(self, comment: Comment) -> bool:
        """Our own words: by our id and with our marker. Either alone could be anybody's."""
        return comment.user is not None and comment.user.id == self._me and bool(marked(comment.body or ""))


def _said(message: Message) -> tuple[datetime, tuple[str | int, ...]]:
    """When it was said. GitHub tells seconds; within one, numbers count up: comment 10 comes after comment 9."""
    parts = re.split(r"([0-9]+)", message.key)
    return message.received, tuple(int(part) if place % 2 else part for place, part in enumerate(parts))
