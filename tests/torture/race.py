"""Eight passes on clones of one remote, fed with mail all the time, and people who push beside them; then count.

    python tests/torture/race.py [--tickets 200] [--passes 8] [--people 2] [--group 10] [--pause 0.5]

A tenth of the mails lies in two inboxes. What must hold: each mail is one ticket, numbers are unique and without a gap,
each notice is sent once, timelines are only appended to, what people pushed stands, nothing is left to do, and nobody
starves. No landing waits for more than two of each of seven others, however busy the machine; and where the machine was
this race's own, none, and no person's push, waits for more than ten seconds. On a machine that others use too, seconds
are told and not judged: they are those others'.
"""

import argparse
import bisect
import multiprocessing
import os
import queue
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from crash_sweep import appended
from desks import Place, git, new_place

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landed, Landing
from helpdesk.store.git_store import GitStore, open_store
from helpdesk.store.repository import Repository

# So many mails are put into an inbox at a time.
GROUP = 10
# Two people who push twice a second each leave a pass little room.
PAUSE = 0.5
# A pass rests for so many seconds at least before the next.
REST = 0.5
# Who waits longer than so many seconds for a push to land starves, where others had at most this share of the machine.
STARVES, OTHERS = 10.0, 0.15
# A landing waits for two of each of seven others at most: to take messages in, and to note what was sent.
OVERTAKEN = 14
PATIENCE = 7200.0


@dataclass
class Waited:
    """`who` landed after `seconds`, having lost `races`; `trouble` is what the pass said."""

    who: str
    seconds: float
    races: int = 0
    trouble: tuple[str, ...] = ()
    ended: float = 0.0


def inbox_of(place: Place, number: int) -> Place:
    """The same clone with an inbox of its own."""
    return OwnInbox(place.folder, place.desk, (), number)


@dataclass
class OwnInbox(Place):
    number: int = 0
    watched: "WatchedStore | None" = None

    @property
    def inbox(self) -> Path:
        return self.folder / f"in{self.number}"

    def store(self) -> GitStore:
        return self.watched or open_store(self.desk)


class WatchedStore(GitStore):
    """Says how long each landing took, from the first time that it was tried to be had."""

    def __init__(self, repository: Repository, said: Any) -> None:
        super().__init__(repository)
        self._said, self._since = said, 0.0

    @contextmanager
    def locked(self, *, writes: bool = True, early: bool = False) -> Iterator[None]:
        self._since = self._since or time.monotonic()
        self._races = False
        with super().locked(writes=writes, early=early):
            yield
        if not self._races:
            self._since = 0.0

    def carry_out(self, plan: Plan) -> Landed:
        landed = super().carry_out(plan)
        self._races = landed.landing is Landing.LOST_RACE
        if landed.landing is Landing.LANDED:
            now = time.monotonic()
            self._said.put(Waited("landing", now - self._since, ended=now))
        return landed


def keep_passing(place: "OwnInbox", fed: Any, said: Any, rest: float) -> None:
    """Passes until the feeding is over and the inbox is empty, three quiet ones at the end; each rests for so many
    seconds, and up to three times as long: a clock that wakes passes does not wake them without a pause."""
    place.watched = WatchedStore(Repository.open(place.desk), said)
    quiet = 0
    while quiet < 3:
        over = fed.is_set()
        waiting = any(place.inbox.glob("*.eml"))
        begun = time.monotonic()
        report = place.run(datetime.now(UTC))
        if waiting or report.messages:
            said.put(Waited("pass", time.monotonic() - begun, report.races, tuple(report.trouble)))
        elif report.trouble:
            said.put(Waited("pass", 0.0, report.races, tuple(report.trouble)))
        time.sleep(rest * (1 + 2 * random.random()))
        quiet = quiet + 1 if over and not waiting and not report.trouble else 0


