"""A desk that learns from its own resolved tickets, in a real repository, pass by pass."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desks import Place, git, new_place

from helpdesk.commands.finding.learned import model_at, monday_before, predictor_of
from helpdesk.commands.passes.suggester import Failures, ask, with_suggester
from helpdesk.decide.explain import explain
from helpdesk.model.ids import TicketNumber
from helpdesk.model.question import Question
from helpdesk.model.record import Record
from helpdesk.model.timeline import Triaged
from helpdesk.passing.doors import Doors

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NEXT_WEEK = START + timedelta(days=7)
CATEGORIES = b"printing: {name: Printing}\nnetwork: {name: Network}\n"
KINDS = {
    "printing": "the printer jams again, toner and paper tray, page comes out empty",
    "network": "the tunnel drops, gateway timeout from home, remote connection lost",
}
EACH = 12


def a_desk(folder: Path, learning: bytes) -> Place:
    desk = b"name: Desk\ndefault_team: first\nmail: {address: help@example.org}\nlearning: " + learning + b"\n"
    return new_place(folder, desk=desk, categories=CATEGORIES)


def doors(place: Place) -> Doors:
    return replace(place.doors(), predictor=predictor_of(place.store().repository))


def taught(folder: Path, learning: bytes, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A desk whose technician has categorised and resolved two dozen tickets in the week before."""
    place = a_desk(folder, learning)
    for number in range(EACH):
        for kind, text in KINDS.items():
            place.drop(f"{kind}-{number}", f"{text}, room {number}")
    place.run(START, doors(place))
    for record in place.store().snapshot().all_tickets():
        kind = "printing" if "printer" in record.request else "network"
        path = place.desk / record.path / "ticket.md"
        path.write_text(
            path.read_text().replace(
                "status: new\n", f"status: resolved\ncategory: {kind}\nresolution: {{code: fixed, summary: Done.}}\n"
            )
        )
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-03-02T10:00:00Z")
    git(place.desk, "commit", "-qam", "Resolve everything")
    git(place.desk, "push", "-q")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{who}_DATE")
    place.run(START + timedelta(hours=2), doors(place))
    place.drop("first-of-the-week", "Good morning.")
    place.run(NEXT_WEEK, doors(place))
    return place


def ticket_of(place: Place, text: str, name: str = "asked") -> Record:
    place.drop(name, text)
    place.run(NEXT_WEEK + timedelta(hours=1), doors(place))
    snapshot = place.store().snapshot()
    found = snapshot.ticket(TicketNumber(snapshot.cursors.highest))
    assert found is not None
    return found


def test_what_no_rule_decides_is_filled_in_from_what_people_decided_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = taught(tmp_path, b"{use: true, sure: 0.8}", monkeypatch)
    record = ticket_of(place, "My printer: paper tray empty, toner low")
    assert record.ticket.category == "printing"
    said = "\n".join(explain(record, place.store().snapshot().rules))
    assert "category = printing: learned model" in said
    assert "'printer'" in said or "'toner'" in said or "'tray'" in said
    assert place.in_sync(NEXT_WEEK + timedelta(hours=1))


def test_what_it_is_not_sure_enough_of_is_proposed_and_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = taught(tmp_path, b"{use: true, sure: 0.8, fields: {category: 1.1}}", monkeypatch)
    record = ticket_of(place, "My printer: paper tray empty, toner low")
    assert record.ticket.category == ""
    (triaged,) = (entry for entry in record.timeline if isinstance(entry, Triaged))
    assert [(each.field, each.value) for each in triaged.proposed] == [("category", "printing")]
    assert "proposed, not set: category = printing" in "\n".join(explain(record, place.store().snapshot().rules))


def test_a_desk_that_does_not_ask_for_it_goes_by_its_rules_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = taught(tmp_path, b"{use: false}", monkeypatch)
    record = ticket_of(place, "My printer: paper tray empty, toner low")
    assert (record.ticket.category, record.ticket.team) == ("", "first")
    assert not any(isinstance(entry, Triaged) and entry.proposed for entry in record.timeline)


def test_another_clone_of_the_same_commit_has_the_same_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = taught(tmp_path, b"{use: true}", monkeypatch)
    here, there = place.store(), place.clone("other").store()
    mine, theirs = model_at(here.repository, here.snapshot()), model_at(there.repository, there.snapshot())
    assert mine is not None and theirs is not None
    assert mine.id == theirs.id
    assert mine.lessons == 2 * EACH


def test_what_changes_within_the_week_does_not_change_the_model_of_the_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = taught(tmp_path, b"{use: true}", monkeypatch)
    before = model_at(place.store().repository, place.store().snapshot())
    git(place.desk, "pull", "-q")
    path = place.desk / "tickets/000/HD-000001/ticket.md"
    text = path.read_text()
    other = "network" if "category: printing" in text else "printing"
    path.write_text(text.replace("category: printing", "category: X").replace("category: network", "category: X"))
    path.write_text(path.read_text().replace("category: X", f"category: {other}"))
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-03-09T12:00:00Z")
    git(place.desk, "commit", "-qam", "Correct a category")
    git(place.desk, "push", "-q")
    place.run(NEXT_WEEK + timedelta(hours=5), doors(place))
    after = model_at(place.store().repository, place.store().snapshot())
    fresh = place.clone("fresh").store()
    anew = model_at(fresh.repository, fresh.snapshot())
    assert before is not None and after is not None and anew is not None
    assert before.id == after.id == anew.id


def test_a_week_begins_on_monday_in_utc() -> None:
    assert monday_before(datetime(2026, 3, 8, 23, 59, tzinfo=UTC)) == datetime(2026, 3, 2, tzinfo=UTC)
    assert monday_before(datetime(2026, 3, 9, tzinfo=UTC)) == datetime(2026, 3, 9, tzinfo=UTC)


