"""The figures, against counts made by hand on a desk that really lived them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from builders import a_desk, mail, staff_mail, utc
from helpdesk.figures.facts import Facts, Kept, Reader
from helpdesk.figures.forecast import forecast
from helpdesk.figures.groups import GROUPS, grouped, table, where
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.promises import attainment
from helpdesk.figures.speed import waiting_by_cause
from helpdesk.figures.spells import Spell
from helpdesk.figures.spread import mean, median, percentile
from helpdesk.figures.window import Step, Window, steps
from helpdesk.model.timeline import Owed, Target, Told

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
MARCH = Window(MONDAY, MONDAY + 30 * DAY)


def ticket(number: int, opened: datetime, ended: datetime | None = None, **values: object) -> Facts:
    texts = "title article type priority category service team assignee channel requester department location status"
    texts += " kind risk outcome"
    plain: dict[str, object] = dict.fromkeys(texts.split(), "")
    zero: dict[str, object] = dict.fromkeys(["reopened", "handoffs", "escalations", "replies"], 0)
    none: dict[str, object] = dict.fromkeys(["first_response", "closed", "response", "work", "rating", "rated"])
    more: dict[str, object] = {"promises": (), "waits": (), "assets": (), "asked": False, "public": False}
    spells = (Spell(opened, ended),)
    values.setdefault("open_spells", spells)
    return Facts(
        **{
            "number": number,
            "reference": f"HD-{number:06d}",
            "opened": opened,
            "ended": values["open_spells"][-1].end,  # type: ignore[index]
            **plain,
            **zero,
            **none,
            **more,
            **values,
        }
    )


def value(metric: str, *tickets: Facts, window: Window = MARCH) -> float | None:
    return METRICS[metric].of(tickets, window).value


@pytest.fixture
def lived():
    """Two tickets on a desk open nine to five: one answered, waited for, solved, reopened and solved; one untouched."""
    desk = a_desk().person("kim").team("network", "kim").level(response="2h", resolve="8h")
    scene = desk.rule("all", team="network").open()
    scene.receive(mail("anna@example.org", "VPN", at="2026-03-02T09:00", name="one"))
    scene.receive(staff_mail("kim", "Re: [HD-000001] VPN", "Which one?", at="2026-03-02T10:30"))
    scene.edit(1, at="2026-03-02T11:00", status="waiting")
    scene.receive(
        mail(
            "anna@example.org", "Re: [HD-000001] VPN", "The new one", at="2026-03-03T11:00", answers="<one@example.org>"
        )
    )
    scene.edit(1, at="2026-03-03T13:00", status="resolved")
    scene.run("2026-03-03T13:00")
    scene.receive(
        mail(
            "anna@example.org",
            "Re: [HD-000001] VPN",
            "Still broken",
            at="2026-03-04T09:00",
            answers="<one@example.org>",
        )
    )
    scene.edit(1, at="2026-03-04T10:00", status="resolved")
    scene.receive(mail("bert@example.org", "Printer", at="2026-03-04T15:00", name="two"))
    scene.run("2026-03-05T12:00")
    return scene


def facts(scene) -> list[Facts]:
    reader = Reader(scene.rules)
    return [reader.read(record) for record in scene.desk.all_tickets()]


def test_a_life_is_read_into_its_stretches(lived):
    first, second = facts(lived)
    assert first.open_spells == (
        Spell(utc("2026-03-02T09:00"), utc("2026-03-03T13:00")),
        Spell(utc("2026-03-04T09:00"), utc("2026-03-04T10:00")),
    )
    assert [(wait.start, wait.end, wait.cause) for wait in first.waits] == [
        (utc("2026-03-02T11:00"), utc("2026-03-03T11:00"), "waiting")
    ]
    assert second.ended is None and second.open_at(utc("2026-03-05T12:00"))
    assert not first.open_at(utc("2026-03-03T20:00")), "between being solved and reopened it was not open"


def test_working_time_leaves_out_nights_and_waiting_and_elapsed_time_nothing(lived):
    first, second = facts(lived)
    assert first.response == 90 * 60
    assert first.work == (2 + 2 + 1) * 3600  # until it waited, after the answer, after the reopening
    assert first.elapsed == (2 * DAY + HOUR).total_seconds()
    assert second.response is None and second.work is None and second.elapsed is None


def test_counts_of_a_life(lived):
    first, second = facts(lived)
    assert (first.reopened, first.replies) == (1, 1)
    assert not first.asked, "nobody has told the requester yet"
    assert {each.target: each.verdict(utc("2026-03-05T12:00")) for each in second.promises}[Target.RESPONSE] == "missed"


def test_the_requester_was_asked_when_the_notice_that_asks_them_was_sent(lived):
    record = lived.record(1)
    asking = next(entry for entry in record.timeline if isinstance(entry, Owed) and entry.template == "resolved")
    for result, asked in (("sent", True), ("dropped", False)):
        told = Told(at=asking.at, notice=asking.notice, result=result)
        timeline = (*record.timeline, told)
        assert Reader(lived.rules).read(replace(record, timeline=timeline)).asked is asked


def test_volume_and_backlog_in_a_window():
    tickets = [
        ticket(1, MONDAY - WEEK, MONDAY + HOUR),
        ticket(2, MONDAY - WEEK),
        ticket(3, MONDAY, MONDAY + 40 * DAY),
        ticket(4, MONDAY + 50 * DAY),
    ]
    assert value("opened", *tickets) == 1
    assert value("ended", *tickets) == 1
    assert value("net-flow", *tickets) == 0
    assert METRICS["backlog"].of(tickets, MARCH).tickets == (2, 3)
    assert value("backlog-age", *tickets) == (33.5 * DAY).total_seconds()


def test_a_ticket_reopened_after_the_window_was_not_open_at_its_end():
    again = ticket(1, MONDAY, open_spells=(Spell(MONDAY, MONDAY + DAY), Spell(MONDAY + 60 * DAY, None)))
    assert value("backlog", again) == 0
    assert value("backlog", again, window=Window(MONDAY, MONDAY + 61 * DAY)) == 1
    assert value("ended", again) == 0, "it is open again, so its first ending was none"


def test_the_window_begins_with_its_first_moment_and_ends_before_its_last():
    assert value("opened", ticket(1, MARCH.start), ticket(2, MARCH.end)) == 1


def test_nothing_to_measure_is_no_figure_and_not_zero():
    for name, metric in METRICS.items():
        found = metric.of([], MARCH)
        assert found.value in (None, 0), name
    assert value("resolution") is None
    assert value("reopened") is None


def test_promises_count_as_they_were_made():
    due = MONDAY + DAY
    tickets = [
        ticket(n, MONDAY, promises=(Kept(Target.RESOLVE, due, met, breached, False),))
        for n, (met, breached) in enumerate([(due, False), (due + HOUR, False), (due - HOUR, True), (None, False)], 1)
    ]
    found = attainment(tickets, MARCH, Target.RESOLVE)
    assert (found.met, found.missed, found.running, found.late) == (1, 3, 0, (2, 3, 4))
    early = attainment(tickets[3:], Window(MONDAY, due), Target.RESOLVE)
    assert early.running == 1, "at its due time it may still be kept"
    still = [ticket(5, MONDAY, promises=(Kept(Target.RESOLVE, due, None, False, True),))]
    assert attainment(still, MARCH, Target.RESOLVE).running == 1, "a clock that stands still misses nothing"


def test_one_touch_is_one_reply_one_pair_of_hands_and_for_good():
    done = {"opened": MONDAY, "ended": MONDAY + HOUR}
    tickets = [
        ticket(1, **done, replies=1),
        ticket(2, **done, replies=0),
        ticket(3, **done, replies=2),
        ticket(4, **done, replies=1, handoffs=1),
        ticket(5, **done, replies=1, reopened=1),
    ]
    assert METRICS["one-touch"].of(tickets, MARCH).tickets == (1, 2)
    assert value("one-touch", *tickets) == 0.4


def test_satisfaction_and_how_many_answered():
    done = {"opened": MONDAY, "ended": MONDAY + HOUR, "asked": True}
    tickets = [
        ticket(1, **done, rating=5, rated=MONDAY + DAY),
        ticket(2, **done, rating=2, rated=MONDAY + DAY),
        ticket(3, **done),
        ticket(4, MONDAY, MONDAY + HOUR),
    ]
    assert value("satisfaction", *tickets) == 3.5
    assert value("content", *tickets) == 0.5
    assert value("rated", *tickets) == pytest.approx(2 / 3)


def test_waiting_by_cause_is_told_apart():
    waits = (Spell(MONDAY, MONDAY + HOUR, "waiting"), Spell(MONDAY + HOUR, MONDAY + 4 * HOUR, "vendor"))
    one = ticket(7, MONDAY, MONDAY + 8 * HOUR, waits=waits)
    found = waiting_by_cause([one], MARCH)
    assert list(found) == ["vendor", "waiting"]
    assert found["vendor"].value == 3 * 3600 and found["vendor"].tickets == (7,)
    assert value("waiting", one) == 0.5


def test_middle_and_tail():
    assert median([3.0, 1.0, 2.0]) == 2.0
    assert median([4.0, 1.0, 2.0, 3.0]) == 2.5
    assert percentile([float(n) for n in range(1, 11)], 0.9) == 9.0
    assert percentile([float(n) for n in range(1, 12)], 0.9) == 10.0
    assert percentile([7.0], 0.9) == 7.0
    assert (median([]), percentile([], 0.9), mean([])) == (None, None, None)


def test_groups_and_filters():
    tickets = [
        ticket(1, MONDAY, team="network", assets=("LT-1", "LT-2")),
        ticket(2, MONDAY, team="network", assets=("LT-1",)),
        ticket(3, MONDAY),
    ]
    lines = table(tickets, "team", [METRICS["opened"]], MARCH)
    assert [(line.name, line.figures["opened"].value) for line in lines] == [("network", 2), ("", 1)]
    assert {name: len(found) for name, found in grouped(tickets, "asset").items()} == {"LT-1": 2, "LT-2": 1}
    assert where(tickets, {"team": "network", "asset": "LT-2"}) == tickets[:1]
    filed = {by: sum(map(len, grouped(tickets, by).values())) for by in GROUPS}
    assert filed == {**dict.fromkeys(GROUPS, 3), "asset": 3, "article": 0}, "LT-1 twice, LT-2 once"


def test_steps_follow_the_desks_own_wall_clock():
    berlin = ZoneInfo("Europe/Berlin")
    summer = Window(datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC))
    days = list(steps(summer, Step.DAY, berlin))
    assert [label for label, _ in days] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert days[1][1].end - days[1][1].start == 23 * HOUR, "the clocks go forward"
    assert next(label for label, _ in steps(MARCH, Step.WEEK, berlin)) == "2026-W10"
    assert (
        sum(value("opened", ticket(1, MONDAY + DAY), window=part) or 0 for _, part in steps(MARCH, Step.MONTH, berlin))
        == 1
    )


def test_the_forecast_follows_the_trend_and_says_how_sure_it_is():
    now = MONDAY + 12 * WEEK
    growing = [
        ticket(100 * week + n, MONDAY + week * WEEK + n * HOUR, MONDAY + week * WEEK + DAY, assignee="kim")
        for week in range(12)
        for n in range(10 + 2 * week)
    ]
    found = forecast(growing, now, ZoneInfo("UTC"))
    assert found[0].week == date(2026, 6, 1)
    assert found[0].expected == pytest.approx(36, abs=0.5), "the running week is the one before"
    assert found[0].low < found[0].expected < found[0].high
    assert found[3].high - found[3].low > found[0].high - found[0].low, "further away is less sure"
    assert found[0].staff == pytest.approx(36 / 21, abs=0.1), "kim ends 21 a week"


def test_a_young_desk_has_no_forecast():
    assert forecast([], MONDAY, ZoneInfo("UTC")) == ()
    assert forecast([ticket(1, MONDAY)], MONDAY + 2 * WEEK, ZoneInfo("UTC")) == ()


def test_every_metric_says_how_it_is_made():
    for name, metric in METRICS.items():
        assert len(metric.definition) > 40, name
        assert len(metric.short) <= 11, name
