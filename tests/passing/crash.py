"""Kill a pass at random moments, run it again, and count: nothing lost, nothing doubled, no gap.

`python tests/passing/crash.py [--mails 1000] [--kills 20] [--seed 1]` prints what it found.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from email import message_from_bytes
from pathlib import Path

HELPDESK = [sys.executable, "-m", "helpdesk.commands"]


def set_up(folder: Path, mails: int) -> Path:
    """A bare remote, a clone of a new desk, and so many mails in `folder/in`. Returns the clone."""
    desk = folder / "desk"
    run(["git", "init", "-q", "--bare", "-b", "main", "remote.git"], folder)
    run([*HELPDESK, "init", "desk", "--address", "help@example.org"], folder)
    run(["git", "remote", "add", "origin", str(folder / "remote.git")], desk)
    run(["git", "push", "-q", "-u", "origin", "main"], desk)
    (folder / "in").mkdir()
    for number in range(mails):
        (folder / "in" / f"{number:05d}.eml").write_text(
            f"From: Person {number} <p{number}@example.org>\nTo: help@example.org\n"
            f"Subject: Laptop {number} is slow\nMessage-ID: <r{number}@example.org>\n\n"
            f"Hello,\n\nlaptop {number} has been slow since the update.\n"
        )
    return desk


def run(command: list[str], where: Path) -> str:
    return subprocess.run(command, cwd=where, check=True, capture_output=True, text=True).stdout


def passing(desk: Path) -> list[str]:
    return [
        *HELPDESK,
        "run",
        "--mail-in",
        f"folder:{desk.parent / 'in'}",
        "--mail-out",
        f"folder:{desk.parent / 'out'}",
    ]


def kill_once(desk: Path, moment: float) -> bool:
    """Start a pass and kill it after so many seconds. False when it was done before."""
    process = subprocess.Popen(passing(desk), cwd=desk, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def survey(desk: Path, mails: int) -> dict[str, object]:
    """What stands in the remote and in the sink, as a reader who drops equal Message-IDs sees it."""
    remote = desk.parent / "remote.git"
    ledgers = run(["git", "ls-tree", "-r", "--name-only", "main", "tickets/"], remote).splitlines()
    numbers = sorted(int(path.split("/")[2].split("-")[1]) for path in ledgers if path.endswith("/timeline.yml"))
    opened: list[str] = []
    for path in (path for path in ledgers if path.endswith("/timeline.yml")):
        text = run(["git", "cat-file", "blob", f"main:{path}"], remote)
        entries = [json.loads(line.removeprefix("- ")) for line in text.splitlines()]
        opened += [entry["key"] for entry in entries if entry["event"] == "opened"]
    sent = [message_from_bytes(path.read_bytes()) for path in (desk.parent / "out").glob("*.eml")]
    acknowledged = {mail["Message-ID"]: mail["To"] for mail in sent if "acknowledge" in mail["Message-ID"]}
    return {
        "mails": mails,
        "tickets": len(numbers),
        "gaps": len(numbers) and numbers[-1] - len(numbers),
        "messages taken in twice": len(opened) - len(set(opened)),
        "acknowledgements": len(acknowledged),
        "people acknowledged": len(set(acknowledged.values())),
        "left in the inbox": len(list((desk.parent / "in").glob("*.eml"))),
        "plan afterwards": run([*HELPDESK, "plan", "--mail-in", f"folder:{desk.parent / 'in'}"], desk).splitlines()[0],
    }


def expected(mails: int) -> dict[str, object]:
    return {
        "mails": mails,
        "tickets": mails,
        "gaps": 0,
        "messages taken in twice": 0,
        "acknowledgements": mails,
        "people acknowledged": mails,
        "left in the inbox": 0,
        "plan afterwards": "Nothing to do: the desk is in sync.",
    }


def torment(folder: Path, mails: int, kills: int, seed: int, longest: float) -> dict[str, object]:
    """Kill `kills` passes, each at a random moment within `longest` seconds, then let one finish."""
    desk = set_up(folder, mails)
    dice = random.Random(seed)
    killed = sum(kill_once(desk, dice.uniform(0.1, longest)) for _ in range(kills))
    for _ in range(2):
        run(passing(desk), desk)
    return {"killed": killed, **survey(desk, mails)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=6.0, help="seconds within which a kill comes")
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = torment(Path(folder), asked.mails, asked.kills, asked.seed, asked.longest)
    for name, value in found.items():
        print(f"{name:26} {value}")
    print(f"{'seconds':26} {time.monotonic() - begun:.0f}")
    killed = found.pop("killed")
    sys.exit(0 if killed and found == expected(asked.mails) else 1)


if __name__ == "__main__":
    main()
