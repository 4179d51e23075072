"""Recurring work: opened by the calendar, each occurrence exactly once."""

from datetime import date

import pytest

from builders import Scene, a_desk, office, utc
from helpdesk.decide.calendars.occurrences import latest
from helpdesk.model.rules.catalog import ItemTask
from helpdesk.model.rules.recurring import Every, Recurrence
from helpdesk.model.timeline import Opened


def opened(scene: Scene) -> list[tuple[str, str]]:
    entries = [entry for record in scene.desk.all_tickets() for entry in record.timeline if isinstance(entry, Opened)]
    return [(entry.key, entry.at.isoformat()[:10]) for entry in entries]


def test_each_occurrence_is_opened_once_however_many_passes_run() -> None:
    scene = a_desk().recurs("restore-test", "2026-03-01", every=Every.MONTH).open()
    scene.run("2026-03-01T12:00")
    assert opened(scene) == []
    for now in ("2026-03-02T01:00", "2026-03-02T09:00", "2026-03-15T09:00", "2026-03-31T09:00"):
        scene.run(now)
    assert opened(scene) == [("recurring:restore-test:2026-03-02", "2026-03-02")]
    scene.run("2026-04-01T09:00")
    assert len(opened(scene)) == 2


def test_after_a_break_only_the_latest_is_opened_and_says_so() -> None:
    scene = a_desk().recurs("restore-test", "2026-01-01", every=Every.MONTH).open()
    scene.run("2026-01-01T12:00")
    scene.run("2026-05-20T12:00")
    assert [key for key, _ in opened(scene)][-1] == "recurring:restore-test:2026-05-01"
    assert len(opened(scene)) == 2
    assert scene.record(2).ticket.opened == utc("2026-05-20T12:00"), "its time runs from when somebody can know of it"
    assert "no pass ran for it on 2026-04-01" in scene.entries(Opened, 2)[0].why


def test_what_lies_before_its_first_day_is_not_opened() -> None:
    scene = a_desk().recurs("restore-test", "2026-03-10", every=Every.MONTH).open()
    scene.run("2026-03-20T12:00")
    assert opened(scene) == []


def test_an_occurrence_of_a_catalogue_item_has_its_tasks() -> None:
    desk = a_desk().practice().item("restore", tasks=(ItemTask(id="pick", title="Pick a folder"),), priority="P4")
    scene = desk.recurs("restore-test", "2026-03-01", every=Every.MONTH, item="restore", requester="lee").open()
    scene.run("2026-03-02T09:00")
    ticket = scene.record().ticket
    assert (ticket.priority, ticket.channel, ticket.requester.email) == ("P4", "recurring", "lee@desk.example")
    assert [task.assignee for task in ticket.tasks] == ["lee"]


def test_business_days_are_those_of_the_calendar() -> None:
    desk = a_desk().calendar(office("lab", closed=["2026-03-02"]))
    scene = desk.recurs("check", "2026-03-01", every=Every.MONTH, calendar="lab").open()
    scene.run("2026-03-02T12:00")
    assert opened(scene) == []
    scene.run("2026-03-03T12:00")
    assert opened(scene)[0][0] == "recurring:check:2026-03-03"


def works(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("every", "on", "today", "due"),
    [
        ("week", "monday", "2026-03-04", "2026-03-02"),
        ("week", "friday", "2026-03-04", "2026-02-27"),
        ("month", "15", "2026-03-14", "2026-02-15"),
        ("month", "31", "2026-03-01", "2026-02-28"),
        ("month", "last-business-day", "2026-03-01", "2026-02-27"),
        ("month", "tuesday", "2026-03-31", "2026-03-03"),
        ("quarter", "first-business-day", "2026-06-30", "2026-04-01"),
        ("quarter", "15", "2026-04-14", "2026-01-15"),
        ("year", "12-15", "2026-12-14", "2025-12-15"),
        ("year", "02-29", "2026-03-02", "2026-02-28"),
        ("year", "first-business-day", "2027-01-01", "2027-01-01"),
    ],
)
def test_the_day_it_was_last_due(every: str, on: str, today: str, due: str) -> None:
    rule = Recurrence(id="x", title="X", every=Every(every), first=date(2020, 1, 1), on=on)
    found = latest(rule, date.fromisoformat(today), works)
    assert found is not None and found[0] == date.fromisoformat(due)
