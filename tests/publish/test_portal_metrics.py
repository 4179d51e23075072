"""The figures, against counts made by hand."""

from datetime import UTC, date, datetime, timedelta

from helpdesk.model.timeline import Target
from helpdesk.publish import metrics
from helpdesk.publish.charts import nice_steps
from helpdesk.publish.facts import Facts

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def ticket(
    opened: datetime, ended: datetime | None = None, *, answered: datetime | None = None, promises=(), team="Network"
) -> Facts:
    return Facts(opened=opened, first_response=answered, ended=ended, promises=promises, groups=(("Team", team),))


def test_volume_counts_tickets_in_and_out_and_what_is_left_at_the_end_of_each_week():
    tickets = [
        ticket(MONDAY - 2 * WEEK, MONDAY - WEEK),
        ticket(MONDAY - WEEK, MONDAY + HOUR),
        ticket(MONDAY - WEEK + 6 * DAY + 23 * HOUR),
        ticket(MONDAY),
    ]
    weeks = metrics.weekly_volume(tickets, MONDAY + DAY)
    assert [(w.start, w.opened, w.ended, w.backlog) for w in weeks] == [
        (date(2026, 2, 16), 1, 0, 1),
        (date(2026, 2, 23), 2, 1, 2),
        (date(2026, 3, 2), 1, 1, 2),
    ]


def test_a_desk_older_than_the_chart_starts_it_with_the_backlog_of_before():
    tickets = [ticket(MONDAY - 40 * WEEK), ticket(MONDAY - 40 * WEEK, MONDAY - 39 * WEEK)]
    weeks = metrics.weekly_volume(tickets, MONDAY, weeks=4)
    assert len(weeks) == 4
    assert {week.backlog for week in weeks} == {1}


def test_the_backlog_of_the_last_week_is_what_is_open_now():
    tickets = [ticket(MONDAY - n * DAY, MONDAY - n * DAY + 3 * DAY if n > 4 else None) for n in range(60)]
    assert metrics.weekly_volume(tickets, MONDAY + 6 * DAY)[-1].backlog == sum(t.ended is None for t in tickets)


def test_a_desk_without_tickets_has_no_figures():
    assert metrics.weekly_volume([], MONDAY) == ()
    assert metrics.spread([]) == metrics.Spread(0, None, None)
    assert metrics.attainment([], MONDAY) == ()
    assert metrics.by_group([], MONDAY) == {}


def test_median_and_ninetieth_percentile():
    assert metrics.spread([3.0, 1.0, 2.0]) == metrics.Spread(3, 2.0, 3.0)
    assert metrics.spread([4.0, 1.0, 2.0, 3.0]).median == 2.5
    assert metrics.spread([float(n) for n in range(1, 11)]).p90 == 9.0
    assert metrics.spread([float(n) for n in range(1, 12)]).p90 == 10.0


def test_response_times_count_tickets_answered_in_the_window_whenever_they_were_opened():
    tickets = [
        ticket(MONDAY - WEEK, answered=MONDAY),
        ticket(MONDAY, answered=MONDAY + HOUR),
        ticket(MONDAY - WEEK, answered=MONDAY - DAY),
        ticket(MONDAY),
    ]
    assert metrics.response_times(tickets, MONDAY).count == 2
    assert metrics.response_times(tickets, MONDAY).median == (WEEK + HOUR).total_seconds() / 2


def test_resolution_times_leave_open_tickets_out():
    assert metrics.resolution_times([ticket(MONDAY), ticket(MONDAY, MONDAY + HOUR)], MONDAY) == metrics.Spread(
        1, 3600, 3600
    )


def test_a_promise_that_still_runs_counts_neither_as_met_nor_as_missed():
    tickets = [
        ticket(MONDAY, promises=((Target.RESOLVE, verdict),)) for verdict in ("met", "met", "met", "missed", "running")
    ]
    (figure,) = metrics.attainment(tickets, MONDAY)
    assert (figure.met, figure.missed, figure.running, figure.share) == (3, 1, 1, 0.75)


def test_groups_are_those_of_the_tickets_as_they_stand_most_tickets_first():
    tickets = [ticket(MONDAY, team="Workplace"), ticket(MONDAY), ticket(MONDAY, MONDAY + HOUR)]
    (rows,) = metrics.by_group(tickets, MONDAY).values()
    assert [(row.name, row.opened, row.open_now) for row in rows] == [("Network", 2, 1), ("Workplace", 1, 1)]


def test_axes_have_round_numbers():
    assert nice_steps(0) == [0, 1]
    assert nice_steps(3) == [0, 1, 2, 3]
    assert nice_steps(17) == [0, 5, 10, 15, 20]
    assert nice_steps(1234) == [0, 500, 1000, 1500]
