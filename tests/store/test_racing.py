"""Writers that race, and writers that are killed: nothing is lost, nothing is doubled, nothing is half-written."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from git_desks import bare_desk, clone, commit_files, git, new_ticket, plan

from helpdesk.model.ports import Landing
from helpdesk.store import patience
from helpdesk.store.carry_out import carry_out
from helpdesk.store.git_store import GitStore
from helpdesk.store.lock import DeskBusy, DeskLock
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot


def take_in(folder: str, writer: int, each: int) -> None:
    """A pass after another until each of this writer's messages is a ticket, ten at a time."""
    store = GitStore(Repository.open(folder))
    for start in range(0, each, 10):
        keys = [f"mail:{writer}-{number}" for number in range(start, start + 10)]
        for _ in range(60):
            with store.locked():
                snapshot = store.snapshot()
                missing = [key for key in keys if snapshot.number_of_key(key) is None]
                first = snapshot.cursors.highest + 1
                works = [new_ticket(first + place, key=key) for place, key in enumerate(missing)]
                landed = store.carry_out(plan(snapshot.commit, *works))
                snapshot.close()
            if landed.landing is Landing.LANDED:
                break
        else:
            raise AssertionError(f"writer {writer} starved: {landed.why}")


@pytest.mark.parametrize(
    ("clones", "each"), [(2, 50), (1, 20)], ids=["each in a clone of its own", "both in one clone"]
)
def test_two_writers_lose_nothing_and_double_nothing(tmp_path: Path, clones: int, each: int) -> None:
    remote = bare_desk(tmp_path / "remote.git")
    folders = [clone(remote, tmp_path / f"clone{number}", "--bare") for number in range(clones)]
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=take_in, args=(str(folders[n % clones]), n, each)) for n in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    with GitSnapshot.at(Repository.open(remote)) as snapshot:
        records = list(snapshot.all_tickets())
        assert [record.number for record in records] == list(range(1, 2 * each + 1))
        keys = sorted(key for record in records for key in record.state.keys)
        assert keys == sorted(f"mail:{writer}-{number}" for writer in (0, 1) for number in range(each))
        assert snapshot.findings == ()
    assert git(remote, "fsck", "--strict", "--no-dangling") == ""


KILLED = """
import os, signal, sys
from git_desks import new_ticket, plan
from helpdesk.store import carry_out, push
from helpdesk.store.repository import Repository
carry_out.push = carry_out.swap = lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL)
desk = Repository.open(sys.argv[1])
carry_out.carry_out(desk, plan(desk.head(), new_ticket(1)))
"""


@pytest.mark.parametrize("has_remote", [True, False])
def test_a_pass_killed_between_commit_and_push_leaves_nothing_half_written(tmp_path: Path, has_remote: bool) -> None:
    remote = bare_desk(tmp_path / "remote.git")
    folder = clone(remote, tmp_path / "clone")
    if not has_remote:
        git(folder, "remote", "remove", "origin")
    desk = Repository.open(folder)
    before = desk.head()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(folder)], env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert git(folder, "for-each-ref", "refs/helpdesk") != ""
    assert desk.head() == before and git(folder, "status", "--porcelain") == ""

    assert carry_out(desk, plan(before, new_ticket(1))).landing is Landing.LANDED
    assert git(folder, "for-each-ref", "refs/helpdesk") == "", "the dead writer's commits are swept away"
    assert git(folder, "status", "--porcelain") == ""
    with GitSnapshot.at(desk) as snapshot:
        assert [record.number for record in snapshot.all_tickets()] == [1]


MOVED = """
import os, signal, sys
from git_desks import new_ticket, plan
from helpdesk.store import carry_out, follow
from helpdesk.store.repository import Repository
desk = Repository.open(sys.argv[1])
calls = []
settle = follow.settle
follow.settle = lambda repository: os.kill(os.getpid(), signal.SIGKILL) if calls else calls.append(1) or ""
carry_out.carry_out(desk, plan(desk.head(), new_ticket(1)))
"""