ALLOWED = {"category": ("printing", "network"), "team": ("first",)}


def _suggester(answer: str) -> list[str]:
    return [sys.executable, "-c", f"import sys; sys.stdin.read(); print({answer!r})"]


def test_an_outside_suggester_may_name_only_what_the_desk_has() -> None:
    answer = (
        '{"category": {"value": "network", "confidence": 3, "why": "net"}, "team": {"value": "root"}, '
        '"x": {"value": "y"}}'
    )
    (guess,) = ask(_suggester(answer), Question("a", "b"), ALLOWED)
    assert (guess.field, guess.value, guess.confidence) == ("category", "network", 1.0)
    assert guess.by == "outside suggester (not calibrated, says 'net')"


@pytest.mark.parametrize("answer", ["no json", "[]", '{"category": "network"}', ""])
def test_a_suggester_that_talks_nonsense_suggests_nothing(answer: str) -> None:
    assert ask(_suggester(answer), Question("a", "b"), ALLOWED) == ()


def test_a_suggester_that_is_missing_fails_or_is_late_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.commands.passes.suggester.SECONDS", 0.2)
    assert ask(["/nowhere/at-all"], Question("a", "b"), ALLOWED) == ()
    assert ask([sys.executable, "-c", "raise SystemExit(1)"], Question("a", "b"), ALLOWED) == ()
    assert ask([sys.executable, "-c", "import time; time.sleep(30)"], Question("a", "b"), ALLOWED) == ()


@pytest.mark.parametrize(
    "script",
    [
        "import sys\nwhile True: sys.stdout.write('x' * 65536)",
        "print('[' * 60000)",
        "import json; print(json.dumps({'category': {'value': 'network', 'x': [[]] * 30000}}))",
        "import os; os.write(1, b'\\xff\\x00')",
        "import os, sys; sys.stdout.flush(); os.close(1); import time; time.sleep(30)",
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(30)'])",
    ],
    ids=["endless", "nested", "huge", "no text", "says nothing and stays", "leaves somebody behind"],
)
def test_a_hostile_suggester_suggests_nothing_and_holds_nothing_up(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.commands.passes.suggester.SECONDS", 1.0)
    assert ask([sys.executable, "-c", script], Question("a", "b"), ALLOWED) == ()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("raise SystemExit(3)", "it ended with status 3"),
        ("print('no json')", "what it answers is not JSON as wanted"),
        ("print('x' * 70_000)", "it wrote more than 64,000 bytes"),
        ("import time; time.sleep(30)", "no answer within 0.3 s"),
        (
            """print('{"category": {"value": "root"}}')""",
            "it answered 'category' = 'root', which is not one of the desk's own",
        ),
    ],
)
def test_what_is_wrong_with_a_suggester_is_said(script: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.commands.passes.suggester.SECONDS", 0.3 if "sleep" in script else 5.0)
    heard: list[str] = []
    failures = Failures(heard.append)
    for _ in range(2):
        assert ask([sys.executable, "-c", script], Question("a", "b"), ALLOWED, failures) == ()
    assert len(heard) == 1
    assert said in heard[0]


def test_a_suggester_that_fails_three_times_in_a_row_is_not_asked_again_in_this_pass() -> None:
    heard: list[str] = []
    failures = Failures(heard.append)
    for reason in ("late", "late", "", "late", "late"):
        failures.note(reason)
    assert not failures.given_up
    failures.note("late")
    assert failures.given_up
    assert "not asked again" in heard[-1]


def test_a_suggester_is_not_sent_the_passwords_of_a_request() -> None:
    script = (
        "import json, sys; q = json.load(sys.stdin); "
        "print(json.dumps({'category': {'value': 'network', 'why': q['text']}}))"
    )
    (guess,) = ask([sys.executable, "-c", script], Question("a", "my password is Otter88x"), ALLOWED)
    assert "Otter" not in guess.by
    assert "(hidden: password)" in guess.by


def test_no_program_is_run_where_the_environment_names_none() -> None:
    asked: list[Question] = []

    def learned(_snapshot: object) -> object:
        return lambda question: asked.append(question) or ()

    assert with_suggester(learned, "  ") is learned  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["HELPDESK_REPLY_KEYS", "GITHUB_TOKEN", "GH_TOKEN", "SSH_AUTH_SOCK"])
def test_a_suggester_does_not_see_the_desks_secrets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "secret")
    script = (
        "import os, json; print(json.dumps({'category': {'value': 'network', 'why': os.environ.get("
        f"{name!r}, 'nothing')}}}}))"
    )
    (guess,) = ask([sys.executable, "-c", script], Question("a", "b"), ALLOWED)
    assert "nothing" in guess.by


def test_a_suggester_is_named_as_such_where_a_decision_is_explained(tmp_path: Path) -> None:
    place = a_desk(tmp_path, b"{sure: 0.8}")
    script = tmp_path / "suggest.py"
    script.write_text('print(\'{"category": {"value": "network", "confidence": 0.9, "why": "tunnel"}}\')')
    both = with_suggester(predictor_of(place.store().repository), f"{sys.executable} {script}")
    place.drop("one", "The tunnel drops.")
    place.run(START, replace(place.doors(), predictor=both))
    record = place.store().snapshot().ticket(TicketNumber(1))
    assert record is not None
    assert record.ticket.category == "network"
    said = "\n".join(explain(record, place.store().snapshot().rules))
    assert "category = network: outside suggester (not calibrated, says 'tunnel'): 90% sure" in said
