"""Each pass is noted in the clone it ran in: when, how long, what woke it, how late its schedule was."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.model.pass_run import read_passes
from helpdesk.passing.pass_log import LARGEST, minutes_of, note_pass
from helpdesk.passing.report import Report
from helpdesk.publish.passes import FILE

AT = datetime(2026, 3, 2, 9, 31, 40, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    """What a bare clone is known by."""
    (tmp_path / "objects").mkdir()
    return tmp_path


def noted(folder):
    return list(read_passes((folder / FILE).read_bytes()))


def scheduled(folder, cron: str) -> dict[str, str]:
    event = folder / "event.json"
    event.write_text(json.dumps({"schedule": cron, "repository": {"name": "desk"}}))
    return {"GITHUB_EVENT_NAME": "schedule", "GITHUB_EVENT_PATH": str(event)}


def test_a_pass_that_did_something_is_noted_with_what_it_did(desk):
    note_pass(desk, Report(tickets=["HD-000001: opened"], trouble=["no mail"]), AT, 2.34, {})
    (run,) = noted(desk)
    assert (run.at, run.took, run.commits, run.trouble, run.woke, run.late) == (AT, 2.3, 1, 1, "", None)


def test_quiet_passes_of_a_machine_that_watches_are_noted_every_five_minutes(desk):
    for seconds in range(0, 900, 30):
        note_pass(desk, Report(), AT + timedelta(seconds=seconds), 0.1, {})
    assert [(run.at - AT).total_seconds() for run in noted(desk)] == [0, 300, 600]


def test_every_pass_of_a_workflow_counts_however_quiet(desk):
    for seconds in (0, 20, 40):
        note_pass(desk, Report(), AT + timedelta(seconds=seconds), 0.1, {"GITHUB_EVENT_NAME": "issues"})
    assert [run.woke for run in noted(desk)] == ["issues"] * 3


def test_a_scheduled_pass_knows_how_late_it_came(desk):
    note_pass(desk, Report(), AT, 3.0, scheduled(desk, "7,22,37,52 * * * *"))
    (run,) = noted(desk)
    assert run.late == 9 * 60 + 40


@pytest.mark.parametrize(
    ("cron", "minutes"),
    [
        ("7,22 * * * *", (7, 22)),
        ("*/20 * * * *", (0, 20, 40)),
        ("17 * * * *", (17,)),
        ("0 5 * * *", ()),
        ("*/0 * * * *", ()),
        ("61 * * * *", ()),
        ("x * * * *", ()),
        ("", ()),
    ],
)
def test_schedules_that_name_minutes_are_understood_and_others_are_not_guessed(cron, minutes):
    assert minutes_of(cron) == minutes


def test_the_log_does_not_grow_for_ever_and_keeps_the_newest(desk):
    file = desk / FILE
    file.parent.mkdir()
    note_pass(desk, Report(tickets=["x"]), AT, 1.0, {})
    file.write_bytes(file.read_bytes() * (LARGEST // file.stat().st_size + 1))
    note_pass(desk, Report(tickets=["x"]), AT + timedelta(days=1), 1.0, {})
    assert file.stat().st_size < LARGEST * 0.6
    assert noted(desk)[-1].at == AT + timedelta(days=1)


def test_a_log_cut_short_by_a_crash_is_read_as_far_as_it_goes(desk):
    note_pass(desk, Report(tickets=["x"]), AT, 1.0, {})
    with (desk / FILE).open("ab") as log:
        log.write(b'{"at":"2026-')
    assert len(noted(desk)) == 1


def test_where_nothing_can_be_written_the_pass_goes_on(desk):
    (desk / "helpdesk").write_text("a file where the folder should be")
    note_pass(desk, Report(tickets=["x"]), AT, 1.0, {})
