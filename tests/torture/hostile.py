"""Every hostile text through every door in every field, and then everything the desk puts out is searched.

    HELPDESK_CASES=... python tests/torture/hostile.py [--each 1]

Doors: a mail and a mangled one, the web form by a program and by a browser, an alert, a chat's command, the drop box,
and a stranger's pull request. Outputs: the ledger, pages for staff and for the public, feeds and calendars, notices,
CSV, JSON and metrics, what commands print in a workflow, step summaries, commits, the gateway's log. It prints how many
were looked at and what is wrong: something runs, leaves its folder, breaks a page, is obeyed by a mail server, a
spreadsheet or a runner; or what was accepted is not in the desk, whole.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

import hostile_outputs as outputs
from counter import NOON, counter
from desks import Place, git, new_place, nobody_knows
from hostile_cases import Case, all_cases, own_cases
from hostile_doors import KEYS, Sent, chat, drop, drop_path, form, mail, monitor

from helpdesk.channels.doors import inbox, outlet
from helpdesk.channels.gateway.limits import Rate
from helpdesk.figures.facts import Reader
from helpdesk.model.record import Record
from helpdesk.model.sensitive import masked
from helpdesk.passing.doors import Doors
from helpdesk.passing.round import run_once
from helpdesk.publish import Audience, build
from helpdesk.publish.export.files import write_csv, write_json
from helpdesk.publish.export.openmetrics import openmetrics
from helpdesk.publish.feeds import Entry, Event, atom, calendar
from live_desk import HELPDESK

HARMLESS = Case("harmless", "Nothing but words")
OWN_PATHS = ("tickets/", "rules/", "kb/", "README", "CHANGELOG", ".git", "assets/", "mkdocs", "pyproject", ".helpdesk")
RULES = {
    "desk": b"name: Desk\ndefault_team: first\nmail: {address: help@example.org}\nlimits: {notices_per_pass: 100000}\n",
    "alerts": b"storm: {alerts: 0}\n",
}


@dataclass
class Found:
    """How many of each kind were looked at, and what is wrong with them: (kind, which, what)."""

    seen: Tally[str] = field(default_factory=Tally)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def look(self, kind: str, which: str, troubles: Iterable[str]) -> None:
        self.seen[kind] += 1
        self.wrong += [(kind, which, trouble) for trouble in troubles]

    def failures(self, kind: str) -> list[str]:
        return [f"{which}: {what}" for name, which, what in self.wrong if name == kind]


def everywhere(folder: Path, cases: list[Case]) -> Found:
    """The whole of it, in a folder of its own."""
    found, place = Found(), new_place(folder, **RULES)
    cases = [HARMLESS, *cases]
    sent = _come_in(place, cases, found)
    before = set(folder.iterdir())
    _pass(place)
    _ledger(place, cases, sent, found)
    _pages(place, sent, found)
    _exports(place, found)
    _feeds(cases, found)
    _notices(place, found)
    _printed(place, found)
    _pull_request(place, cases, found)
    found.look("folders", "beside the desk", (str(path) for path in set(folder.iterdir()) - before - _ours(folder)))
    found.look("folders", "planted", _planted(folder))
    return found


def _ours(folder: Path) -> set[Path]:
    return {folder / name for name in ("sent", "out", "csv", "json", "stranger", "summary.md", "all")}


def _planted(folder: Path) -> Iterator[str]:
    yield from (str(path) for path in (folder / "desk").rglob("owned"))
    yield from (str(path) for path in Path.cwd().glob("owned"))


def _come_in(place: Place, cases: list[Case], found: Found) -> Sent:
    sent, spool = Sent(place.folder / "spool"), place.folder / "spool"
    generous = {"overall": Rate(1_000_000, 1.0), "per_address": Rate(1_000_000, 1.0)}
    with counter(spool, KEYS, **generous) as desk:
        for number, case in enumerate(cases):
            mail(case, number, place.inbox, sent)
            form(case, number, desk, sent)
            monitor(case, number, desk, sent)
            chat(case, number, desk, sent)
            drop(case, number, place.desk / "tickets" / "new", sent)
        log = desk.log.getvalue()
    for name, html in sent.shown.items():
        found.look("page of the form", name, outputs.page(html) if html else ())
    for line in log.splitlines():
        found.look("line of the gateway's log", line[:60], outputs.log(line.encode()))
    git(place.desk, "add", "-A")
    git(place.desk, "commit", "-q", "-m", "Drop")
    git(place.desk, "push", "-q", "origin", "main")
    return sent


def _pass(place: Place) -> None:
    """Passes until nothing is left to do."""
    desk = place.store().snapshot().rules.desk
    doors = Doors(
        (inbox(f"folder:{place.inbox}", desk), inbox(f"spool:{place.folder / 'spool'}", desk)),
        {"mail": outlet(f"folder:{place.sent}")},
    )
    for minute in range(20):
        report = run_once(place.store(), doors, nobody_knows, NOON + timedelta(minutes=minute))
        assert not report.trouble, report.trouble
        if report.quiet:
            return
    raise AssertionError("passes never come to rest")


def _ledger(place: Place, cases: list[Case], sent: Sent, found: Found) -> None:
    """What was accepted is a ticket with all its words, and only the ticket's own files were written."""
    snapshot = place.store().snapshot()
    text = {case.id: case.text for case in cases}
    dropped = {number for number in range(len(cases)) if (place.desk / drop_path(number)).exists()}
    for number, case in enumerate(cases):
        if number in dropped:  # no ticket yet: what is wrong with it is said, and it waits for whoever mends it
            sent.refused["drop box", case.id] = sent.keys.pop(("drop box", case.id))
    for (door, case_id), key in sent.keys.items():
        number_given = snapshot.number_of_key(key)
        record = snapshot.ticket(number_given) if number_given is not None else None
        found.look(f"in by {door}", case_id, _kept(record, text[case_id], door))
    for (door, case_id), why in sent.refused.items():
        found.look(f"refused by {door}", case_id, () if why else ["and nothing is said"])
    listed = git(place.desk, "ls-tree", "-rz", "--name-only", "origin/main").split("\0")
    for path in filter(None, listed):
        odd = not path.startswith(OWN_PATHS) or "/../" in path or "/.git/" in path or outputs.ORDERS.search(path)
        found.look("files in git", path, ["not where tickets are"] if odd else ())
    for subject in git(place.desk, "log", "--format=%B%x00", "origin/main").split("\0"):
        signed = [line for line in subject.splitlines() if line.startswith(("Co-authored-by:", "Signed-off-by:"))]
        found.look("commits", subject[:40], [*outputs.log(subject.encode()), *signed])


