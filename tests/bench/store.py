"""How long reading and writing a desk takes: `python tests/bench/store.py [--tickets 10000 ...] [--folder DIR]`.

Desks are made by `git fast-import`, seeded, so that two runs measure the same. Figures are medians, in milliseconds.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from helpdesk.load.comment import write_comment
from helpdesk.load.cursors import write_cursors
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries
from helpdesk.model.front_matter import front_matter
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.message import Party
from helpdesk.model.plan import NewComment, Plan, Work
from helpdesk.model.snapshot import Cursors
from helpdesk.model.ticket import Comment, Ticket
from helpdesk.model.timeline import Closed, Commented, Opened, Owed, Promised, Resolved, Routed, Step, Target, Told
from helpdesk.store.carry_out import carry_out
from helpdesk.store.importing import import_commits
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot
from helpdesk.store.stream import Commit, Signature

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
WORDS = ["vpn", "printer", "mail", "password", "screen", "update", "slow", "error", "login", "network", "phone"]
PEOPLE = [f"tech{number:02d}" for number in range(20)]


def ticket_files(number: int, chance: random.Random) -> dict[str, bytes]:
    """One ticket as months of work leave it: nine in ten are closed."""
    opened = START + timedelta(minutes=number)
    is_closed = chance.random() < 0.9
    status, who = ("closed" if is_closed else "new"), chance.choice(PEOPLE)
    name, folder = reference("HD", TicketNumber(number)), ticket_folder("HD", TicketNumber(number))
    ticket = Ticket(
        id=name,
        title=" ".join(chance.choices(WORDS, k=6)),
        status=status,
        priority="P3",
        category="network",
        team="service-desk",
        assignee=who,
        requester=Party(name="A Person", email=f"person{number % 5000}@example.org"),
        channel="mail",
        opened=opened,
        tags=("seeded",),
    )
    fields = {key: value for key, value in front_matter(ticket).items() if key not in ("id", "opened")}
    text = "\n\n".join(" ".join(chance.choices(WORDS, k=45)) for _ in range(6)) + "\n"
    said, key = opened + timedelta(hours=1), f"mail:{number}.reply@example.org"
    spoken = f"{said:%Y%m%dT%H%M%SZ}-{who}-{number:012x}.md"
    due = opened + timedelta(days=2 if is_closed else 3650)
    steps = (Step(at=due, do="breach"),)
    entries = [
        Opened(
            at=opened,
            key=f"mail:{number}@example.org",
            set=fields,
            message_id=f"<{number}@example.org>",
            content_hash=f"{number:064x}",
        ),
        Routed(at=opened, team="service-desk", assignee=who),
        Promised(at=opened, target=Target.RESOLVE, due=due, sla="p3", calendar="default", allowed=57600, steps=steps),
        Owed(at=opened, notice="n1", template="acknowledge", role="requester", channel="mail", hash=f"{number:032x}"),
        Told(at=opened, notice="n1", message_id=f"<n1.{number}@desk.example>"),
        Commented(at=said, by=who, comment=spoken, key=key),
    ]
    if is_closed:
        entries += [Resolved(at=said, by=who, code="fixed", summary="It works"), Closed(at=said + timedelta(days=5))]
    return {
        f"{folder}/ticket.md": write_ticket(ticket, text),
        f"{folder}/timeline.yml": write_entries(entries),
        f"{folder}/comments/{spoken}": write_comment(Comment(at=said, by=who, key=key), "Try again, please.\n"),
    }


def make_desk(folder: Path, tickets: int) -> Path:
    """A bare desk of so many tickets, in one commit on top of its rules."""
    chance = random.Random(7)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    git = ["git", "-C", str(folder), "-c", "user.name=Bench", "-c", "user.email=bench@example.org"]
    tree = subprocess.run([*git, "mktree"], input=b"", capture_output=True, check=True).stdout.decode().strip()
    base = (
        subprocess.run([*git, "commit-tree", tree, "-m", "Begin"], capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )
    files: dict[str, bytes | None] = {"rules/desk.yml": b"name: Bench\nprefix: HD\n"}
    files |= {
        f"rules/people/{who}.yml": f"name: {who}\nemail: {who}@desk.example\nrole: technician\n".encode()
        for who in PEOPLE
    }
    files |= {
        f"kb/network/article-{n}.md": f"---\ntitle: Article {n}\n---\n\n{'Text. ' * 80}\n".encode() for n in range(200)
    }
    files["tickets/cursors.yml"] = write_cursors(Cursors(highest=tickets))
    for number in range(1, tickets + 1):
        files |= ticket_files(number, chance)
    desk = Repository.open(folder, branch="main", remote="")
    commit = import_commits(
        desk.git, "refs/heads/main", base, [Commit("Seed", files)], Signature("Bench", "b@example.org", START)
    )
    assert desk.head() == commit
    return folder


def timed(times: int, function: Callable[[], object]) -> float:
    """The median milliseconds of a call."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def child(code: str) -> tuple[float, float]:
    """Milliseconds and peak megabytes of a Python process, without its children."""
    code += "; print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return (time.perf_counter() - start) * 1000, int(done.stdout) / 1000


