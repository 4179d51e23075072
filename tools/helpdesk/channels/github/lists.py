"""What GitHub lists of one repository since a position. Newest change first: then the first page of a list says by its
ETag whether anything in it is new, and what changes while we turn pages only comes sooner."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from helpdesk.channels.github.api import Api, Refused
from helpdesk.channels.github.notebook import Notebook
from helpdesk.channels.github.position import Position
from helpdesk.channels.github.wire import Comment, Event, Issue, User

OVERLAP = timedelta(minutes=5)
# How far back a sweep reads: lists are late by minutes, but a machine may stand still over a holiday.
SWEPT = timedelta(days=14)
_NEWEST = {"sort": "updated", "direction": "desc"}

Item = TypeVar("Item", Issue, Comment)


class Lists:
    """One look. `etags` are to be remembered when all that came of it is safe; `sweeps`: compare everything open."""

    def __init__(self, api: Api, repo: str, notebook: Notebook, old: Position, now: datetime, *, sweeps: bool) -> None:
        self.etags: dict[str, str] = {}
        self._api, self._repo, self._notebook = api, repo, notebook
        self._old, self._now, self._sweeps = old, now, sweeps
        self._issues: dict[int, Issue] = {}
        self._nowhere: set[int] = set()
        self._people: dict[str, User | None] = {}

    def issues(self) -> list[Issue]:
        """Issues that changed, and in a sweep all that are open; pull requests left out. A repository that the desk
        never looked at begins with what is open."""
        if self._old.mark is None:
            found = self._ask("issues", Issue, {"state": "open"})
        else:
            found = self._ask("issues", Issue, {"state": "all", "since": _text(self._since())})
            if self._sweeps:
                found += self._api.pages(self._path("issues"), Issue, {**_NEWEST, "state": "open"}).items()
        for issue in found:
            self._issues.setdefault(issue.number, issue)
        return [issue for issue in self._issues.values() if issue.pull_request is None]

    def comments(self) -> list[Comment]:
        """Comments on issues that changed; those on pull requests are nobody's business here."""
        if self._old.mark is None:
            opened = [issue.created_at for issue in self._issues.values()]
            found = self._ask("issues/comments", Comment, {"since": _text(min(opened))}) if opened else []
        else:
            found = self._ask("issues/comments", Comment, {"since": _text(self._since())})
        return [comment for comment in found if comment.issue and not comment.on_pull_request]

    def events(self) -> list[Event]:
        """Clicks on issues, newest first, back to the ones we know."""
        pages = self._api.pages(self._path("issues/events"), Event, {})
        since = self._since()
        found = pages.items(lambda page: all(event.created_at < since for event in page))
        return [event for event in found if event.created_at >= since and _of_an_issue(event)]

    def issue(self, number: int) -> Issue | None:
        """One issue, asked for where no list brought it; None where it was deleted, has moved or is a pull request."""
        if number not in self._issues and number not in self._nowhere:
            try:
                found = self._api.get(self._path(f"issues/{number}"), Issue)
            except Refused as refused:
                if refused.status not in (301, 404, 410):
                    raise
                found = None
            if found is None or found.number != number:
                self._nowhere.add(number)
                return None
            self._issues[number] = found
        return self.listed(number)

    def person(self, login: str) -> User | None:
        """Who has a login now: logins change hands, so no older look counts. None where nobody has it."""
        if login not in self._people:
            try:
                self._people[login] = self._api.get(f"/users/{login}", User)
            except Refused as refused:
                if refused.status != 404:
                    raise
                self._people[login] = None
        return self._people[login]

    def listed(self, number: int) -> Issue | None:
        """An issue that is in hand already."""
        issue = self._issues.get(number)
        return issue if issue is not None and issue.pull_request is None else None

    def _ask(self, path: str, kind: type[Item], params: Mapping[str, str]) -> list[Item]:
        """A list, or nothing when it is as the last pass left it. A sweep wants to see it whatever it is."""
        wanted = {**_NEWEST, **params}
        address = f"{self._path(path)}?{'&'.join(f'{name}={value}' for name, value in sorted(wanted.items()))}"
        etag = "" if self._sweeps and self._old.mark else self._notebook.etag(address)
        pages = self._api.pages(self._path(path), kind, wanted, etag)
        self.etags[address] = pages.etag
        return pages.items()

    def _since(self) -> datetime:
        mark = self._old.mark or self._now
        return min(mark - OVERLAP, self._now - SWEPT) if self._sweeps else mark - OVERLAP

    def _path(self, rest: str) -> str:
        return f"/repos/{self._repo}/{rest}"


def _of_an_issue(event: Event) -> bool:
    return event.issue is not None and event.issue.pull_request is None


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
