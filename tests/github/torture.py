"""Issues, comments and edits come in while GitHub fails and passes are killed, doubled and cancelled; then count.

`python tests/github/torture.py [--issues 300] [--rounds 24] [--faults 0.2] [--seed 1]` prints what it found, and what
was said of everything that went wrong on the way. Exit status 1 when anything was lost, doubled or left unexplained.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))  # the same for mail, whose tools serve here

from crash import HELPDESK, run
from emulator import start
from faults import Faults
from front import Front
from hub import BOT, PEOPLE, Hub

from helpdesk.channels.github.messages import content_of
from helpdesk.channels.github.words import bare_title, marked

WRITERS = ["ana", "ben"]
# What a pass may print on standard error: what went wrong, in words, or that somebody cancelled it.
EXPLAINED = ("trouble: ", "not worked on: ", "Aborted!", "Error: the remote did not answer")
MOST_PASSES = 40


@dataclass
class Scene:
    """Two clones of one desk, `said` every line on standard error of every pass that was let run to its end."""

    hub: Hub
    clones: list[Path]
    environment: dict[str, str]
    said: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)

    def begin(self, clone: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*HELPDESK, "run"],
            cwd=clone,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, process: subprocess.Popen[str], how: str) -> int:
        said = process.communicate(timeout=1200)[1]
        self.said += [line for line in said.splitlines() if line.strip()]
        self.ends[how] += 1
        return process.returncode

    def whole_pass(self) -> int:
        return self.end(self.begin(self.clones[0]), "let run")


def set_up(folder: Path, hub: Hub) -> Scene:
    """A bare remote, a new desk whose door is the hub's repository, and a second clone of it."""
    desk, again = folder / "desk", folder / "again"
    run(["git", "init", "-q", "--bare", "-b", "main", "remote.git"], folder)
    run([*HELPDESK, "init", "desk", "--address", "help@example.org"], folder)
    rules = desk / "rules" / "desk.yml"
    rules.write_text(f"{rules.read_text()}\ngithub: {{repositories: [{hub.repo}], a_minute: 0, an_hour: 0}}\n")
    run(["git", "commit", "-qam", "Take in issues"], desk)
    run(["git", "remote", "add", "origin", str(folder / "remote.git")], desk)
    run(["git", "push", "-q", "-u", "origin", "main"], desk)
    run(["git", "clone", "-q", str(folder / "remote.git"), "again"], folder)
    environment = {**os.environ, "HELPDESK_GITHUB_TOKEN": BOT, "GITHUB_API_URL": hub.front.url}
    return Scene(hub, [desk, again], environment)


def people_at_work(hub: Hub, issues: int, seed: int, pause: float) -> None:
    """Open so many issues; say something on two of three, and change some words afterwards."""
    dice = random.Random(seed)
    comments: list[tuple[str, int]] = []
    for number in range(issues):
        who = dice.choice(WRITERS)
        issue = hub.opens(who, f"Laptop {number} is slow", f"Laptop {number} has been slow since the update.")
        if dice.random() < 0.66:
            comments.append((who, hub.says(who, issue, f"It is in room {number}.")))
        if dice.random() < 0.2:
            hub.sets(who, issue, body=f"Laptop {number} has been slow since yesterday's update.")
        if comments and dice.random() < 0.2:
            writer, comment = dice.choice(comments)
            hub.rewords(writer, comment, f"It is upstairs ({number}).")
        time.sleep(pause * dice.random())


def disturb(scene: Scene, dice: random.Random, longest: float) -> None:
    """One round: a pass that is killed, cancelled, doubled, or left alone."""
    how = dice.choice(("killed", "killed", "cancelled", "doubled", "let run"))
    first = scene.begin(dice.choice(scene.clones))
    second = scene.begin(dice.choice(scene.clones)) if how == "doubled" else None
    if how in ("killed", "cancelled"):
        try:
            first.wait(dice.uniform(0.3, longest))
        except subprocess.TimeoutExpired:
            first.send_signal(signal.SIGKILL if how == "killed" else signal.SIGINT)
            if how == "killed":
                first.communicate()
                scene.ends["killed"] += 1
                return
        scene.end(first, how)
        return
    scene.end(first, how)
    if second is not None:
        scene.end(second, how)


def survey(scene: Scene, folder: Path) -> dict[str, object]:
    """What stands in the remote's ledgers and on GitHub, compared thing by thing."""
    entries = ledgers(folder / "remote.git")
    opened = Counter(e["key"] for e in entries if e["event"] == "opened")
    commented = Counter(e["key"] for e in entries if e["event"] == "commented")
    hashes = {e.get("content_hash", "") for e in entries}
    hub = scene.hub
    issues = [hub.issue(number) for number in range(1, 1 + issue_count(hub))]
    comments = {issue["number"]: hub.comments(issue["number"]) for issue in issues}
    theirs = [c for part in comments.values() for c in part if c["user"]["login"] != BOT]
    ours = Counter(
        (number, marked(c["body"])) for number, part in comments.items() for c in part if c["user"]["login"] == BOT
    )
    acknowledged = Counter(number for number, name in ours.elements() if "/acknowledge-" in name)
    latest = [(f"github:{hub.repo}#{i['number']}", bare_title(i["title"]), i["body"]) for i in issues]
    latest += [
        (f"github:{hub.repo}#{c['issue_url'].rpartition('/')[2]}/comment/{c['id']}", "", c["body"]) for c in theirs
    ]
    return {
        "issues": len(issues),
        "tickets": len(opened),
        "issues taken in twice": sum(count - 1 for count in opened.values()),
        "comments": len(theirs),
        "comments taken in": sum("/comment/" in key and "/edit/" not in key for key in commented),
        "messages taken in twice": sum(count - 1 for count in commented.values()),
        "latest words missing": sum(content_of(*words) not in hashes for words in latest),
        "acknowledged issues": len(acknowledged),
        "notices said twice": sum(count - 1 for count in ours.values()),
        "titles with a reference": sum(i["title"].startswith("[HD-") for i in issues),
        "references on GitHub": len({i["title"].split("]")[0] for i in issues}),
    }


