"""Threading suites against a desk: which ticket a mail joins, by `helpdesk run` over folders of mail.

Each case gets a ticket of its own, opened by the mail's own sender, in the state that the case asks for; then its mail
comes in. Cases of one policy share a desk, two days apart, so that equal mails are not taken for one sent twice.
"""

import json
import os
import re
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome

DAY = 86_400
_Case = dict[str, Any]


@dataclass
class Desk:
    """A desk of its own in `folder`, with mail folders beside it."""

    folder: Path
    reopen_within: str

    def __post_init__(self) -> None:
        helpdesk("init", str(self.desk), "--address", "desk@helpdesk.example")
        rules = self.desk / "rules" / "desk.yml"
        rules.write_text(f"{rules.read_text()}reopen_within: {self.reopen_within}\n")
        self.commit("Say how long a ticket may be reopened")
        (self.folder / "in").mkdir()

    @property
    def desk(self) -> Path:
        return self.folder / "desk"

    def commit(self, subject: str) -> None:
        for words in (("add", "-A"), ("commit", "-q", "-m", subject)):
            subprocess.run(["git", *words], cwd=self.desk, check=True, capture_output=True)

    def drop(self, name: str, raw: str, received: float) -> None:
        path = self.folder / "in" / f"{name}.eml"
        path.write_text(raw, encoding="utf-8")
        os.utime(path, (received, received))

    def run(self, now: float) -> None:
        moment = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        mails = f"folder:{self.folder / 'in'}"
        helpdesk("run", "-C", str(self.desk), "--mail-in", mails, "--now", moment)

    def ledgers(self) -> dict[str, list[_Case]]:
        """Every ticket's entries, by its reference."""
        return {
            path.parent.name: [json.loads(line.removeprefix("- ")) for line in path.read_text().splitlines()]
            for path in sorted(self.desk.glob("tickets/*/*/timeline.yml"))
        }


def threading(folder: Path) -> Iterator[Outcome]:
    """Follow-up or new ticket, by reference, References and the state of what is there."""
    file = folder / "email" / "threading.jsonl"
    cases = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
    groups: dict[tuple[str, str], list[_Case]] = defaultdict(list)
    for case in cases:
        there = case["input"]["existing_ticket"]
        groups[there.get("follow_up_policy", ""), there["state"]].append(case)
    for (policy, state), group in groups.items():
        with tempfile.TemporaryDirectory() as place:
            yield from _of_one_policy(Desk(Path(place), _reopen_within(policy)), policy, state, group)


def _reopen_within(policy: str) -> str:
    """The source's policy in our words."""
    if policy.startswith("new_ticket_after_"):
        return f"{policy.split('_')[3]}d"
    return "0d" if policy == "new_ticket" else "7d"


def _of_one_policy(desk: Desk, policy: str, state: str, cases: list[_Case]) -> Iterator[Outcome]:
    now = time.time()
    opened = [now - (len(cases) - index) * 2 * DAY for index in range(len(cases))]
    for index, (case, at) in enumerate(zip(cases, opened, strict=True)):
        sender = message_from_string(case["input"]["raw"])["From"]
        head = f"From: {sender}\nTo: desk@helpdesk.example\nSubject: Case {index}\n"
        mail = f"{head}Message-ID: <first{index}@source.example>\n\nTicket of case {index}.\n"
        desk.drop(f"first{index:03d}", mail, at)
    desk.run(now)
    references = {_key(entries): reference for reference, entries in desk.ledgers().items()}
    for index in range(len(cases)):
        _bring_into(state, references[f"mail:<first{index}@source.example>"], desk)
    later = now + (5 * DAY if "5_days_later" in policy else 60)
    for index, (case, at) in enumerate(zip(cases, opened, strict=True)):
        reference = references[f"mail:<first{index}@source.example>"]
        raw = case["input"]["raw"].replace("{{REF}}", f"[{reference}]").replace("{{UNKNOWN_REF}}", "[HD-099999]")
        raw = raw.replace("{{MSGID}}", f"<first{index}@source.example>").replace("{{SUBJECT}}", f"Case {index}")
        received = at + DAY if state in ("open", "new") else later
        desk.drop(f"second{index:03d}", f"Message-ID: <second{index}@source.example>\n{raw}", received)
    desk.run(later)
    ledgers = desk.ledgers()
    for index, case in enumerate(cases):
        reference = references[f"mail:<first{index}@source.example>"]
        yield _outcome(case, reference, f"mail:<second{index}@source.example>", ledgers)


