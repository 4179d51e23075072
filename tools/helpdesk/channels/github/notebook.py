"""What the desk remembers of GitHub between passes: one JSON file inside the git directory, safe to lose at any time.

Without it GitHub is only asked more often: nothing is taken in, told or mirrored because of what stands here.
"""

import os
from collections.abc import MutableMapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from helpdesk.channels.github.wire import Issue

FILE = "github.json"
# So many addresses of lists are remembered; older ones are forgotten.
MOST_ETAGS = 200
MOST_CREATED = 600
MOST_ISSUES = 20_000


class Seen(msgspec.Struct, frozen=True, omit_defaults=True):
    """An issue as GitHub last showed it. Labels by name, assignees by numeric id."""

    title: str = ""
    labels: tuple[str, ...] = ()
    assignees: tuple[int, ...] = ()
    state: str = "open"

    @classmethod
    def of(cls, issue: Issue) -> "Seen":
        return cls(
            title=issue.title,
            labels=tuple(sorted(label.name for label in issue.labels)),
            assignees=tuple(sorted(user.id for user in issue.assignees)),
            state=issue.state,
        )


class _Content(msgspec.Struct, omit_defaults=True):
    etags: dict[str, str] = {}
    authors: dict[str, int] = {}
    logins: dict[str, int] = {}
    created: list[float] = []
    issues: dict[str, Seen] = {}
    mirrors: dict[str, str] = {}
    changed: dict[str, bool] = {}
    swept: dict[str, datetime] = {}
    mirrored: str = ""
    said: dict[str, str] = {}


class Notebook:
    """`folder` is the desk's own folder in the git directory; None keeps everything in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / FILE if folder else None
        self._content = self._read()
        self._saved = b""

    def _read(self) -> _Content:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Content) if self._path else _Content()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return _Content()

    def save(self) -> None:
        """Whole or not at all. Two passes at once: the later one's notes stand, and what is lost is asked again."""
        data = msgspec.json.encode(self._content)
        if self._path is None or data == self._saved:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        partial.write_bytes(data)
        partial.replace(self._path)
        self._saved = data

    def etag(self, address: str) -> str:
        return self._content.etags.get(address, "")

    def keep_etag(self, address: str, etag: str) -> None:
        self._content.etags.pop(address, None)
        if etag:
            self._content.etags[address] = etag
        _forget(self._content.etags, MOST_ETAGS)

    def author(self, token: str) -> int | None:
        """Our own numeric id, by the name of the token (never the token itself)."""
        return self._content.authors.get(token)

    def keep_author(self, token: str, author: int) -> None:
        self._content.authors = {token: author}

    def login(self, person: int) -> str:
        return next((login for login, number in self._content.logins.items() if number == person), "")

    def keep_login(self, login: str, person: int) -> None:
        if self._content.logins.get(login) != person:
            stale = [old for old, number in self._content.logins.items() if number == person]
            for old in stale:
                del self._content.logins[old]
            self._content.logins[login] = person
            _forget(self._content.logins, MOST_ISSUES)

    @property
    def created(self) -> list[float]:
        """When we last created something on GitHub, in seconds since 1970, oldest first."""
        return self._content.created

    def keep_created(self, moments: list[float]) -> None:
        self._content.created = moments[-MOST_CREATED:]

    def seen(self, source: str) -> Seen | None:
        return self._content.issues.get(source)

    def look(self, source: str, seen: Seen) -> None:
        """GitHub showed this issue; where it is not as it was, it has to be compared."""
        if self._content.issues.get(source) != seen:
            self._content.changed[source] = True
            _forget(self._content.changed, MOST_ISSUES)
        self.keep_seen(source, seen)

    def keep_seen(self, source: str, seen: Seen) -> None:
        """What GitHub answered when we changed it."""
        self._content.issues.pop(source, None)
        self._content.issues[source] = seen
        _forget(self._content.issues, MOST_ISSUES)

    def reference(self, source: str) -> str:
        """The ticket whose staff issue this is; empty where it is none that we know of."""
        return next((reference for reference, there in self._content.mirrors.items() if there == source), "")

    def mirror(self, reference: str) -> str:
        """Where a ticket's staff issue is; empty where we know of none."""
        return self._content.mirrors.get(reference, "")

    def keep_mirror(self, reference: str, source: str) -> None:
        self._content.mirrors[reference] = source
        _forget(self._content.mirrors, MOST_ISSUES)

    @property
    def changed(self) -> dict[str, bool]:
        """Issues that changed on GitHub and have not been compared with their tickets since."""
        return self._content.changed

    def compared(self, source: str) -> None:
        self._content.changed.pop(source, None)

    def swept(self, inbox: str) -> datetime | None:
        return self._content.swept.get(inbox)

    def keep_swept(self, inbox: str, moment: datetime) -> None:
        self._content.swept[inbox] = moment

    def said(self, name: str) -> str:
        """The SHA-256 of what we last said under a name that is edited in place."""
        return self._content.said.get(name, "")

    def keep_said(self, name: str, digest: str) -> None:
        self._content.said.pop(name, None)
        self._content.said[name] = digest
        _forget(self._content.said, MOST_ISSUES)

    @property
    def mirrored(self) -> str:
        """The commit up to which every ticket's issue shows how it stands."""
        return self._content.mirrored

    def keep_mirrored(self, commit: str) -> None:
        self._content.mirrored = commit


def _forget(things: MutableMapping[str, Any], most: int) -> None:
    while len(things) > most:
        del things[next(iter(things))]
