from datetime import UTC, datetime

import pytest
from calendars import ALWAYS, NINE_TO_FIVE, local, office, utc

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.decide.calendars.calendar_bounds import BeyondCalendar, NeverCloses, NeverOpen
from helpdesk.decide.calendars.opening_hours import BadCalendar
from helpdesk.model.calendar import CalendarRule, HolidaySource, Weekday
from helpdesk.model.moment import Duration

HOUR = 3600


def test_a_target_runs_over_weekend_holiday_and_pause():
    # Friday 16:30 leaves 0:30; Monday is a holiday; Tuesday 9-10 is 1:00; paused 10-12; Tuesday 12-17 is 5:00;
    # so 1:30 of the 8 hours is left for Wednesday morning.
    clock = BusinessClock.of(office(closed=("2026-03-09",)))
    opened, paused, resumed = utc("2026-03-06T16:30"), utc("2026-03-10T10:00"), utc("2026-03-10T12:00")
    spent = clock.between(opened, paused)
    assert spent == 1.5 * HOUR
    assert clock.add(resumed, 8 * HOUR - spent) == utc("2026-03-11T10:30")


def test_time_that_runs_out_at_closing_is_due_at_closing():
    clock = BusinessClock.of(office())
    assert clock.add(utc("2026-03-06T09:00"), 8 * HOUR) == utc("2026-03-06T17:00")
    assert clock.add(utc("2026-03-06T17:00"), -8 * HOUR) == utc("2026-03-06T09:00")


def test_what_comes_in_at_night_starts_in_the_morning():
    clock = BusinessClock.of(office())
    assert clock.add(utc("2026-03-06T22:00"), HOUR) == utc("2026-03-09T10:00")
    assert clock.add(utc("2026-03-09T07:00"), -HOUR) == utc("2026-03-06T16:00")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-06T12:00", "2026-03-06T12:00"),
        ("2026-03-06T17:00", "2026-03-06T17:00"),
        ("2026-03-06T17:01", "2026-03-09T09:00"),
        ("2026-03-07T12:00", "2026-03-09T09:00"),
    ],
)
def test_a_target_of_no_time_is_due_when_work_next_runs(start, due):
    assert BusinessClock.of(office()).add(utc(start), 0) == utc(due)


@pytest.mark.parametrize(
    ("target", "due"),
    [
        (Duration(seconds=8 * HOUR), "2026-03-10T16:30"),
        (Duration(days=1), "2026-03-10T16:30"),
        (Duration(days=1, seconds=HOUR), "2026-03-11T09:30"),
        (Duration(), "2026-03-06T16:30"),
    ],
)
def test_a_target_counts_its_days_first_and_then_its_hours(target, due):
    clock = BusinessClock.of(office(closed=("2026-03-09",)))
    assert clock.due(utc("2026-03-06T16:30"), target) == utc(due)


def test_measured_backwards_the_time_is_negative():
    clock = BusinessClock.of(office())
    assert clock.between(utc("2026-03-09T10:00"), utc("2026-03-06T16:00")) == -2 * HOUR


def test_fractions_of_a_second_count():
    clock = BusinessClock.of(office())
    assert clock.add(utc("2026-03-06T16:59:59.700"), 0.555) == utc("2026-03-09T09:00:00.255")


def test_a_lunch_break_stops_the_clock():
    clock = BusinessClock.of(office(hours=(("08:00", "12:00"), ("13:00", "17:00"))))
    assert clock.add(utc("2026-03-06T11:30"), HOUR) == utc("2026-03-06T13:30")
    assert not clock.is_open(utc("2026-03-06T12:00"))
    assert clock.next_close(utc("2026-03-06T12:00")) == utc("2026-03-06T17:00")


def test_blocks_that_overlap_count_once():
    clock = BusinessClock.of(office(hours=(("08:00", "14:00"), ("12:00", "18:00"))))
    assert clock.between(utc("2026-03-06T00:00"), utc("2026-03-07T00:00")) == 10 * HOUR


def test_a_night_shift_belongs_to_the_day_it_starts_on():
    clock = BusinessClock.of(office(hours=(("22:00", "06:00"),), on="fri", closed=("2026-03-13",)))
    assert clock.is_open(utc("2026-03-07T05:59"))
    assert clock.between(utc("2026-03-06T00:00"), utc("2026-03-09T00:00")) == 8 * HOUR
    assert not clock.is_open(utc("2026-03-14T03:00"))