def keep_pushing(place: Place, name: str, fed: Any, said: Any, pause: float) -> None:
    """A person who writes an article, commits, and pushes until it is there; again after so many seconds."""
    number = 0
    while not fed.is_set():
        article = place.desk / "kb" / name / f"a{number}.md"
        article.parent.mkdir(parents=True, exist_ok=True)
        article.write_text(f"---\ntitle: Article {number} of {name}\n---\nText.\n")
        git(place.desk, "add", "-A")
        git(place.desk, "-c", f"user.name={name}", "-c", "user.email=p@example.org", "commit", "-qm", "Write")
        begun = time.monotonic()
        tries = 0
        while subprocess.run(["git", "push", "-q"], cwd=place.desk, capture_output=True).returncode:
            tries += 1
            git(
                place.desk,
                "-c",
                f"user.name={name}",
                "-c",
                "user.email=p@example.org",
                "pull",
                "-q",
                "--no-rebase",
                "--no-edit",
            )
        said.put(Waited("person", time.monotonic() - begun, tries))
        number += 1
        time.sleep(pause)


def race(
    folder: Path,
    tickets: int,
    passes: int = 8,
    people: int = 2,
    group: int = GROUP,
    pause: float = PAUSE,
    rest: float = REST,
) -> dict[str, object]:
    began, busy = time.monotonic(), machine_busy()
    spent = own_cpu()
    place = new_place(folder)
    writers = [inbox_of(place.clone(f"clone{number}"), number) for number in range(passes)]
    for writer in writers:
        writer.inbox.mkdir()
    context = multiprocessing.get_context("fork")
    fed, said = context.Event(), context.Queue()
    jobs = [context.Process(target=keep_passing, args=(writer, fed, said, rest)) for writer in writers]
    for number in range(people):
        clone = place.clone(f"person{number}")
        jobs.append(context.Process(target=keep_pushing, args=(clone, f"p{number}", fed, said, pause)))
    for job in jobs:
        job.start()
    feed(writers, tickets, group)
    fed.set()
    waited = gathered(jobs, said)
    last = [writers[0].run(datetime.now(UTC)) for _ in range(2)]
    found = survey(place, tickets)
    seconds, mine = time.monotonic() - began, own_cpu() - spent
    foreign = max(machine_busy() - busy - mine, 0.0) / (seconds * (os.cpu_count() or 1))
    times = {
        who: sorted(one.seconds for one in waited if one.who == who) or [0.0] for who in ("landing", "pass", "person")
    }
    troubles = [trouble for one in waited for trouble in one.trouble] + [t for report in last for t in report.trouble]
    return {
        **found,
        "pushes of people": len(times["person"]),
        "races lost": sum(one.races for one in waited),
        "landings": len(times["landing"]),
        "a landing waited at most (s)": round(times["landing"][-1], 1),
        "of a hundred landings the slowest waited (s)": round(times["landing"][len(times["landing"]) * 99 // 100], 1),
        "others landed meanwhile, at most": overtaken(waited),
        "waited for too many others": overtaken(waited) > OVERTAKEN,
        "landings that waited over 10 s": sum(seconds > STARVES for seconds in times["landing"]),
        "a push of a person waited at most (s)": round(times["person"][-1], 1),
        "pushes of people that waited over 10 s": sum(seconds > STARVES for seconds in times["person"]),
        "longest whole pass (s)": round(times["pass"][-1], 1),
        "seconds": round(seconds),
        "CPU seconds": round(mine),
        "CPU of a ticket (ms)": round(1000 * mine / tickets),
        "share of the machine that others had": round(foreign, 2),
        "load of the machine": round(os.getloadavg()[1], 1),
        "troubles": len(troubles),
        "trouble, such as": troubles[0] if troubles else "",
        "plan afterwards": "in sync" if writers[0].in_sync(datetime.now(UTC)) else "something to do",
    }


def overtaken(waited: list[Waited]) -> int:
    """How many landings of others the one that saw most of them waited for: what the load of the machine says nothing
    about. The clock is one for all processes."""
    landings = sorted((one.ended, one.seconds) for one in waited if one.who == "landing")
    ends = [ended for ended, _ in landings]
    between = (place - bisect.bisect_right(ends, ended - seconds) for place, (ended, seconds) in enumerate(landings))
    return max(between, default=0)


def feed(writers: list[Place], tickets: int, group: int) -> None:
    """Mails into all inboxes by turns, never far ahead of the passes; every tenth into two of them."""
    deadline = time.monotonic() + PATIENCE
    for start in range(0, tickets, group):
        writer = start // group % len(writers)
        for number in range(start, min(start + group, tickets)):
            writers[writer].drop(f"r{number}", sender=f"P{number} <p{number}@example.org>")
            if number % 10 == 0:
                writers[(writer + 1) % len(writers)].drop(f"r{number}", sender=f"P{number} <p{number}@example.org>")
        time.sleep(0.1)
        while sum(any(one.inbox.glob("*.eml")) for one in writers) == len(writers) and time.monotonic() < deadline:
            time.sleep(0.02)


def gathered(jobs: list[Any], said: Any) -> list[Waited]:
    """What all of them said until they ended; one that does not end in time is ended."""
    waited: list[Waited] = []
    deadline = time.monotonic() + PATIENCE
    while any(job.is_alive() for job in jobs) and time.monotonic() < deadline:
        try:
            waited.append(said.get(timeout=0.2))
        except queue.Empty:
            continue
    while not said.empty():
        waited.append(said.get())
    for job in jobs:
        if job.is_alive():
            job.kill()
            waited.append(Waited("pass", PATIENCE, trouble=("it never ended",)))
        job.join()
    return waited


def survey(place: Place, tickets: int) -> dict[str, object]:
    store = place.store()
    records = list(store.snapshot().all_tickets())
    keys = Counter(key for record in records for key in record.state.keys)
    mails = Counter(str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in place.sent.glob("*.eml"))
    told = Counter(
        (record.reference, entry.notice)
        for record in records
        for entry in record.timeline
        if type(entry).__name__ == "Told"
    )
    return {
        "tickets": len(records),
        "mails lost": tickets - len({key for key in keys if key.startswith("mail:")}),
        "mails doubled": sum(count - 1 for key, count in keys.items() if key.startswith("mail:")),
        "gaps in the numbers": records[-1].number - len(records) if records else 0,
        "notices owed": sum(len(record.state.owed) for record in records),
        "notices told twice": sum(count - 1 for count in told.values()),
        "acknowledged": sum("acknowledge" in name for name in mails),
        "timelines that lost lines": len(appended(place)),
        "fsck": git(place.remote, "fsck", "--no-dangling", "--no-progress")[:200],
    }


SLOW = ("landings that waited over 10 s", "pushes of people that waited over 10 s")


def expected(tickets: int) -> dict[str, object]:
    zero = ("mails lost", "mails doubled", "gaps in the numbers", "notices owed", "notices told twice", "troubles")
    return {
        **dict.fromkeys(zero, 0),
        "tickets": tickets,
        "acknowledged": tickets,
        "timelines that lost lines": 0,
        "waited for too many others": False,
        "fsck": "",
        "plan afterwards": "in sync",
    }


def wrongs(found: dict[str, object], tickets: int) -> list[str]:
    return [f"{name}: {found[name]}" for name, value in expected(tickets).items() if found[name] != value]


def starved(found: dict[str, object]) -> list[str]:
    """Who waited for too long, on a machine that was the race's own."""
    return [f"{name}: {found[name]}" for name in SLOW if found[name] and judged(found)]


def judged(found: dict[str, object]) -> bool:
    """Whether the machine was so much this race's own that seconds say something of the desk."""
    return float(str(found["share of the machine that others had"])) <= OTHERS


def own_cpu() -> float:
    """Seconds of processor time of this process and of all that it started and waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def machine_busy() -> float:
    """Seconds of processor time that anybody had on this machine, or took from it: proc(5), /proc/stat. Without it the
    machine passes for somebody else's."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    except OSError:
        return float("inf")
    user, nice, system, _idle, _waiting, *taken = map(int, fields)
    return (user + nice + system + sum(taken)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=200)
    parser.add_argument("--passes", type=int, default=8)
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--group", type=int, default=GROUP, help="so many mails come at a time")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between a person's pushes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = race(Path(folder), asked.tickets, asked.passes, asked.people, asked.group, asked.pause)
    for name, value in found.items():
        print(f"{name:46} {value}")
    if not judged(found):
        print("Others used this machine, too: the seconds are theirs as well, and are not judged.")
    sys.exit(1 if wrongs(found, asked.tickets) or starved(found) else 0)


if __name__ == "__main__":
    main()
