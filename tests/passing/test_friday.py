"""The promise that is hardest to keep: a weekend, a holiday, a pause, and nobody looking, over a real repository."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desks import Place, git, new_place

from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record
from helpdesk.model.timeline import Breached, Escalated, Owed, Target, Told

CALENDAR = b"""weekly: {mon: [["09:00", "17:00"]], tue: [["09:00", "17:00"]], wed: [["09:00", "17:00"]],
  thu: [["09:00", "17:00"]], fri: [["09:00", "17:00"]]}
days: {2026-03-09: []}
"""
LEVEL = b"""name: Standard
targets:
  P2: {resolve: 8h}
escalate:
  - {at: "100%", to: lead}
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def receive(place: Place, name: str, moment: str, text: str, head: str = "") -> None:
    place.drop(name, text, head=head)
    os.utime(place.inbox / f"{name}.eml", (at(moment).timestamp(),) * 2)


def record(place: Place) -> Record:
    found = place.store().snapshot().ticket(TicketNumber(1))
    assert found is not None
    return found


def test_a_p2_of_friday_afternoon_is_due_on_wednesday_and_breaks_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = new_place(tmp_path, **{"calendars/default": CALENDAR, "sla/default": LEVEL})
    receive(place, "slow", "2026-03-06T16:30", "Urgent: mail is slow.")
    place.run(at("2026-03-06T16:30"))
    assert record(place).ticket.priority == "P2"
    assert record(place).state.promises[Target.RESOLVE].due == at("2026-03-10T16:30")

    ticket = place.desk / "tickets/000/HD-000001/ticket.md"
    ticket.write_text(ticket.read_text().replace("status: new", "status: waiting"))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-03-10T10:00:00Z")
    git(place.desk, "commit", "-qam", "Ask Ana")
    git(place.desk, "push", "-q")
    receive(place, "answer", "2026-03-10T12:00", "It is slow again.", "In-Reply-To: <slow@example.org>\n")
    place.run(at("2026-03-10T14:00"))
    due = at("2026-03-11T10:30")
    assert record(place).state.promises[Target.RESOLVE].due == due

    place.run(at("2026-03-11T10:29"))
    assert not [entry for entry in record(place).timeline if isinstance(entry, Breached)]
    for late in ("2026-03-12T18:00", "2026-03-12T18:05", "2026-03-16T09:00"):
        place.run(at(late))
    timeline = record(place).timeline
    (breach,) = [entry for entry in timeline if isinstance(entry, Breached)]
    (escalation,) = [entry for entry in timeline if isinstance(entry, Escalated)]
    assert (breach.at, breach.due, breach.seen) == (due, due, at("2026-03-12T18:00"))
    assert (escalation.at, escalation.who) == (due, "kim")
    assert (breach.rule, escalation.rule) == ("rules/sla/default.yml:3 default", "rules/sla/default.yml:5")
    (owed,) = [entry for entry in timeline if isinstance(entry, Owed) and entry.template == "escalated"]
    told = [entry for entry in timeline if isinstance(entry, Told) and entry.notice == owed.notice]
    assert [entry.result for entry in told] == ["sent"]
    assert place.in_sync(at("2026-03-16T09:00"))