def test_a_work_tree_left_behind_by_a_killed_pass_catches_up_with_the_next(tmp_path: Path) -> None:
    folder = clone(bare_desk(tmp_path / "remote.git"), tmp_path / "clone")
    git(folder, "remote", "remove", "origin")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    killed = subprocess.run([sys.executable, "-c", MOVED, str(folder)], env=environment, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    desk = Repository.open(folder)
    assert not (folder / "tickets").exists()
    assert carry_out(desk, plan(desk.head(), new_ticket(2))).landing is Landing.LANDED
    assert (folder / "tickets/000/HD-000001/ticket.md").exists()
    assert git(folder, "status", "--porcelain") == ""


def test_whoever_waits_for_the_lock_is_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "helpdesk" / "lock"
    with DeskLock(path)(), pytest.raises(DeskBusy, match=f"process {os.getpid()} "), DeskLock(path)(0.05):
        pass


def test_the_lock_of_a_dead_process_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = (
        "import sys, time, pathlib\nfrom helpdesk.store.lock import DeskLock\n"
        "with DeskLock(pathlib.Path(sys.argv[1]))():\n print(1, flush=True)\n time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    holder = subprocess.Popen([sys.executable, "-c", code, str(path)], env=environment, stdout=subprocess.PIPE)
    assert holder.stdout and holder.stdout.readline()
    with pytest.raises(DeskBusy, match=str(holder.pid)), DeskLock(path)(0.05):
        pass
    holder.kill()
    holder.communicate()
    start = time.monotonic()
    with DeskLock(path)(60):
        assert time.monotonic() - start < 30, "a lock outlives its holder"


FORKS = """
import os, sys, time, pathlib
from helpdesk.store.lock import DeskLock
with DeskLock(pathlib.Path(sys.argv[1]))():
    if not os.fork():
        print(os.getpid(), flush=True)
    time.sleep(60)
"""


def test_a_child_of_a_dead_process_does_not_hold_its_lock(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    holder = subprocess.Popen(
        [sys.executable, "-c", FORKS, str(tmp_path / "lock")], env=environment, stdout=subprocess.PIPE
    )
    assert holder.stdout
    child = int(holder.stdout.readline())
    try:
        holder.kill()
        holder.wait()
        with DeskLock(tmp_path / "lock")(5):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        holder.stdout.close()


def test_the_same_holder_may_take_the_lock_again(tmp_path: Path) -> None:
    lock = DeskLock(tmp_path / "lock")
    with lock(), lock(0.05):
        pass
    with lock(0.05), pytest.raises(DeskBusy), DeskLock(lock.path)(0.05):
        pass


def ask(folder: str, times: int, troubles: "multiprocessing.Queue[str]") -> None:
    """Ask the remote so many times, and report what went wrong."""
    desk = Repository.open(folder)
    for _ in range(times):
        try:
            desk.fetch()
        except ConnectionError as problem:
            troubles.put(str(problem))


def test_passes_of_one_clone_that_ask_the_remote_at_once_all_get_an_answer(tmp_path: Path) -> None:
    remote = bare_desk(tmp_path / "remote.git")
    folder = clone(remote, tmp_path / "clone", "--bare")
    context = multiprocessing.get_context("fork")
    troubles: multiprocessing.Queue[str] = context.Queue()
    askers = [context.Process(target=ask, args=(str(folder), 8, troubles)) for _ in range(4)]
    for asker in askers:
        asker.start()
    for number in range(12):
        commit_files(remote, {f"kb/a/{number}.md": b"# A\n"}, "Write")
    for asker in askers:
        asker.join(120)
    assert troubles.empty(), troubles.get()


@pytest.mark.parametrize(("age", "removed"), [(3600, True), (5, False)], ids=["left by a killed one", "held now"])
def test_a_lock_file_that_a_killed_git_left_stops_nobody_for_ever(
    tmp_path: Path, age: float, removed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = bare_desk(tmp_path / "remote.git")
    desk = Repository.open(clone(remote, tmp_path / "clone", "--bare"))
    desk.fetch()
    commit = commit_files(remote, {"kb/a/b.md": b"# A\n"}, "Write")
    left = desk.common_dir / f"{desk.remote_branch}.lock"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.touch()
    os.utime(left, (time.time() - age, time.time() - age))
    monkeypatch.setattr(patience, "_WAITS", (0.01, 0.01))
    if removed:
        assert desk.fetch() == commit
        assert not left.exists()
    else:
        with pytest.raises(ConnectionError, match=r"main\.lock"):
            desk.fetch()
        assert left.exists()