def test_a_night_shift_over_new_year_is_one_period():
    clock = BusinessClock.of(office(hours=(("22:00", "06:00"),), on="thu"))
    eve = utc("2026-12-31T23:00")
    assert next(clock.periods(eve)) == (eve, utc("2027-01-01T06:00"))
    assert clock.next_open(eve) == utc("2027-01-07T22:00")
    assert clock.previous_open(utc("2027-01-01T05:00")) == utc("2026-12-31T22:00")
    assert clock.add(eve, 2 * HOUR) == utc("2027-01-01T01:00")
    assert clock.last_open_moment(utc("2027-01-01T00:00")) == utc("2027-01-01T00:00")


def test_closing_at_midnight_on_new_years_eve():
    clock = BusinessClock.of(office(hours=(("12:00", "24:00"),), on="thu"))
    assert clock.next_close(utc("2026-12-31T13:00")) == utc("2027-01-01T00:00")
    assert clock.previous_close(utc("2027-01-02T00:00")) == utc("2027-01-01T00:00")
    assert clock.last_open_moment(utc("2027-01-01T00:00")) == utc("2027-01-01T00:00")
    assert clock.add(utc("2027-01-01T00:00"), 0) == utc("2027-01-01T00:00")


def test_own_days_come_before_holidays_and_those_before_the_week():
    bavaria = HolidaySource(country="DE", subdivision="BY")
    rule = office(holidays=(bavaria,), special={"2026-12-25": (("10:00", "12:00"),), "2026-12-24": ()})
    clock = BusinessClock.of(rule)
    assert not clock.is_open(utc("2026-01-06T10:00")), "Epiphany is a holiday in Bavaria"
    assert clock.is_open(utc("2026-12-25T11:00")), "own hours on Christmas Day"
    assert not clock.is_open(utc("2026-12-24T11:00")), "an own day off"
    assert BusinessClock.of(office(holidays=(HolidaySource(country="DE"),))).is_open(utc("2026-01-06T10:00"))


def test_two_countries_close_the_desk_on_the_holidays_of_both():
    clock = BusinessClock.of(office(holidays=(HolidaySource(country="DE"), HolidaySource(country="FR"))))
    assert not clock.is_open(utc("2025-10-03T10:00")), "German Unity Day"
    assert not clock.is_open(utc("2025-07-14T10:00")), "Bastille Day"


class TestWhenTheClocksChange:
    def test_a_block_over_the_spring_gap_is_an_hour_shorter(self):
        clock = BusinessClock.of(office(timezone="Europe/Berlin", hours=(("00:00", "08:00"),), on="sun"))
        assert clock.between(utc("2026-03-28T12:00"), utc("2026-03-29T12:00")) == 7 * HOUR

    def test_a_block_over_the_autumn_fold_is_an_hour_longer(self):
        clock = BusinessClock.of(office(timezone="Europe/Berlin", hours=(("00:00", "08:00"),), on="sun"))
        assert clock.between(utc("2026-10-24T12:00"), utc("2026-10-25T12:00")) == 9 * HOUR

    def test_an_opening_in_the_gap_is_read_with_the_offset_before_it(self):
        clock = BusinessClock.of(office(timezone="Europe/Berlin", hours=(("02:30", "08:00"),), on="sun"))
        assert clock.next_open(utc("2026-03-28T12:00")) == utc("2026-03-29T01:30")

    def test_a_closing_in_the_fold_is_the_first_of_the_two(self):
        clock = BusinessClock.of(office(timezone="Europe/Berlin", hours=(("00:00", "02:30"),), on="sun"))
        assert clock.next_close(utc("2026-10-24T22:30")) == utc("2026-10-25T00:30")

    def test_office_hours_stay_where_they_are_on_the_wall(self):
        clock = BusinessClock.of(office(timezone="Europe/Berlin"))
        friday = local("2026-03-27T16:00", "Europe/Berlin")
        assert clock.add(friday, 2 * HOUR) == local("2026-03-30T10:00", "Europe/Berlin")
        assert clock.add_days(friday, 1) == local("2026-03-30T16:00", "Europe/Berlin")

    def test_a_day_that_a_zone_left_out_has_no_hours(self):
        # Samoa went over the date line: 29 December 2011 was followed by the 31st.
        clock = BusinessClock.of(office(timezone="Pacific/Apia", on="mon tue wed thu fri sat sun"))
        assert clock.add(local("2011-12-29T16:00", "Pacific/Apia"), 2 * HOUR) == local(
            "2011-12-31T10:00", "Pacific/Apia"
        )


