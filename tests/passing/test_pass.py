"""A pass over a real repository: everything in, everybody told, once, whatever goes wrong on the way."""

import re
import threading
from datetime import timedelta
from email import message_from_string
from pathlib import Path

import pytest
from desks import NOON, Place, git, new_place

from helpdesk.channels.doors import inbox
from helpdesk.passing import tell
from helpdesk.passing.doors import Doors
from helpdesk.passing.report import Report
from helpdesk.passing.take_in import FAR


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path)


def test_a_mail_becomes_a_ticket_with_an_owner_promises_and_an_acknowledgement(place: Place) -> None:
    place.drop("a")
    report = place.run()
    (record,) = place.store().snapshot().all_tickets()
    assert (record.ticket.assignee, len(record.state.promises)) == ("kim", 2)
    assert report.sent == 2
    assert any("To: Ana <ana@example.org>" in mail and "HD-000001" in mail for mail in place.mails())
    assert place.in_sync()
    assert git(place.remote, "rev-parse", "main") == git(place.desk, "rev-parse", "HEAD")
    assert git(place.desk, "status", "--porcelain") == ""


def test_notices_go_out_a_part_at_a_time_each_once_also_where_a_part_ends_within_a_ticket(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tell, "BATCH", 3)
    for name in "abc":
        place.drop(name)
    assert place.run().sent == 6
    assert len({message_from_string(mail)["Message-ID"] for mail in place.mails()}) == len(place.mails()) == 6
    subjects = git(place.remote, "log", "--reverse", "--format=%s", "main").splitlines()
    told = [subject.partition(":")[0] for subject in subjects if ": told " in subject]
    assert told == ["HD-000001", "HD-000002", "HD-000002", "HD-000003"]
    assert place.run(NOON + timedelta(minutes=1)).quiet


def test_a_second_pass_finds_nothing_to_do_and_writes_nothing(place: Place) -> None:
    place.drop("a")
    place.run()
    before = git(place.remote, "rev-parse", "main")
    assert place.run(NOON + timedelta(minutes=1)).quiet
    assert git(place.remote, "rev-parse", "main") == before


def test_a_mail_dropped_twice_is_one_ticket(place: Place) -> None:
    place.drop("a")
    place.run()
    place.drop("a")
    report = place.run()
    assert place.references() == ["HD-000001"]
    assert "it is in already" in report.refused[0]
    assert not list(place.inbox.glob("*.eml"))


def test_each_ticket_is_a_commit_of_its_own(place: Place) -> None:
    for name in "abc":
        place.drop(name)
    place.run()
    subjects = git(place.remote, "log", "--format=%s", "main").splitlines()
    routed = sorted(subject for subject in subjects if "routed to" in subject)
    assert routed == [f"HD-00000{number}: routed to first / kim (P4)" for number in (1, 2, 3)]


def test_an_unreachable_remote_loses_nothing_and_says_so(place: Place) -> None:
    doors = place.doors()
    store = place.store()
    place.drop("a")
    gone = place.folder / "gone.git"
    place.remote.rename(gone)
    from desks import nobody_knows

    from helpdesk.passing.round import run_once

    report = run_once(store, doors, nobody_knows, NOON)
    assert "did not answer" in report.trouble[0]
    assert len(list(place.inbox.glob("*.eml"))) == 1
    gone.rename(place.remote)
    assert place.run().sent == 2


def test_without_a_mail_server_notices_wait_and_are_told_when_it_is_back(place: Place) -> None:
    place.drop("a")
    report = place.run(doors=place.doors("smtp://127.0.0.1:1"))
    assert report.sent == 0
    assert "tried again" in report.trouble[0]
    assert place.run(NOON + timedelta(minutes=1)).sent == 2
    assert place.in_sync(NOON + timedelta(minutes=1))


def test_the_limit_spreads_notices_over_passes_and_takes_everything_in_at_once(tmp_path: Path) -> None:
    desk = b"name: Desk\ndefault_team: first\nmail: {address: help@example.org}\nlimits: {notices_per_pass: 4}\n"
    place = new_place(tmp_path, desk=desk)
    for name in "abcde":
        place.drop(name)
    reports = [place.run(NOON + timedelta(minutes=minute)) for minute in range(4)]
    assert [report.sent for report in reports] == [4, 4, 2, 0]
    assert reports[0].messages == 5
    assert len(place.mails()) == 10


def test_a_message_the_remote_refuses_is_taken_in_without_its_content(place: Place) -> None:
    hook = place.remote / "hooks" / "pre-receive"
    hook.write_text(
        "#!/bin/sh\nwhile read old new ref; do\n"
        '  if git diff "$old" "$new" | grep -q FORBIDDEN; then echo "policy: no such word" >&2; exit 1; fi\ndone\n'
    )
    hook.chmod(0o755)
    for name in "abc":
        place.drop(name, "FORBIDDEN word" if name == "b" else "fine")
    report = place.run()
    records = list(place.store().snapshot().all_tickets())
    assert len(records) == 3
    assert len(report.withheld) == 1
    assert sum("withheld" in record.request for record in records) == 1
    assert report.sent == 6
    assert place.in_sync()