def ledgers(remote: Path) -> list[dict[str, str]]:
    paths = run(["git", "ls-tree", "-r", "--name-only", "main", "tickets/"], remote).splitlines()
    found: list[dict[str, str]] = []
    for path in (path for path in paths if path.endswith("/timeline.yml")):
        text = run(["git", "cat-file", "blob", f"main:{path}"], remote)
        found += [json.loads(line.removeprefix("- ")) for line in text.splitlines()]
    return found


def issue_count(hub: Hub) -> int:
    newest = hub.ask("GET", f"/repos/{hub.repo}/issues?state=all&sort=created&direction=desc&per_page=1", BOT)
    return int(newest[0]["number"]) if newest else 0


def expected(found: dict[str, object]) -> dict[str, object]:
    issues = found["issues"]
    return {
        **found,
        "tickets": issues,
        "issues taken in twice": 0,
        "comments taken in": found["comments"],
        "messages taken in twice": 0,
        "latest words missing": 0,
        "acknowledged issues": issues,
        "notices said twice": 0,
        "titles with a reference": issues,
        "references on GitHub": issues,
    }


@dataclass(frozen=True)
class Torture:
    issues: int = 300
    rounds: int = 24
    faults: float = 0.2
    seed: int = 1
    longest: float = 8.0
    pause: float = 0.4


def torment(folder: Path, wanted: Torture, show: bool = False) -> tuple[dict[str, object], Scene, Faults]:
    """Work and trouble at once, then passes with the same faults until all is quiet, then one look without faults."""
    emulator = start(folder, PEOPLE, {})
    faults = Faults(wanted.faults, wanted.seed)
    front = Front(emulator, faults)
    try:
        scene = set_up(folder, Hub(front))
        dice = random.Random(wanted.seed)
        work = threading.Thread(
            target=people_at_work, args=(scene.hub, wanted.issues, wanted.seed, wanted.pause), daemon=True
        )
        work.start()
        rounds = 0
        while work.is_alive() or rounds < wanted.rounds:
            disturb(scene, dice, wanted.longest)
            rounds += 1
            if show:
                print(f"round {rounds}: {dict(scene.ends)}", file=sys.stderr)
        work.join()
        for _ in range(MOST_PASSES):
            if scene.whole_pass() == 0:
                break
        faults.share = 0.0
        # Twice: what the last pass of trouble left, and then what a quiet pass says and costs.
        last = [scene.whole_pass(), scene.whole_pass()]
        front.log.clear()
        last.append(scene.whole_pass())
        asked = [(status, conditional) for _, _, status, conditional in front.log]
        found = survey(scene, folder)
        found["exit of the last pass"] = last[-1]
        found["requests of a quiet pass"] = len(asked)
        found["of them not 304"] = sum(status != 304 for status, _ in asked)
        found["unexplained lines"] = len(unexplained(scene))
        return found, scene, faults
    finally:
        front.stop()
        emulator.stop()


def unexplained(scene: Scene) -> list[str]:
    return [line for line in scene.said if not line.startswith(EXPLAINED)]


QUIET: dict[str, object] = {
    "exit of the last pass": 0,
    "requests of a quiet pass": 2,
    "of them not 304": 0,
    "unexplained lines": 0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=24, help="passes that are disturbed at least")
    parser.add_argument("--faults", type=float, default=0.2, help="share of requests that meet a fault")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=8.0, help="seconds within which a kill comes")
    parser.add_argument("--pause", type=float, default=0.4, help="seconds between two issues at most")
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        wanted = Torture(asked.issues, asked.rounds, asked.faults, asked.seed, asked.longest, asked.pause)
        found, scene, faults = torment(Path(folder), wanted, show=True)
    for name, value in found.items():
        print(f"{name:26} {value}")
    print(f"{'passes':26} {dict(scene.ends)}")
    print(f"{'faults':26} { {fault.value: count for fault, count in faults.met.items()} }")
    print(f"{'seconds':26} {time.monotonic() - begun:.0f}")
    kinds = Counter(" ".join(line.split()[:40]) for line in scene.said)
    for line, count in kinds.most_common(25):
        print(f"  {count:4} x {line}")
    for line in unexplained(scene)[:40]:
        print(f"UNEXPLAINED {line}")
    sys.exit(0 if found == {**expected(found), **QUIET} else 1)


if __name__ == "__main__":
    main()