class TestRoundTheClock:
    clock = BusinessClock.of(office(hours=ALWAYS, on="mon tue wed thu fri sat sun"))

    def test_business_time_is_time(self):
        assert self.clock.add(utc("2026-03-06T16:30"), 40 * 24 * HOUR) == utc("2026-04-15T16:30")
        assert self.clock.between(utc("2020-01-01T00:00"), utc("2021-01-01T00:00")) == 366 * 24 * HOUR

    def test_midnight_is_no_closing(self):
        for ask in (
            self.clock.next_open,
            self.clock.next_close,
            self.clock.previous_open,
            self.clock.previous_close,
        ):
            with pytest.raises(NeverCloses, match="'office' does not close"):
                ask(utc("2026-03-06T16:30"))


class TestNeverOpen:
    @pytest.mark.parametrize("ask", ["next_open", "next_close", "previous_open", "previous_close", "next_open_moment"])
    def test_a_calendar_without_open_time_says_so(self, ask):
        clock = BusinessClock.of(office(on=""))
        with pytest.raises(NeverOpen, match="'office' has no open time within 5 years of 20"):
            getattr(clock, ask)(utc("2026-03-06T16:30"))

    def test_nothing_can_be_added_to_it(self):
        clock = BusinessClock.of(office(on=""))
        for ask in (lambda: clock.add(utc("2026-03-06T16:30"), 1), lambda: clock.add(utc("2026-03-06T16:30"), -1)):
            with pytest.raises(NeverOpen):
                ask()
        with pytest.raises(NeverOpen):
            clock.add_days(utc("2026-03-06T16:30"), 1)
        with pytest.raises(NeverOpen):
            clock.add_days(utc("2026-03-06T16:30"), -1)

    def test_but_a_measure_of_it_is_zero(self):
        clock = BusinessClock.of(office(on=""))
        assert clock.between(utc("2026-03-06T16:30"), utc("2027-03-06T16:30")) == 0
        assert clock.days_between(utc("2026-03-06T16:30"), utc("2027-03-06T16:30")) == 0

    def test_more_than_the_last_own_day_holds(self):
        clock = BusinessClock.of(office(on="", special={"2026-12-24": NINE_TO_FIVE}))
        assert clock.add(utc("2026-03-06T16:30"), 8 * HOUR) == utc("2026-12-24T17:00")
        with pytest.raises(NeverOpen):
            clock.add(utc("2026-03-06T16:30"), 8 * HOUR + 1)

    def test_the_last_period_is_told_before_the_search_is_given_up(self):
        periods = BusinessClock.of(office(on="", special={"2026-12-31": ALWAYS})).periods(utc("2026-03-06T16:30"))
        assert next(periods) == (utc("2026-12-31T00:00"), utc("2027-01-01T00:00"))
        with pytest.raises(NeverOpen):
            next(periods)


def test_openings_and_closings_beside_a_moment():
    clock = BusinessClock.of(office())
    open_now, night = utc("2026-03-06T12:00"), utc("2026-03-06T20:00")
    assert clock.next_open(open_now) == utc("2026-03-09T09:00")
    assert clock.next_close(open_now) == clock.previous_close(night) == utc("2026-03-06T17:00")
    assert clock.previous_open(open_now) == utc("2026-03-06T09:00")
    assert clock.previous_close(open_now) == utc("2026-03-05T17:00")
    assert clock.next_open_moment(open_now) == clock.last_open_moment(open_now) == open_now
    assert clock.last_open_moment(utc("2026-03-06T09:00")) == utc("2026-03-05T17:00")


