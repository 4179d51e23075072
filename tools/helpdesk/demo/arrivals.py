"""When people write: by month, weekday and hour, as a service desk knows it."""

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.model.rules import Rules

# Monday is the service desk's longest day; few write at weekends.
_WEEKDAYS = (1.35, 1.12, 1.0, 1.02, 0.8, 0.06, 0.05)
_HOLIDAY = 0.05
_HOURS = (1, 1, 1, 1, 1, 2, 8, 30, 90, 110, 100, 80, 45, 75, 85, 70, 50, 25, 10, 6, 5, 4, 2, 1)
_TODAY = 5


def arrivals(rules: Rules, rng: random.Random, until: datetime, amount: int, months: int) -> list[datetime]:
    """`amount` moments in the `months` before `until`, in order; the last few lie in the last hours."""
    zone = ZoneInfo(rules.desk.timezone)
    calendar = rules.calendars.get(rules.desk.calendar)
    clock = BusinessClock.of(calendar) if calendar else None
    last = until.astimezone(zone).date()
    days = [last - timedelta(days=back) for back in range(round(months * 30.4), -1, -1)]
    weights = []
    for index, day in enumerate(days):
        noon = datetime.combine(day, time(11), zone).astimezone(UTC)
        closed = clock is not None and day.weekday() < 5 and not clock.is_open(noon)
        growth = 0.85 + 0.3 * index / max(len(days) - 1, 1)
        weights.append(_WEEKDAYS[day.weekday()] * growth * (_HOLIDAY if closed else 1.0))
    fresh = min(_TODAY, amount // 20)
    moments = [until - timedelta(minutes=rng.randrange(4, 300)) for _ in range(fresh)]
    for day in rng.choices(days, weights, k=amount * 2):
        if len(moments) >= amount:
            break
        hour = rng.choices(range(24), _HOURS)[0]
        local = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), zone)
        moment = local.astimezone(UTC)
        if moment < until - timedelta(minutes=3):
            moments.append(moment)
    while len(moments) < amount:
        moments.append(until - timedelta(minutes=rng.randrange(400, 20000)))
    return sorted(moments)
