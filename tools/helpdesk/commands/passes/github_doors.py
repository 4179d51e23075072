"""GitHub's doors of a pass: which repositories, under which account, and what they have to know of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpdesk.model.ports import Inbox, Mirror, Outlet

if TYPE_CHECKING:
    from helpdesk.channels.forms import FormReader
    from helpdesk.channels.github.clicks import Names
    from helpdesk.model.ids import TicketNumber
    from helpdesk.model.snapshot import Snapshot
    from helpdesk.store.git_store import GitStore


@dataclass(frozen=True)
class GitHubDoors:
    inboxes: tuple[Inbox, ...] = ()
    outlet: Outlet | None = None
    mirrors: tuple[Mirror, ...] = ()
    left_out: str = ""


def github_doors(store: "GitStore", named: tuple[str, ...], desk: "Snapshot | None") -> GitHubDoors:
    """The doors to the repositories named on the command line and in rules/desk.yml; none where neither names any.
    Where only the rules name them and this machine has no token, they are left out: another machine has this door.
    Raises ValueError that says what is missing."""
    rule = desk.rules.desk.github if desk is not None else None
    repositories = tuple(dict.fromkeys((*named, *(rule.repositories if rule else ()))))
    mirror = rule.mirror if rule else ""
    if not repositories and not mirror:
        return GitHubDoors()
    from helpdesk.channels.github.account import account, has_token

    if not named and not has_token():
        return GitHubDoors(left_out=f"{', '.join(repositories) or mirror}: no HELPDESK_GITHUB_TOKEN on this machine")
    from helpdesk.channels.github.address import repository
    from helpdesk.channels.github.inbox import GitHubInbox, Intake
    from helpdesk.channels.github.mirror import GitHubMirror
    from helpdesk.channels.github.notebook import Notebook
    from helpdesk.channels.github.outlet import GitHubOutlet
    from helpdesk.channels.github.pace import Pace

    us = account(Notebook(store.repository.common_dir / "helpdesk"))
    asked = Asked(store)
    pace = Pace(us.notebook, rule.a_minute, rule.an_hour) if rule else Pace(us.notebook)
    inboxes: list[Inbox] = []
    for name in dict.fromkeys((*repositories, *((mirror,) if mirror else ()))):
        only_ours = name == mirror and name not in repositories
        names = asked.names(rule.labels if rule else "")
        intake = Intake(asked.known, names, asked.forms, mirror=only_ours)
        inboxes.append(GitHubInbox(us, repository(name), intake))
    return GitHubDoors(tuple(inboxes), GitHubOutlet(us, pace), (GitHubMirror(us, pace, asked.touched),))


class Asked:
    """What GitHub's doors ask of the desk. The answers come from what this clone has, without asking the remote: what
    it does not know yet is found by its key again when it is decided."""

    def __init__(self, store: "GitStore") -> None:
        from helpdesk.store.git_store import GitStore

        self._here = GitStore(store.repository, fetches=False)

    def known(self, marks: Iterable[str]) -> set[str]:
        """Of these keys and content hashes, those that the desk has."""
        wanted = list(marks)
        if not wanted:
            return set()
        with self._here.snapshot() as snapshot:
            return {mark for mark in wanted if snapshot.number_of_key(mark) or snapshot.number_of_hash(mark)}

    def names(self, prefix: str) -> "Names":
        from helpdesk.channels.github.clicks import Names

        return Names(self._handle, prefix)

    def _handle(self, person: int) -> str:
        with self._here.snapshot() as snapshot:
            people = snapshot.rules.people.values()
        return next((one.id for one in people if one.github == person), "")

    def forms(self) -> "FormReader":
        """Reads the catalogue item and the answers out of a body that one of its forms made."""
        from helpdesk.channels.forms import form_reader

        with self._here.snapshot() as snapshot:
            return form_reader(snapshot.rules.catalog)

    def touched(self, old: str, new: str) -> "Iterable[TicketNumber] | None":
        from helpdesk.store.touched import touched

        return touched(self._here.repository, old, new)
