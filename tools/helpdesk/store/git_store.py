"""The desk in git, as the pass sees it (`model.ports.Store`)."""

from contextlib import AbstractContextManager
from pathlib import Path

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landed
from helpdesk.store.carry_out import carry_out
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot


class GitStore:
    """Implements `Store`. `fetches=False` reads what is here already: for looking at a plan offline."""

    def __init__(self, repository: Repository, *, fetches: bool = True) -> None:
        self.repository, self._fetches = repository, fetches
        self._address = ""

    def snapshot(self) -> GitSnapshot:
        """The newest state there is. Raises Unreachable (a ConnectionError) when the remote does not answer."""
        commit = self.repository.fetch() if self._fetches else self.repository.head()
        snapshot = GitSnapshot.at(self.repository, commit)
        self._address = snapshot.rules.desk.mail.address
        return snapshot

    def carry_out(self, plan: Plan) -> Landed:
        """All of the plan or nothing, on the commit it was decided on and no other."""
        return carry_out(self.repository, plan, address=self._address)

    def locked(self) -> AbstractContextManager[None]:
        """One decision at a time on this machine. Raises DeskBusy (a TimeoutError) that names who holds the lock."""
        return self.repository.lock()


def open_store(path: Path | str = ".", *, branch: str = "", fetches: bool = True) -> GitStore:
    """The desk that `path` lies in. Raises NotADesk, which says what to do."""
    return GitStore(Repository.open(path, branch=branch), fetches=fetches)