def _kept(record: Record | None, text: str, door: str) -> Iterator[str]:
    if record is None or record.quarantined:
        yield "no ticket that can be read"
        return
    whole = "".join((record.ticket.title, record.request, *(said.text for said in record.conversation)))
    wanted, got = outputs.squashed(text), outputs.squashed(whole)
    if door in ("mail", "form", "chat", "drop box") and wanted not in got:
        yield f"lost: {wanted[:80]!r} of {got[:160]!r}"


def _pages(place: Place, sent: Sent, found: Found) -> None:
    out, snapshot = place.folder / "out", place.store().snapshot()
    for audience in (Audience.STAFF, Audience.PUBLIC):
        build(snapshot, out / audience.value, NOON, audience, "https://help.example.org")
    usual, own = {}, set()
    for (door, case), key in sent.keys.items():
        number = snapshot.number_of_key(key)
        if number is None:
            continue
        path = out / "staff" / f"tickets/{number // 1000:03d}/HD-{number:06d}.html"
        html = path.read_text("utf-8")
        own.add(path)
        if case == HARMLESS.id:
            usual[door] = outputs.parts(html)
        record = snapshot.ticket(number)
        # A password in the address of a page is hidden there as everywhere.
        title = outputs.squashed(masked(record.ticket.title)) if record else ""
        lost = [] if title in outputs.words_of(html) else [f"the title is not on its page: {title[:80]!r}"]
        found.look("ticket page", f"{door} {case}", [*outputs.page(html, usual[door]), *lost])
    for path in out.rglob("*.*"):
        where = str(path.relative_to(out))
        match path.suffix:
            case ".html" if path not in own:
                found.look("other page", where, outputs.page(path.read_text("utf-8")))
            case ".xml" | ".atom":
                found.look("feed", where, outputs.feed(path.read_bytes()) if b"Atom" in path.read_bytes()[:300] else ())
            case ".ics":
                found.look("calendar", where, outputs.calendar(path.read_bytes()))
            case ".json":
                found.look("JSON", where, _json(path))


def _json(path: Path) -> Iterator[str]:
    import json

    try:
        json.loads(path.read_bytes())
    except ValueError as problem:
        yield str(problem)


def _exports(place: Place, found: Found) -> None:
    snapshot = place.store().snapshot()
    reader = Reader(snapshot.rules)
    facts = [reader.read(record) for record in snapshot.all_tickets()]
    write_csv(facts, place.folder / "csv")
    write_json(facts, place.folder / "json")
    text = (place.folder / "csv").read_bytes().decode("utf-8")
    found.look("CSV", "all tickets", outputs.table(text, len(facts)))
    metrics = openmetrics(facts, NOON)
    found.look("metrics", "all tickets", outputs.metrics(metrics))
    found.look("JSON", "all tickets", outputs.json_lines(place.folder / "json"))


