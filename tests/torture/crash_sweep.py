"""Every call of a pass that writes, pushes or sends fails once, or is the last; a good pass follows; then count.

    python tests/torture/crash_sweep.py [--runs 60] [--kills 60] [--seed 1]

`--runs 0` is all of them. `--kills` are passes killed by the clock besides, up to three in a row before the good one.

What must hold after each: no message lost and none twice, numbers unique and without a gap, no notice lost, each sent
once as its reader sees it (equal Message-IDs are one mail), timelines only appended to, and nothing left to do.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from desks import NOON, Place, git, new_place
from seams import End, FaultyInbox, FaultyOutlet, Seams

from helpdesk.passing.doors import Doors

FIRST_DAY = ("ana", "ben")
# A pass that takes this many seconds hangs.
HANGS = 90
LATER = NOON + timedelta(hours=1)


def story(folder: Path) -> Place:
    """A desk with two tickets, of which one has been edited and one answered; a new mail and the drop box wait."""
    place = new_place(folder)
    for name in FIRST_DAY:
        place.drop(name, sender=f"{name} <{name}@example.org>")
    assert place.run().trouble == []
    git(place.desk, "pull", "-q")
    ticket = next(place.desk.glob("tickets/*/HD-000001/ticket.md"))
    ticket.write_text(ticket.read_text().replace("title: Request ana", "title: The printer of room 4"))
    box = place.desk / "tickets" / "new"
    box.mkdir(parents=True)
    (box / "call.md").write_text(
        "---\nuuid: 1b4e28ba-2fa1-4d2b-883f-0016d3cca427\ntitle: A call\nrequester: {email: cy@example.org}\n"
        "---\nIt rang.\n"
    )
    git(place.desk, "add", "-A")
    git(place.desk, "-c", "user.name=Kim", "-c", "user.email=kim@example.org", "commit", "-qm", "Say what it is")
    git(place.desk, "push", "-q")
    place.drop("dora", sender="Dora <dora@example.org>")
    place.drop("again", "It is upstairs.", sender="ana <ana@example.org>", head="In-Reply-To: <ana@example.org>")
    return place


def copied(original: Place, folder: Path) -> Place:
    """The same desk, remote and mail elsewhere."""
    shutil.copytree(original.folder, folder, symlinks=True)
    config = folder / "desk" / ".git" / "config"
    config.write_text(config.read_text().replace(str(original.folder), str(folder)))
    return Place(folder, folder / "desk")


def disturbed(place: Place, seams: Seams) -> None:
    """One pass in a process of its own, whose n-th call ends as `seams` says. Its count is in `seams` afterwards."""
    count = place.folder / "count"
    child = os.fork()
    if not child:
        code = 1
        try:
            signal.alarm(HANGS)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            doors = place.doors()
            seams.install()
            faulty = Doors(
                tuple(FaultyInbox(one, seams) for one in doors.inboxes),
                {name: FaultyOutlet(one, seams) for name, one in doors.outlets.items()},
                doors.reply_keys,
            )
            place.run(LATER, faulty)
            code = 0
        finally:
            seams.nth = 0
            count.write_text(f"{seams.count}\n{seams.met}")
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) != signal.SIGALRM, "the pass hung"
    if count.exists():
        number, _, seams.met = count.read_text().partition("\n")
        seams.count = int(number)


def cramped(place: Place, room: int) -> None:
    """One pass in a process of its own in which no file grows beyond so many bytes, its git processes' neither. The
    kernel refuses what is more: EFBIG to us, the signal SIGXFSZ to git."""
    child = os.fork()
    if not child:
        try:
            signal.alarm(HANGS)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            place.run(LATER)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGALRM, "the pass hung"


def killed(place: Place, moment: float) -> bool:
    """One pass in a process of its own, killed after so many seconds; its git processes are not. False when it had
    ended before."""
    child = os.fork()
    if not child:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            place.run(LATER)
        finally:
            os._exit(0)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def wrongs(place: Place) -> list[str]:
    """What does not hold, in words, after the passes that follow."""
    reports = [place.run(LATER + timedelta(minutes=minutes)) for minutes in (1, 16)]
    found = [f"trouble in a good pass: {trouble}" for report in reports for trouble in report.trouble]
    found += [f"withheld: {one}" for report in reports for one in report.withheld]
    records = list(place.store().snapshot().all_tickets())
    keys = Counter(
        key for record in records for key in (getattr(entry, "key", "") for entry in record.timeline) if "mail:" in key
    )
    expected = {f"mail:<{name}@example.org>" for name in (*FIRST_DAY, "dora", "again")}
    found += [f"{key}: taken in {keys.get(key, 0)} times" for key in expected if keys.get(key, 0) != 1]
    numbers = [record.number for record in records]
    if numbers != [1, 2, 3, 4]:
        found.append(f"numbers: {numbers}")
    found += [f"{record.reference}: owes {owed.notice}" for record in records for owed in record.state.owed]
    owed = {
        f"{record.reference}/{entry.notice}"
        for record in records
        for entry in record.timeline
        if type(entry).__name__ == "Owed"
    }
    told = Counter(
        f"{record.reference}/{entry.notice}"
        for record in records
        for entry in record.timeline
        if type(entry).__name__ == "Told"
    )
    found += [f"{name}: told {told[name]} times" for name in owed if told[name] != 1]
    mails = Counter(str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in place.sent.glob("*.eml"))
    if len(mails) != len(owed):
        found.append(f"{len(owed)} notices, {len(mails)} mails")
    found += [f"{name} sent {count} times" for name, count in mails.items() if count != 1]
    found += appended(place)
    left = [path.name for path in place.inbox.glob("*.eml")]
    if left or not place.in_sync(LATER + timedelta(minutes=17)):
        found.append(f"something is left to do ({left})")
    return found


def appended(place: Place) -> list[str]:
    """Timelines that lost or changed a line in some commit of the main branch, beside any of its parents."""
    wrong = []
    for line in git(
        place.remote, "log", "-m", "--no-renames", "--numstat", "--format=", "main", "--", "tickets"
    ).splitlines():
        _, gone, path = line.split("\t") if line else ("", "0", "")
        if path.endswith("timeline.yml") and gone != "0":
            wrong.append(f"{path}: a commit took {gone} lines away")
    return wrong


@dataclass
class Sweep:
    """How it went: `calls` of an undisturbed pass, `runs` made, `failures` in words, calls met by kind."""

    calls: int
    runs: int
    failures: list[str]
    met: Counter[str]


def sweep(folder: Path, runs: int, show: bool = False) -> Sweep:
    """Up to so many runs, spread evenly over all calls and all ways to end; 0 is all of them."""
    original = story(folder / "original")
    counted = Seams()
    disturbed(copied(original, folder / "count"), counted)
    everything = [(nth, end) for nth in range(1, counted.count + 1) for end in End]
    runs = runs or len(everything)
    step = max(1.0, len(everything) / runs)
    chosen = [everything[int(place * step)] for place in range(min(runs, len(everything)))]
    result = Sweep(counted.count, 0, [], Counter())
    for nth, end in chosen:
        seams = Seams(nth, end)
        wrong = _after(original, folder / "one", lambda place, seams=seams: disturbed(place, seams))
        result.met[seams.met or "killed"] += 1
        result.runs += 1
        result.failures += [f"call {nth} ({seams.met}) {end.value}: {one}" for one in wrong]
        _show(show, result, wrong)
    return result


def kill(folder: Path, kills: int, seed: int = 1, show: bool = False) -> Sweep:
    """So many passes killed by the clock, one to three in a row on one desk, before it is let go on. `calls` is how
    many desks that took."""
    original = story(folder / "original")
    begun = time.monotonic()
    copied(original, folder / "once").run(LATER)
    longest = 1.2 * (time.monotonic() - begun)
    dice = random.Random(seed)
    result = Sweep(0, 0, [], Counter())
    while result.runs < kills:
        moments = [dice.uniform(0.0, longest) for _ in range(dice.randint(1, 3))]
        died: list[bool] = []
        wrong = _after(
            original, folder / "one", lambda place, at=moments, died=died: died.extend(killed(place, one) for one in at)
        )
        result.calls += 1
        result.runs += sum(died)
        result.failures += [f"killed after {', '.join(f'{one:.3f} s' for one in moments)}: {one}" for one in wrong]
        _show(show, result, wrong)
    return result


# From no room at all to nearly enough: what a pass writes here is lines, objects, a pack, an index and a cache.
ROOMS = (0, 16, 40, 41, 60, 100, 150, 200, 300, 400, 600, 900, 1300, 2000, 3000, 4500, 7000, 10_000, 20_000, 50_000)


def cramp(folder: Path, rooms: Sequence[int] = ROOMS, show: bool = False) -> Sweep:
    """A pass on a disk that takes files of so many bytes each, for each of these sizes."""
    original = story(folder / "original")
    result = Sweep(0, 0, [], Counter())
    for room in rooms:
        wrong = _after(original, folder / "one", lambda place, room=room: cramped(place, room))
        result.runs += 1
        result.failures += [f"files of {room} bytes at most: {one}" for one in wrong]
        _show(show, result, wrong)
    return result


def _after(original: Place, folder: Path, disturb: Callable[[Place], object]) -> list[str]:
    """What does not hold on a copy of the desk that was disturbed and then let go on."""
    place = copied(original, folder)
    try:
        disturb(place)
        return wrongs(place)
    except Exception as broken:  # a good pass that can't even run is a finding like any other
        return [f"a good pass broke down: {broken!r}"]
    finally:
        shutil.rmtree(place.folder, ignore_errors=True)


def _show(show: bool, result: Sweep, wrong: list[str]) -> None:
    if show and wrong:
        print(*result.failures[-len(wrong) :], sep="\n", flush=True)
    if show and result.runs % 50 == 0:
        print(f"... {result.runs}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60, help="0 for all")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = sweep(Path(folder), asked.runs, show=True)
    print(msgspec.json.encode(dict(found.met)).decode())
    print(f"{found.calls} calls a pass, {found.runs} runs, {len(found.failures)} failures", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        kills = kill(Path(folder), asked.kills, asked.seed, show=True)
    print(f"{kills.runs} passes killed by the clock on {kills.calls} desks, {len(kills.failures)} failures")
    with tempfile.TemporaryDirectory() as folder:
        full = cramp(Path(folder), show=True)
    print(f"{full.runs} sizes of a full disk, {len(full.failures)} failures")
    sys.exit(1 if found.failures or kills.failures or full.failures else 0)


if __name__ == "__main__":
    main()