def _key(entries: list[_Case]) -> str:
    return next((str(entry["key"]) for entry in entries if entry["event"] == "opened"), "")


def _bring_into(state: str, reference: str, desk: Desk) -> None:
    match state:
        case "closed":
            (path,) = desk.desk.glob(f"tickets/*/{reference}/ticket.md")
            path.write_text(re.sub(r"(?m)^status: .*$", "status: closed", path.read_text()))
            desk.commit(f"{reference}: close it")
        case "merged":
            made = helpdesk("new", "-C", str(desk.desk), "It goes on here", "--from", "x@source.example", "-m", "x")
            assert made
            desk.run(time.time())
            other = max(desk.ledgers())
            helpdesk("link", "-C", str(desk.desk), reference, "--duplicate-of", other)
        case "removed":
            for path in desk.desk.glob(f"tickets/*/{reference}"):
                subprocess.run(["git", "rm", "-rq", str(path)], cwd=desk.desk, check=True)
            desk.commit(f"{reference}: removed")
        case _:
            return
    desk.run(time.time())


def _outcome(case: _Case, reference: str, key: str, ledgers: dict[str, list[_Case]]) -> Outcome:
    """`append` is a comment on the ticket there was, `new` a ticket of its own."""
    found = [
        (name, entry["event"]) for name, entries in ledgers.items() for entry in entries if entry.get("key") == key
    ]
    names = {"commented": "append", "opened": "new"}
    action = names.get(found[0][1], found[0][1]) if len(found) == 1 else f"{len(found)} places"
    if action == "append" and found[0][0] != reference:
        action = f"append to {found[0][0]}"
    wrong = [] if action == case["expect"]["action"] else [f"expected {case['expect']['action']}, got {action}"]
    reopened = any(entry["event"] == "reopened" for entry in ledgers.get(reference, ()))
    wanted = case["expect"].get("reopens")
    if wanted is not None and wanted is not reopened:
        wrong.append(f"reopens: expected {wanted}, got {reopened}")
    return Outcome(case["id"], not wrong, "; ".join(wrong))


def bounces(folder: Path) -> Iterator[Outcome]:
    """A bounce joins the ticket that holds the mail it is about, and changes nothing there that a person decides."""
    file = folder / "email" / "bounce.jsonl"
    for case in map(json.loads, file.read_text("utf-8").splitlines()) if file.is_file() else ():
        with tempfile.TemporaryDirectory() as place:
            desk, now = Desk(Path(place), "7d"), time.time()
            sent = case["input"]["existing_ticket"]["sent_message_id"]
            desk.drop("first", f"From: a@source.example\nSubject: First\nMessage-ID: {sent}\n\nHelp.\n", now - DAY)
            desk.run(now)
            (reference,) = desk.ledgers()
            raw = (folder / "email" / case["input"]["eml"]).read_bytes()
            (desk.folder / "in" / "bounce.eml").write_bytes(raw)
            desk.run(now + 60)
            ledgers = desk.ledgers()
            keys = {entry["key"] for entries in ledgers.values() for entry in entries if entry.get("key")}
            (key,) = keys - {f"mail:{sent}"}
            yield _outcome(case, reference, key, ledgers)


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"mail.threading": threading, "mail.bounce-joins": bounces}
