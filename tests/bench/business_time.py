"""Times business-time additions: `python tests/bench/business_time.py`. Prints microseconds each and the total."""

import random
import time
from datetime import UTC, datetime, timedelta

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.model.calendar import CalendarRule, HolidaySource, Weekday

ADDITIONS = 100_000
BUSINESS_DAY = 8 * 3600


def main() -> None:
    """100,000 additions of up to 400 business days, from starts within two years, holidays included."""
    rule = CalendarRule(
        id="bench",
        timezone="Europe/Berlin",
        weekly=dict.fromkeys(list(Weekday)[:5], (("08:00", "12:00"), ("13:00", "17:00"))),
        holidays=(HolidaySource(country="DE", subdivision="BY"),),
    )
    chance = random.Random(0)
    first = datetime(2025, 1, 1, tzinfo=UTC)
    questions = [
        (first + timedelta(seconds=chance.randrange(2 * 365 * 86_400)), chance.randrange(400 * BUSINESS_DAY))
        for _ in range(ADDITIONS)
    ]
    began = time.perf_counter()
    clock = BusinessClock.of(rule)
    clock.add(*questions[0])
    warm = time.perf_counter()
    for start, seconds in questions:
        clock.add(start, seconds)
    took = time.perf_counter() - warm
    print(f"first answer {(warm - began) * 1000:.0f} ms (with the import of holidays)")
    print(f"{ADDITIONS:,} additions {took:.2f} s, {took / ADDITIONS * 1e6:.1f} us each")


if __name__ == "__main__":
    main()
