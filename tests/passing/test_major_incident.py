"""A major incident end to end: mails in a folder, a desk in git, a folder that mail goes out to."""

import subprocess
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from hand_edits import set_fields
from helpdesk.channels.doors import inbox, outlet
from helpdesk.passing.doors import Doors
from helpdesk.passing.round import run_once
from helpdesk.store.git_store import GitStore
from helpdesk.store.people_push import push_edits
from helpdesk.store.repository import Repository

RULES = {
    "desk.yml": "name: Help\nprefix: HD\nmail: {address: help@example.org}\nlimits: {notices_per_pass: 100}\n",
    "people/kim.yml": "name: Kim Lee\nemail: kim@desk.example\nrole: technician\n",
    "teams/desk.yml": "name: Desk\nlead: kim\nmembers: [kim]\n",
}
PARTS = 300


def a_clone(folder: Path) -> Repository:
    def git(*words: str, where: Path = folder) -> None:
        subprocess.run(["git", *words], cwd=where, check=True, capture_output=True)

    git("init", "-q", "--bare", "-b", "main", "remote.git")
    git("clone", "-q", str(folder / "remote.git"), "desk")
    desk = folder / "desk"
    for name, text in RULES.items():
        (desk / "rules" / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / "rules" / name).write_text(text)
    for words in (("config", "user.email", "kim@desk.example"), ("config", "user.name", "Kim Lee")):
        git(*words, where=desk)
    for words in (("checkout", "-q", "-B", "main"), ("add", "."), ("commit", "-q", "-m", "Begin")):
        git(*words, where=desk)
    git("push", "-q", "-u", "origin", "main", where=desk)
    return Repository.open(desk)


def put(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"{number:04}.eml").write_text(
            f"From: Person {number} <p{number}@example.org>\nTo: help@example.org\nSubject: VPN is down\n"
            f"Message-ID: <m{number}@example.org>\n\nThe vpn does not work, {number}.\n"
        )


def told(folder: Path, template: str) -> Counter[str]:
    """How often each address was told of `template`."""
    mails = (message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml"))
    return Counter(str(mail["To"]) for mail in mails if f".{template}-" in str(mail["Message-ID"]))


@pytest.mark.slow
def test_three_hundred_parts_end_with_the_major_and_everybody_is_told_once_in_three_passes(tmp_path: Path) -> None:
    repository = a_clone(tmp_path)
    store = GitStore(repository)
    rules = store.snapshot().rules
    (tmp_path / "in").mkdir(exist_ok=True)
    doors = Doors((inbox(f"folder:{tmp_path / 'in'}", rules.desk),), {"mail": outlet(f"folder:{tmp_path / 'out'}")})

    def passes(most: int) -> list[int]:
        """Pass after pass until there is nothing to do: how many notices each has sent."""
        sent = []
        for _ in range(most):
            report = run_once(store, doors, lambda snapshot: lambda text, most: ())
            assert report.trouble == []
            if report.quiet:
                break
            sent.append(report.sent)
        return sent

    put(tmp_path / "in", range(1))
    assert passes(3) == [2], "the first is acknowledged, and somebody has it"
    subprocess.run(["git", "pull", "-q", "--ff-only"], cwd=tmp_path / "desk", check=True)
    set_fields(repository, 1, tags=["major"])
    push_edits(repository)
    passes(2)
    put(tmp_path / "in", range(1, PARTS + 1))
    assert passes(9) == [100, 100, 100]
    assert len(told(tmp_path / "out", "acknowledge")) == PARTS + 1
    assert sum(told(tmp_path / "out", "assigned").values()) == 1

    subprocess.run(["git", "pull", "-q", "--ff-only"], cwd=tmp_path / "desk", check=True)
    set_fields(repository, 1, requester={"name": "Monitor"}, status="resolved")
    push_edits(repository)
    assert passes(9) == [100, 100, 100]
    everybody = told(tmp_path / "out", "resolved")
    assert len(everybody) == PARTS and set(everybody.values()) == {1}
    snapshot = store.snapshot()
    parts = [record for record in snapshot.all_tickets() if record.ticket.links.parent == "HD-000001"]
    assert len(parts) == PARTS and {record.ticket.status for record in parts} == {"resolved"}
    assert max(record.state.resolved - parts[0].state.resolved for record in parts) == timedelta(0)