def _feeds(cases: list[Case], found: Found) -> None:
    """News and events that say a case wherever they say anything."""
    for case in cases:
        words = {"id": case.text, "place": case.text, "title": case.text, "text": case.text}
        entry, event = Entry(**words, published=NOON, updated=NOON), Event(**words, start=NOON, end=NOON, changed=NOON)
        found.look("feed", case.id, outputs.feed(atom(case.text, case.text, "news.xml", "", [entry], NOON)))
        address = "https://help.example.org"
        found.look("calendar", case.id, outputs.calendar(calendar(case.text, case.text, address, [event])))


def _notices(place: Place, found: Found) -> None:
    for path in sorted(place.sent.glob("*.eml")):
        found.look("notice", path.name, outputs.notice(path.read_bytes()))


def _printed(place: Place, found: Found) -> None:
    """What commands print where a workflow runs, and its summary."""
    summary = place.folder / "summary.md"
    environment = {**os.environ, "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary), "HELPDESK_USER": "kim"}
    numbers = [record.reference for record in place.store().snapshot().all_tickets()]
    step = max(1, len(numbers) // 12)
    verbs = [["list", "--all"], ["list"], ["check"], ["stats"], ["run"], ["plan"], ["search", "script"]]
    verbs += [[verb, number] for number in numbers[::step] for verb in ("show", "explain")]
    for verb in verbs:
        done = subprocess.run([*HELPDESK, *verb], cwd=place.desk, env=environment, capture_output=True, timeout=900)
        whole = done.stdout + done.stderr
        trace = ["a traceback"] if b"Traceback" in whole else []
        found.look("printed", " ".join(verb), [*outputs.log(whole, commands=True), *trace])
    if summary.exists():
        found.look("summary", "of commands", outputs.summary(summary.read_text("utf-8")))


def _pull_request(place: Place, cases: list[Case], found: Found) -> None:
    """A stranger edits a ticket, a ledger and a comment, and adds files of every name and text; base's rules judge."""
    there = place.folder / "stranger"
    git(place.folder, "clone", "-q", str(place.remote), str(there))
    base = git(there, "rev-parse", "HEAD")
    records = [record for record in place.store().snapshot().all_tickets() if not record.quarantined]
    for case, record in zip(cases, records, strict=False):
        ticket, ledger = there / record.path / "ticket.md", there / record.path / "timeline.yml"
        ticket.write_bytes(_with_title(ticket.read_bytes(), case.text))
        with ledger.open("ab") as file:
            file.write(case.text.encode("utf-8", "replace") + b"\n")
        (there / record.path / "comments").mkdir(exist_ok=True)
        # Git itself takes no name like its own, and a slash makes another folder.
        name = case.text[:60].replace("/", "_")
        if not outputs.squashed(name).lower().startswith((".", "git~")):
            with suppress(OSError, ValueError):  # no name of a file
                (there / record.path / "comments" / f"{name}.md").write_text(case.text, "utf-8", "replace")
            with suppress(OSError, ValueError):
                (there / "tickets" / "new" / name).write_text(case.text, "utf-8", "replace")
    git(there, "add", "-A")
    git(
        there,
        "-c",
        "user.name=Eve",
        "-c",
        "user.email=eve@example.net",
        "commit",
        "-q",
        "-m",
        cases[-1].text[:200] or "-",
    )
    summary = place.folder / "summary.md"
    summary.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(summary),
        "HELPDESK_AUTHOR": "666",
    }
    done = subprocess.run(
        [*HELPDESK, "check", "--base", base], cwd=there, env=environment, capture_output=True, timeout=1800
    )
    passed = (
        []
        if done.returncode == 1 and b"Traceback" not in done.stderr
        else [f"exit {done.returncode}: {done.stderr[-500:]!r}"]
    )
    found.look("pull request", "printed", [*outputs.log(done.stdout + done.stderr, commands=True), *passed])
    if summary.exists():
        found.look("pull request", "summary", outputs.summary(summary.read_text("utf-8")))


def _with_title(data: bytes, text: str) -> bytes:
    """A ticket whose title somebody wrote without any thought of YAML."""
    lines = data.split(b"\n")
    raw = b"title: " + text.encode("utf-8", "replace")
    return b"\n".join(raw if line.startswith(b"title:") else line for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=1, help="every how-manieth of the cases in HELPDESK_CASES")
    parser.add_argument("--first", type=int, default=0, help="the first of those, to go through all of them in parts")
    parser.add_argument("--own", action="store_true", help="only our own cases")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = everywhere(Path(folder), own_cases() if asked.own else all_cases(asked.each, asked.first))
    for kind, count in found.seen.items():
        wrong = found.failures(kind)
        print(f"{kind:28} {count:7} {len(wrong):4} wrong")
        for line in wrong[:8]:
            print(f"    {line[:300]}")
    sys.exit(1 if found.wrong else 0)


if __name__ == "__main__":
    main()