def everything(folder: Path) -> None:
    """git reading every object, and nobody parsing it."""
    every = ["git", "-C", str(folder), "cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer"]
    subprocess.run(every, stdout=subprocess.DEVNULL, check=True)


def look(folder: Path) -> int:
    """What a pass does before it decides: open, read, ask who is awake."""
    repository = Repository.open(folder)
    with GitSnapshot.at(repository) as snapshot:
        return len(list(snapshot.awake(START + timedelta(days=365)))) + snapshot.cursors.highest


def replies(base: str, numbers: range, at: datetime) -> Plan:
    """A reply on each of these tickets."""
    return Plan(based_on=base, now=at, work=tuple(work(number, at) for number in numbers))


def work(number: int, at: datetime) -> Work:
    key = f"{number:06d}{int(at.timestamp()):010d}"
    name = f"{at:%Y%m%dT%H%M%SZ}-requester-{key}.md"
    told = Commented(at=at, by="requester", comment=name, key=key)
    comment = NewComment(name, Comment(at=at, by="requester", key=key), "Still slow.\n")
    title = reference("HD", TicketNumber(number))
    return Work(
        number=TicketNumber(number), reference=title, subject=f"{title}: reply", entries=(told,), comments=(comment,)
    )


def measure(folder: Path, tickets: int) -> Iterator[tuple[str, float]]:
    start = time.perf_counter()
    remote = make_desk(folder / f"desk-{tickets}.git", tickets)
    yield "made by fast-import", (time.perf_counter() - start) * 1000
    clone = folder / f"clone-{tickets}.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--depth=1", remote.as_uri(), str(clone)], check=True)
    here = str(Path(__file__).parent)
    alone = f"import sys; sys.path.insert(0, {here!r}); import store"
    looking = f"{alone}; store.look(store.Path({str(clone)!r}))"
    yield "yardstick: git cat-file --batch of everything", timed(1, lambda: everything(clone))
    milliseconds, megabytes = child(looking)
    yield "cold fill (bare depth-1 clone), a process", milliseconds
    yield "  its peak memory, MB", megabytes
    yield "  the cache, MB", (clone / "helpdesk/cache.sqlite").stat().st_size / 1e6
    yield "nothing changed, in one process", timed(15, lambda: look(clone))
    yield "yardstick: a process that only imports", statistics.median(child(alone)[0] for _ in range(9))
    yield "nothing changed, a process", statistics.median(child(looking)[0] for _ in range(9))
    yield "  its peak memory, MB", child(looking)[1]
    repository = Repository.open(clone)
    moments = iter(START + timedelta(days=100, hours=hour) for hour in range(100))

    def one() -> None:
        assert carry_out(repository, replies(repository.head(), range(5, 6), next(moments))).commit

    yield "one commit, pushed to a local remote", timed(5, one)
    yield "the snapshot after it", timed(1, lambda: look(clone))

    def one_read() -> None:
        one()
        look(clone)

    yield "one commit, pushed, read again", timed(5, one_read)
    many = replies(repository.head(), range(1, min(1000, tickets) + 1), next(moments))
    yield "1,000 tickets in one stream, pushed", timed(1, lambda: carry_out(repository, many))
    yield "the snapshot after them", timed(1, lambda: look(clone))
    with GitSnapshot.at(repository) as snapshot:
        yield "open tickets", timed(3, lambda: list(snapshot.open_tickets()))
        yield "load of 20 people", timed(9, lambda: snapshot.load_of(PEOPLE))
        yield "a key looked up", timed(99, lambda: snapshot.number_of_key("mail:77@example.org"))
        yield "one ticket", timed(99, lambda: snapshot.ticket(TicketNumber(77)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="*", default=[10_000])
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="store-bench-", dir=given.folder))
    try:
        for tickets in given.tickets:
            print(f"{tickets:,} tickets")
            for what, milliseconds in measure(folder, tickets):
                print(f"  {what:46} {milliseconds:10.1f}", flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
