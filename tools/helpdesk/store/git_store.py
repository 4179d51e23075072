"""The desk in git, as the pass sees it (`model.ports.Store`)."""

import contextlib
import os
from contextlib import AbstractContextManager
from pathlib import Path

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landed
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot


class GitStore:
    """Implements `Store`. `fetches=False` reads what is here already: for looking at a plan offline."""

    def __init__(self, repository: Repository, *, fetches: bool = True) -> None:
        self.repository, self._fetches = repository, fetches
        self._address = ""

    @property
    def clone(self) -> str:
        """A random name given to this clone once; it says nothing of the machine."""
        return clone_name(self.repository.common_dir / "helpdesk" / "clone")

    def snapshot(self) -> GitSnapshot:
        """The newest state there is. Raises Unreachable (a ConnectionError) when the remote does not answer."""
        commit = self.repository.fetch() if self._fetches else self.repository.head()
        snapshot = GitSnapshot.at(self.repository, commit)
        self._address = snapshot.rules.desk.mail.address
        return snapshot

    def carry_out(self, plan: Plan) -> Landed:
        """All of the plan or nothing, on the commit it was decided on and no other."""
        from helpdesk.store.carry_out import carry_out  # most passes write nothing, and load no writer

        return carry_out(self.repository, plan, address=self._address)

    def locked(self) -> AbstractContextManager[None]:
        """One decision at a time on this machine. Raises DeskBusy (a TimeoutError) that names who holds the lock."""
        return self.repository.lock()


def clone_name(path: Path) -> str:
    """The name kept in `path`, made up on first use. Two processes that start at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        fresh.write_text(os.urandom(4).hex())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text().strip()


def open_store(path: Path | str = ".", *, branch: str = "", fetches: bool = True) -> GitStore:
    """The desk that `path` lies in. Raises NotADesk, which says what to do."""
    return GitStore(Repository.open(path, branch=branch), fetches=fetches)