def test_two_clones_racing_on_one_remote_lose_and_double_nothing(place: Place) -> None:
    other = place.clone("other")
    for number in range(30):
        place.drop(f"m{number:02d}")
    reports: list[Report] = []

    def race(mine: Place) -> None:
        reports.extend(mine.run() for _ in range(3))

    threads = [threading.Thread(target=race, args=(each,)) for each in (place, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # What lost its last race is taken in by the next pass.
    place.run(NOON + timedelta(minutes=11))
    keys = [entry.key for r in place.store().snapshot().all_tickets() for entry in r.timeline if hasattr(entry, "key")]
    assert sorted(keys) == sorted(f"mail:<m{number:02d}@example.org>" for number in range(30))
    told = {message_from_string(mail)["Message-ID"] for mail in place.mails()}
    assert len(told) == 60
    assert place.in_sync(NOON + timedelta(minutes=11))


def test_a_reply_to_the_address_that_carries_the_mac_joins_its_ticket_whoever_sends_it(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.keys = (b"secret",)
    place.drop("a")
    place.run()
    (answer,) = [message_from_string(mail) for mail in place.mails() if "acknowledge" in mail]
    address = answer["Reply-To"]
    assert address.startswith("help+hd-000001.")
    place.drop("b", "From my phone.", "Ana <ana.private@example.net>", f"Cc: {address}\n")
    place.drop("c", "Let me in.", "Eve <eve@example.net>", "Cc: help+hd-000001.aaaaaaaaaaaaaaaa@example.org\n")
    place.run(NOON + timedelta(minutes=1))
    assert place.references() == ["HD-000001", "HD-000002"]


def test_a_clone_of_depth_one_still_knows_who_edited(place: Place) -> None:
    place.drop("a")
    place.run()
    ticket = place.desk / "tickets/000/HD-000001/ticket.md"
    for impact in ("high", "low"):
        ticket.write_text(re.sub("impact: .*", f"impact: {impact}", ticket.read_text()))
        git(place.desk, "commit", "-qam", f"Set the impact to {impact}")
    (place.desk / "notes.md").write_text("Something else came last.")
    git(place.desk, "add", "notes.md")
    git(place.desk, "commit", "-qm", "Take notes")
    git(place.desk, "push", "-q")
    git(place.folder, "clone", "-q", "--depth=1", place.remote.as_uri(), "ci")
    Place(place.folder, place.folder / "ci").run(NOON + timedelta(minutes=5))
    (record,) = place.store().snapshot().all_tickets()
    changed = [entry for entry in record.timeline if type(entry).__name__ == "Changed"]
    assert [(entry.by, entry.set) for entry in changed] == [("kim", {"impact": "low"})]


def test_a_technicians_push_is_stamped_with_who_and_when(place: Place) -> None:
    place.drop("a")
    place.run()
    ticket = place.desk / "tickets/000/HD-000001/ticket.md"
    ticket.write_text(ticket.read_text().replace("impact: medium", "impact: high"))
    git(place.desk, "commit", "-qam", "Raise the impact")
    git(place.desk, "push", "-q")
    place.run(NOON + timedelta(minutes=5))
    record = place.store().snapshot().ticket(place.store().snapshot().cursors.highest)
    assert record is not None
    changed = [entry for entry in record.timeline if type(entry).__name__ == "Changed"]
    assert [(entry.by, entry.set) for entry in changed] == [("kim", {"impact": "high"})]
    assert record.ticket.priority == "P3", "the desk's own choice follows: high impact, low urgency"
    assert place.in_sync(NOON + timedelta(minutes=5))


def test_a_mailbox_that_is_numbered_anew_is_read_again_once_and_not_by_every_pass(place: Place) -> None:
    box = place.folder / "box"
    mails = (
        f"From: Ana <ana{n}@example.org>\nSubject: Mail {n}\nMessage-ID: <box{n}@example.org>\n\nText {n}\n\n"
        for n in range(FAR)
    )
    whole = "".join(f"From x Mon\n{mail}" for mail in mails)
    box.write_text(whole)

    def once(minute: int) -> tuple[Report, str]:
        doors = Doors((inbox(f"mbox:{box}", place.store().snapshot().rules.desk),), place.doors().outlets)
        report = place.run(NOON + timedelta(minutes=minute), doors)
        return report, place.store().snapshot().cursors.channels["mail:mbox:box"]

    assert once(0)[0].messages == FAR
    box.write_text(whole.replace("From x Mon", "From y Tue", 1))
    report, position = once(1)
    assert (len(report.refused), report.trouble) == (FAR, [])
    assert once(2) == (Report(commit=report.commit), position)
    assert len(place.references()) == FAR
