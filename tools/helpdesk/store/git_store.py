"""The desk in git, as the pass sees it (`model.ports.Store`)."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landed, Landing
from helpdesk.store.earlier import NoRules
from helpdesk.store.line import Line
from helpdesk.store.repository import Repository, Unreachable
from helpdesk.store.rewritten import remember_highest
from helpdesk.store.snapshot import GitSnapshot


class GitStore:
    """Implements `Store`. `fetches=False` reads what is here already: for looking at a plan offline."""

    def __init__(self, repository: Repository, *, fetches: bool = True) -> None:
        self.repository, self._fetches = repository, fetches
        self._address = ""
        self._line: Line | None = None
        self._contends, self._early, self._lost = False, False, False

    @property
    def clone(self) -> str:
        """A random name given to this clone once; it says nothing of the machine."""
        return clone_name(self.repository.common_dir / "helpdesk" / "clone")

    def snapshot(self) -> GitSnapshot:
        """The newest state there is; within `locked`, unless it is read `early`, once those who wait for longer have
        had their turn. Raises Unreachable (a ConnectionError) when the remote does not answer."""
        if self._contends and not self._early:
            commit = self._in_line().newest(meanwhile=self._read_ahead)
        else:
            commit = self.repository.fetch() if self._fetches else self.repository.head()
        snapshot = GitSnapshot.at(self.repository, commit)
        self._address = snapshot.rules.desk.mail.address
        remember_highest(self.repository.common_dir / "helpdesk", snapshot.cursors.highest)
        return snapshot

    def carry_out(self, plan: Plan) -> Landed:
        """All of the plan or nothing, on the commit it was decided on and no other. What was read `early` waits for its
        turn here, where anybody waits for longer, and is carried over what they land."""
        from helpdesk.store.carry_out import carry_out, in_turn  # most passes write nothing, and load no writer

        line = self._in_line()
        try:
            mine = in_turn(self.repository, plan, line) if self._early and self._contends else plan
        except Unreachable as error:
            return Landed(Landing.UNREACHABLE, why=str(error))
        if mine is None:
            landed = Landed(Landing.LOST_RACE, why="others wrote to the same tickets meanwhile")
        else:
            landed = carry_out(self.repository, mine, address=self._address, line=line)
        self._lost = landed.landing is Landing.LOST_RACE
        if landed.landing is Landing.LANDED:
            remember_highest(self.repository.common_dir / "helpdesk", plan.highest)
        return landed

    def _read_ahead(self, commit: str) -> None:
        """Read what others landed while this writer waits for its turn, so that the turn itself is short."""
        with contextlib.suppress(NoRules), GitSnapshot.at(self.repository, commit):
            pass

    @contextmanager
    def locked(self, *, writes: bool = True, early: bool = False) -> Iterator[None]:
        """One decision at a time on this machine. Who `writes` takes turns with others at the remote; who reads `early`
        only for writing. Raises DeskBusy (a TimeoutError) that names who holds the lock."""
        with self.repository.lock():
            self._contends = writes and self._fetches and bool(self.repository.remote)
            self._early, self._lost = early, False
            try:
                yield
            finally:
                # Who lost a race comes back at once and keeps its place; who found nothing to do gives it up.
                if self._contends and self._line is not None and not self._lost:
                    self._line.leave()
                self._contends = False

    def crowded(self) -> bool:
        """Whether others were seen to wait for their turn at the remote, or have gone first."""
        return self._line is not None and self._line.crowded()

    def _in_line(self) -> Line:
        if self._line is None:
            self._line = Line(self.repository, self.clone)
        return self._line


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