class TestBusinessDays:
    clock = BusinessClock.of(office(closed=("2026-03-09",)))

    def test_they_keep_the_time_of_day_and_skip_weekend_and_holiday(self):
        assert self.clock.add_days(utc("2026-03-06T20:15"), 1) == utc("2026-03-10T20:15")
        assert self.clock.add_days(utc("2026-03-10T20:15"), -1) == utc("2026-03-06T20:15")

    def test_a_closed_day_counts_as_the_business_day_beside_it(self):
        saturday = utc("2026-03-07T12:00")
        assert self.clock.add_days(saturday, 0) == utc("2026-03-10T12:00")
        assert self.clock.add_days(saturday, 1) == utc("2026-03-11T12:00")
        assert self.clock.add_days(saturday, -1) == utc("2026-03-05T12:00")

    def test_over_the_turn_of_the_year_and_back(self):
        start = utc("2026-12-30T12:00")
        assert self.clock.add_days(start, 3) == utc("2027-01-04T12:00")
        assert self.clock.add_days(self.clock.add_days(start, 700), -700) == start

    def test_between_counts_the_last_day_and_not_the_first(self):
        assert self.clock.days_between(utc("2026-03-06T23:00"), utc("2026-03-10T01:00")) == 1
        assert self.clock.days_between(utc("2026-03-10T01:00"), utc("2026-03-06T23:00")) == -1
        assert self.clock.days_between(utc("2025-12-31T12:00"), utc("2027-01-01T12:00")) == 261


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (office(timezone="Europe/Atlantis"), "unknown timezone 'Europe/Atlantis'"),
        (office(timezone="../../etc/passwd"), "unknown timezone"),
        (office(timezone="Europe"), "unknown timezone"),
        (office(hours=(("9 am", "5 pm"),)), "mon: '9 am' is no time of day"),
        (office(hours=(("09:00", "25:00"),)), "'25:00' is no time of day"),
        (office(hours=(("09:00", "09:00"),)), "09:00-09:00 is never open"),
        (office(hours=(("24:00", "09:00"),)), "24:00-09:00 is never open"),
        (office(special={"2026-12-24": (("9", "12"),)}), "2026-12-24: '9' is no time of day"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(rule, says):
    with pytest.raises(BadCalendar, match=says):
        BusinessClock.of(rule)


@pytest.mark.parametrize(
    "place",
    [
        HolidaySource(country="XX"),
        HolidaySource(country="DE", subdivision="Atlantis"),
        HolidaySource(country="__doc__"),
        HolidaySource(country="HolidayBase"),
    ],
)
def test_a_place_without_known_holidays_is_refused(place):
    with pytest.raises(BadCalendar, match="no public holidays are known for"):
        BusinessClock.of(office(holidays=(place,))).is_open(utc("2026-03-06T16:30"))


def test_only_years_in_living_memory_and_reach_are_answered():
    clock = BusinessClock.of(office())
    for ask in (
        lambda: clock.add(utc("2026-03-06T16:30"), 1e12),
        lambda: clock.add(utc("2026-03-06T16:30"), -1e12),
        lambda: clock.between(utc("0001-01-01T00:00"), utc("2026-03-06T16:30")),
        lambda: clock.add_days(utc("2026-03-06T16:30"), 10**9),
        lambda: clock.days_between(utc("2026-03-06T16:30"), utc("9999-12-31T00:00")),
    ):
        with pytest.raises(BeyondCalendar, match="1900 to 2199"):
            ask()


def test_a_time_without_a_zone_is_refused():
    clock, naive = BusinessClock.of(office()), datetime(2026, 3, 6, 16, 30)  # noqa: DTZ001 - that is the point
    for ask in (
        lambda: clock.add(naive, 1),
        lambda: clock.add_days(naive, 1),
        lambda: clock.is_open(naive),
        lambda: clock.days_between(naive, naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_an_endless_amount_is_refused():
    for amount in (float("inf"), float("nan")):
        with pytest.raises(ValueError, match="can't be added"):
            BusinessClock.of(office()).add(utc("2026-03-06T16:30"), amount)


def test_answers_are_in_utc_whatever_zone_was_asked_in():
    clock = BusinessClock.of(office(timezone="Asia/Tokyo"))
    asked = local("2026-03-06T12:00", "Asia/Tokyo").astimezone()
    for answer in (clock.add(asked, 0), clock.add(asked, 1), clock.next_open_moment(asked), clock.add_days(asked, 1)):
        assert answer.tzinfo is UTC


def test_rules_written_alike_share_a_clock():
    assert BusinessClock.of(office()) is BusinessClock.of(office())
    assert BusinessClock.of(office()) is not BusinessClock.of(
        CalendarRule(id="office", timezone="UTC", weekly={Weekday.MON: NINE_TO_FIVE})
    )


def test_a_desk_that_is_always_open_but_for_one_day_opens_after_it():
    rule = office(hours=ALWAYS, on="mon tue wed thu fri sat sun", closed=("2026-12-25",))
    clock, christmas = BusinessClock.of(rule), utc("2026-12-25 10:00")
    assert clock.next_open(christmas) == clock.next_open_moment(christmas) == utc("2026-12-26 00:00")
    assert clock.previous_close(christmas) == clock.last_open_moment(christmas) == utc("2026-12-25 00:00")
    assert clock.next_open(utc("2025-06-01 00:00")) == utc("2026-12-26 00:00")
    with pytest.raises(NeverCloses):
        clock.next_open(utc("2027-01-01 00:00"))
