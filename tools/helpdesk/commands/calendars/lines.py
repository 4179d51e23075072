"""Questions about business time as JSON lines: each line carries its own calendar, and its answer is one line."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.decide.calendars.opening_hours import OpeningHours
from helpdesk.model.calendar import Block, CalendarRule, HolidaySource, Weekday

_MOST_PERIODS = 1000
_DAY = 24 * 60

Answer = dict[str, object]


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line. `start` and `end` are RFC 3339, a local time or a date; `breaks` are cut out of a day's blocks.

    `holidays` are closed dates or `{country, subdivision}`; `special` are the hours of one date.
    """

    op: str
    timezone: str
    weekly: dict[Weekday, tuple[Block, ...]]
    start: str
    end: str = ""
    amount_seconds: float = 0
    days: int = 0
    count: int = 1
    holidays: tuple[date | HolidaySource, ...] = ()
    special: dict[date, tuple[Block, ...]] = {}
    breaks: dict[date, tuple[Block, ...]] = {}


class NoAnswer(ValueError):
    """The line can't be answered; the message says why."""


def answer_line(line: bytes) -> str:
    """The answer to one line, as JSON: the fields of its `op`, or `{"error": ...}`. Never raises."""
    try:
        question = msgspec.json.decode(line, type=Question)
        ask = _OPS.get(question.op)
        if ask is None:
            raise NoAnswer(f"unknown op {question.op!r}; known: {', '.join(_OPS)}")
        answer = ask(BusinessClock.of(_rule(question)), question)
    except (msgspec.MsgspecError, ValueError, OverflowError) as error:
        answer = {"error": str(error)}
    return json.dumps(answer, ensure_ascii=False)


def _rule(question: Question) -> CalendarRule:
    closed = {day: () for day in question.holidays if isinstance(day, date)}
    rule = CalendarRule(
        id="line",
        timezone=question.timezone,
        weekly=question.weekly,
        holidays=tuple(source for source in question.holidays if isinstance(source, HolidaySource)),
        days={**closed, **question.special},
    )
    return _less(rule, question.breaks) if question.breaks else rule


def _less(rule: CalendarRule, breaks: dict[date, tuple[Block, ...]]) -> CalendarRule:
    """The rule with breaks cut out, whatever day the blocks they fall into start on."""
    pauses = OpeningHours(CalendarRule(id="breaks", timezone="UTC", weekly={}, days=breaks))
    beside = {day + timedelta(days=offset) for day in breaks for offset in (-1, 0, 1)}
    spans = _on(OpeningHours(rule), beside)
    for start, end in _on(pauses, set(breaks)):
        pieces = [((a, min(b, start)), (max(a, end), b)) for a, b in spans]
        spans = [(a, b) for pair in pieces for a, b in pair if a < b]
    days: dict[date, tuple[Block, ...]] = dict.fromkeys(beside, ())
    for a, b in spans:
        day = date.fromordinal(a // _DAY)
        days[day] = (*days[day], (_time(a % _DAY), _time(a % _DAY + b - a)))
    return msgspec.structs.replace(rule, days={**rule.days, **days})


def _on(hours: OpeningHours, days: set[date]) -> list[tuple[int, int]]:
    """The blocks of those days in minutes since the first of January of the year 1."""
    return [(day.toordinal() * _DAY + a, day.toordinal() * _DAY + b) for day in sorted(days) for a, b in hours.on(day)]


def _time(minutes: int) -> str:
    return "24:00" if minutes == _DAY else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _moment(text: str, question: Question) -> datetime:
    moment = datetime.fromisoformat(text)
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(question.timezone))
    return local.astimezone(UTC)


def _local(moment: datetime, question: Question) -> str:
    return moment.astimezone(ZoneInfo(question.timezone)).isoformat()


def _at(ask: Callable[[BusinessClock, datetime], datetime]) -> Callable[[BusinessClock, Question], Answer]:
    """An op that takes `start` to another time."""
    return lambda clock, question: {"time": _local(ask(clock, _moment(question.start, question)), question)}


def _add(clock: BusinessClock, question: Question) -> Answer:
    due = clock.add(_moment(question.start, question), question.amount_seconds)
    return {"time": _local(due, question)}


def _between(clock: BusinessClock, question: Question) -> Answer:
    return {"seconds": clock.between(_moment(question.start, question), _moment(question.end, question))}


def _is_open(clock: BusinessClock, question: Question) -> Answer:
    return {"open": clock.is_open(_moment(question.start, question))}


def _periods(clock: BusinessClock, question: Question) -> Answer:
    if not 0 <= question.count <= _MOST_PERIODS:
        raise NoAnswer(f"count {question.count}: ask for 0 to {_MOST_PERIODS} periods")
    periods = islice(clock.periods(_moment(question.start, question)), question.count)
    return {"periods": [[_local(start, question), _local(end, question)] for start, end in periods]}


def _add_days(clock: BusinessClock, question: Question) -> Answer:
    if len(question.start) == len("2026-03-02"):
        day = clock.days.add(date.fromisoformat(question.start), question.days).isoformat()
        return {"date": day, "date_or_time": day}
    due = _local(clock.add_days(_moment(question.start, question), question.days), question)
    return {"date": due[: len("2026-03-02")], "date_or_time": due}


def _days_between(clock: BusinessClock, question: Question) -> Answer:
    return {"days": clock.days_between(_moment(question.start, question), _moment(question.end, question))}


_OPS: dict[str, Callable[[BusinessClock, Question], Answer]] = {
    "add": _add,
    "between": _between,
    "is_open": _is_open,
    "next_open": _at(BusinessClock.next_open),
    "next_close": _at(BusinessClock.next_close),
    "prev_open": _at(BusinessClock.previous_open),
    "prev_close": _at(BusinessClock.previous_close),
    "next_open_moment": _at(BusinessClock.next_open_moment),
    "prev_open_moment": _at(BusinessClock.last_open_moment),
    "periods": _periods,
    "add_days": _add_days,
    "days_between": _days_between,
}
