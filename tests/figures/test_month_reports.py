"""The monthly report: what a month came to, and that it stays so."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from builders import a_desk, mail, staff_mail, utc
from helpdesk.figures.as_of import as_of
from helpdesk.figures.facts import Reader
from helpdesk.figures.month import Month, months
from helpdesk.figures.report import Report
from helpdesk.model.ids import TicketNumber
from helpdesk.publish.report.months import closed_months, month_report, report_of

BERLIN = ZoneInfo("Europe/Berlin")
MARCH, APRIL = Month.named("2026-03"), Month.named("2026-04")


def test_a_month_is_the_desks_own_and_knows_what_lies_beside_it():
    assert Month.holding(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), BERLIN) == APRIL
    assert MARCH.before.id == "2026-02" and Month.named("2026-12").following.id == "2027-01"
    window = MARCH.window(BERLIN)
    assert (window.start, window.end) == (utc("2026-02-28T23:00"), utc("2026-03-31T22:00")), "summer time began"
    assert [each.id for each in months(Month.named("2025-11"), Month.named("2026-02"))] == [
        "2025-11", "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
    assert months(APRIL, MARCH) == ()


@pytest.mark.parametrize("text", ["2026", "2026-13", "march", "2026-3", "2026-03-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError):
        Month.named(text)


@pytest.fixture
def lived():
    """Two tickets in March: one solved, one left open; a third in April. In April the first is reopened."""
    desk = a_desk().person("kim").person("mo").team("network", "kim", lead="kim").team("mail", "mo", lead="mo")
    desk = desk.category("vpn", "vpn").category("other", "printer").level(response="2h", resolve="8h")
    scene = desk.rule("all", team="network").open()
    scene.receive(mail("anna@example.org", "vpn", at="2026-03-02T09:00", name="one"))
    scene.receive(staff_mail("kim", "Re: [HD-000001] vpn", "Which one?", at="2026-03-02T10:30"))
    scene.edit(1, at="2026-03-02T13:00", status="resolved")
    scene.receive(mail("bert@example.org", "printer", at="2026-03-04T15:00", name="two"))
    scene.run("2026-03-31T23:59")
    return scene


def later(scene):
    """What happens after March: none of it is March's."""
    scene.receive(
        mail(
            "anna@example.org",
            "Re: [HD-000001] vpn",
            "Broken again",
            at="2026-04-01T09:00",
            answers="<one@example.org>",
        )
    )
    scene.edit(2, at="2026-04-02T10:00", team="mail", category="vpn", priority="P1")
    scene.edit(2, at="2026-04-02T11:00", status="resolved")
    scene.receive(mail("carl@example.org", "vpn", at="2026-04-03T09:00", name="three"))
    scene.run("2026-05-02T09:00")
    return scene


def of_march(scene, now: str) -> Report:
    return report_of(scene.desk, MARCH, utc(now))


def test_a_report_says_what_came_went_and_lay(lived):
    made = of_march(lived, "2026-04-01T00:00")
    said = {id: each.now.value for id, each in made.figures.items()}
    assert (said["opened"], said["ended"], said["backlog"], said["kept-response"]) == (2, 1, 1, 0.5)
    assert made.figures["opened"].was == 0
    assert [(day.day, day.opened, day.ended) for day in made.days if day.opened or day.ended] == [
        ("2026-03-02", 1, 1),
        ("2026-03-04", 1, 0),
    ]
    assert len(made.days) == 31
    assert [(one.reference, one.team, one.days) for one in made.oldest] == [("HD-000002", "network", 27)]
    assert [line.name for line in made.teams] == ["network"]


def test_a_month_that_is_over_does_not_change_by_what_happens_later(lived):
    before = of_march(lived, "2026-04-01T00:00")
    assert of_march(later(lived), "2026-05-02T09:00") == before
    april = report_of(lived.desk, APRIL, utc("2026-05-02T09:00"))
    assert [line.name for line in april.teams] == ["network", "mail"], "the hand-over is April's"
    assert april.figures["reopened"].now.value == 0 and april.figures["opened"].now.value == 1


def test_figures_kept_from_before_give_the_same_report_as_reading_the_desk_anew(lived):
    scene, now = later(lived), utc("2026-05-02T09:00")
    kept = list(Reader(scene.rules).read_all(scene.desk.all_tickets()))
    asked: list[int] = []

    def records_of(numbers: Iterable[TicketNumber]):
        asked.extend(numbers)
        return scene.desk.these(asked)

    assert month_report(kept, MARCH, now, scene.rules, records_of) == of_march(scene, "2026-05-02T09:00")
    assert asked == [1, 2], "only what went on after March is read again"


def test_a_ticket_as_it_stood_has_the_fields_of_then_and_none_before_it_came(lived):
    record = later(lived).record(2)
    assert as_of(record, utc("2026-03-04T14:00")) is None
    then = as_of(record, utc("2026-04-01T00:00"))
    assert then is not None
    assert (then.ticket.team, then.ticket.category, then.ticket.status) == ("network", "other", "new")
    assert as_of(record, utc("2027-01-01T00:00")) is record


def test_the_running_month_is_told_up_to_now(lived):
    made = report_of(lived.desk, MARCH, utc("2026-03-03T12:00"))
    assert not made.over and made.days[-1].day == "2026-03-03"
    assert made.figures["opened"].now.value == 1, "the printer came on the fourth"


def test_months_run_from_the_first_ticket_to_the_last_that_is_over(lived):
    facts = list(Reader(lived.rules).read_all(lived.desk.all_tickets()))
    assert [each.first for each in closed_months(facts, utc("2026-05-02T09:00"), lived.rules)] == [
        date(2026, 3, 1),
        date(2026, 4, 1),
    ]
    assert closed_months(facts, utc("2026-03-20T09:00"), lived.rules) == ()
    assert closed_months([], utc("2026-03-20T09:00"), lived.rules) == ()
