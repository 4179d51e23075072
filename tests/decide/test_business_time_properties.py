from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.model.calendar import CalendarRule, Weekday

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Beirut",
]
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

times = st.integers(0, 287).map(lambda five: f"{five // 12:02d}:{five % 12 * 5:02d}")
blocks = st.tuples(times, st.one_of(times, st.just("24:00"))).filter(lambda block: block[0] != block[1])
days_blocks = st.lists(blocks, max_size=3).map(tuple)
own_days = st.dictionaries(
    st.integers(-20, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n)), days_blocks, max_size=4
)
# One day a week is sure to be open, so that every amount can be added.
weeks = st.builds(
    lambda sure, rest: {**rest, Weekday.WED: (sure, *rest.get(Weekday.WED, ()))},
    blocks,
    st.dictionaries(st.sampled_from(Weekday), days_blocks),
)
rules = st.builds(
    lambda zone, weekly, days: CalendarRule(id="any", timezone=zone, weekly=weekly, days=days),
    st.sampled_from(ZONES),
    weeks,
    own_days,
)
moments = st.one_of(
    st.integers(0, 525_600),
    st.integers(-3_000, 3_000),  # New Year
    st.integers(125_000, 127_500),  # the spring change in Berlin and Beirut
    st.integers(426_000, 430_500),  # the autumn change
).map(lambda minutes: EPOCH + timedelta(minutes=minutes))
amounts = st.integers(-200_000, 200_000)
micro_amounts = st.integers(-2 * 10**11, 2 * 10**11).map(lambda micros: micros / 10**6)


@settings(max_examples=100, deadline=None)
@given(rules, moments, micro_amounts)
def test_what_is_added_is_what_is_measured(rule, start, amount):
    clock = BusinessClock.of(rule)
    assert clock.between(start, clock.add(start, amount)) == amount


@settings(max_examples=60, deadline=None)
@given(rules, moments, amounts, amounts)
def test_more_time_is_never_due_earlier(rule, start, one, other):
    clock = BusinessClock.of(rule)
    low, high = sorted((one, other))
    assert clock.add(start, low) <= clock.add(start, high)


@settings(max_examples=60, deadline=None)
@given(rules, moments, moments, amounts)
def test_a_later_start_is_never_due_earlier(rule, one, other, amount):
    clock = BusinessClock.of(rule)
    first, last = sorted((one, other))
    assert clock.add(first, amount) <= clock.add(last, amount)


@settings(max_examples=60, deadline=None)
@given(rules, moments, st.integers(0, 100_000), st.integers(0, 100_000), st.sampled_from([1, -1]))
def test_in_two_steps_or_one(rule, start, x, y, sign):
    clock = BusinessClock.of(rule)
    assert clock.add(clock.add(start, sign * x), sign * y) == clock.add(start, sign * (x + y))


@settings(max_examples=60, deadline=None)
@given(rules, moments, st.integers(-60, 60))
def test_business_days_added_are_business_days_measured(rule, start, count):
    clock = BusinessClock.of(rule)
    day = clock.days.add(clock.local_date(start), 0)
    assert clock.days.between(day, clock.days.add(day, count)) == count


@settings(max_examples=60, deadline=None)
@given(rules, moments, st.integers(0, 30 * 24 * 60))
def test_measured_like_minutes_counted_one_by_one(rule, first, span):
    last = first + timedelta(minutes=span)
    counted = sum(first <= minute < last for minute in open_minutes(rule, first, last))
    assert BusinessClock.of(rule).between(first, last) == counted * 60


@settings(max_examples=40, deadline=None)
@given(rules, moments, st.integers(1, 1_000))
def test_added_like_minutes_counted_one_by_one(rule, start, count):
    ahead = [m for m in open_minutes(rule, start, start + timedelta(days=15)) if m >= start]
    behind = [m for m in open_minutes(rule, start - timedelta(days=15), start) if m < start]
    clock, minute = BusinessClock.of(rule), timedelta(minutes=1)
    if count <= len(ahead):
        assert clock.add(start, count * 60) == ahead[count - 1] + minute
    if count <= len(behind):
        assert clock.add(start, -count * 60) == behind[-count]


@settings(max_examples=60, deadline=None)
@given(rules, moments)
def test_open_like_minutes_counted_one_by_one(rule, start):
    minutes = set(open_minutes(rule, start - timedelta(days=1), start + timedelta(days=9)))
    clock, minute = BusinessClock.of(rule), timedelta(minutes=1)
    assert clock.is_open(start) == (start in minutes)
    closings = sorted(m + minute for m in minutes if m + minute not in minutes and m >= start)
    openings = sorted(m for m in minutes if m - minute not in minutes and m > start)
    if len(closings) > 1:  # the last may only be where the window ends
        assert clock.next_close(start) == closings[0]
    if openings:
        assert clock.next_open(start) == openings[0]


def open_minutes(rule: CalendarRule, first: datetime, last: datetime) -> list[datetime]:
    """Every open minute around `first` to `last`, ascending: the slow and plain way, to compare with."""
    zone, minutes = ZoneInfo(rule.timezone), set()
    day = (first - timedelta(days=2)).date()
    while day <= (last + timedelta(days=2)).date():
        weekday = list(Weekday)[day.weekday()]
        for opening, closing in rule.days.get(day, rule.weekly.get(weekday, ())):
            begin = on_the_wall(day, opening, zone)
            end = on_the_wall(day + timedelta(days=closing < opening), closing, zone)
            while begin < end:
                minutes.add(begin)
                begin += timedelta(minutes=1)
        day += timedelta(days=1)
    return sorted(minutes)


def on_the_wall(day: date, time: str, zone: ZoneInfo) -> datetime:
    if time == "24:00":
        day, time = day + timedelta(days=1), "00:00"
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone).astimezone(UTC)
