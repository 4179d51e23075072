"""What GitHub's REST API answers, as far as the desk reads it (docs.github.com/rest/issues). Times are aware UTC."""

from datetime import datetime
from typing import Annotated

import msgspec

# GitHub says the zone of every time; what does not is no answer of GitHub's.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class User(msgspec.Struct, frozen=True):
    """`id` never changes; `login` may. `type` is User, Bot, Organization or Mannequin."""

    id: int
    login: str = ""
    type: str = "User"


class Label(msgspec.Struct, frozen=True):
    name: str = ""


class Issue(msgspec.Struct, frozen=True):
    """An issue; a pull request comes in the same lists and carries `pull_request`. `user` is None for a deleted one."""

    number: int
    created_at: Moment
    updated_at: Moment
    title: str = ""
    body: str | None = None
    user: User | None = None
    state: str = "open"
    state_reason: str | None = None
    labels: tuple[Label, ...] = ()
    assignees: tuple[User, ...] = ()
    locked: bool = False
    pull_request: dict[str, object] | None = None
    url: str = ""


class Comment(msgspec.Struct, frozen=True):
    """A comment on an issue or a pull request; only the page's address (`html_url`) says which."""

    id: int
    created_at: Moment
    updated_at: Moment
    issue_url: str = ""
    html_url: str = ""
    body: str | None = None
    user: User | None = None

    @property
    def issue(self) -> int:
        """The number of what it is a comment on; 0 where the address names none."""
        end = self.issue_url.rpartition("/")[2]
        return int(end) if end.isdecimal() else 0

    @property
    def on_pull_request(self) -> bool:
        return "/pull/" in self.html_url


class Numbered(msgspec.Struct, frozen=True):
    """The issue an event belongs to, as far as we need it."""

    number: int
    pull_request: dict[str, object] | None = None


class Event(msgspec.Struct, frozen=True):
    """What was clicked on an issue. `assigner` is who assigned; some servers name the assignee as `actor`."""

    id: int
    event: str
    created_at: Moment
    actor: User | None = None
    label: Label | None = None
    assignee: User | None = None
    assigner: User | None = None
    issue: Numbered | None = None
    state_reason: str | None = None

    @property
    def by(self) -> User | None:
        return self.assigner or self.actor


class Repository(msgspec.Struct, frozen=True):
    """`private` also holds for an Enterprise's internal repositories."""

    full_name: str = ""
    private: bool = False
