"""Histories of tickets as JSON lines, from other desks: each line carries its calendar and targets, its answer is one
line."""

import json
import re
from datetime import date, datetime

import msgspec

from helpdesk.decide.calendars.hours import Hours
from helpdesk.decide.calendars.opening_hours import CalendarError, OpeningHours
from helpdesk.decide.replay import Happening, History, Kind, Measured
from helpdesk.model.calendar import Block, CalendarRule, Weekday
from helpdesk.model.moment import format_utc, parse_utc

Answer = dict[str, object]

_WAITS = re.compile(r"(pending|waiting|on[ -]?hold|paused)\b")
_ENDS = re.compile(r"(closed|merged|removed|resolved|solved|done)\b")
_KINDS = {
    "customer_message": Kind.ASKED,
    "customer_contact_recorded": Kind.ASKED,
    "agent_message": Kind.TOLD,
    "agent_contact_recorded": Kind.ANSWERED,
    "first_response_recorded": Kind.RESPONDED,
}
_ENDED = re.compile(r"(clos|solv|solution|resol)\w*\Z")


class Week(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The opening hours; `holidays` are closed dates, `special` the hours of one date."""

    timezone: str
    weekly: dict[Weekday, tuple[Block, ...]]
    holidays: tuple[date, ...] = ()
    special: dict[date, tuple[Block, ...]] = {}


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """`created` and `state` enter a state (`state`, `to`), `priority` changes it (`to`); then there are messages, and
    times recorded alone (`..._recorded`). What else happens to a ticket, no promise cares about."""

    type: str
    at: str
    state: str = ""
    to: str = ""
    priority: str = ""


class Minutes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Targets in minutes: `response` to each message of the requester, `update` from one word of staff to the next.
    `only_priority` is the one that the level is for."""

    first_response: int | None = None
    response: int | None = None
    update: int | None = None
    solution: int | None = None
    only_priority: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line. `op` asks for a time alone: `counted_minutes` from `start` to `end`, or `due_after_counted_minutes`,
    so many `minutes` after `start`."""

    calendar: Week
    events: tuple[Event, ...]
    sla_minutes: Minutes = Minutes()
    op: str = ""
    start: str = ""
    end: str = ""
    minutes: float = 0


def answer_history(line: bytes) -> str:
    """The answer to one line, as JSON: what is due when, and the minutes each target took and has left; or
    `{"error": ...}`. Never raises."""
    try:
        question = msgspec.json.decode(line, type=Question)
        answer = _answer(question, _hours(question.calendar))
    except (msgspec.MsgspecError, CalendarError, ValueError, OverflowError) as error:
        answer = {"error": str(error)}
    return json.dumps(answer, ensure_ascii=False)


def _hours(week: Week) -> Hours:
    days: dict[date, tuple[Block, ...]] = {**dict.fromkeys(week.holidays, ()), **week.special}
    rule = CalendarRule(id="line", timezone=week.timezone, weekly=week.weekly, days=days)
    OpeningHours(rule)  # says what is wrong with it; the desk itself would count round the clock
    return Hours(rule)


def _answer(question: Question, hours: Hours) -> Answer:
    history, priority = _told(question.events)
    match question.op:
        case "":
            level = question.sla_minutes
            holds = level.only_priority in ("", priority)
            return _targets(history, hours, level if holds else Minutes())
        case "counted_minutes":
            seconds = history.counted(hours, parse_utc(question.start), parse_utc(question.end))
            return {"minutes": seconds // 60}
        case "due_after_counted_minutes":
            return {"time": format_utc(history.due(hours, parse_utc(question.start), question.minutes * 60))}
        case op:
            raise ValueError(f"unknown op {op!r}; known: counted_minutes, due_after_counted_minutes")


def _told(events: tuple[Event, ...]) -> tuple[History, str]:
    """The history, and the priority it ends with."""
    created = next((event for event in events if event.type == "created"), None)
    if created is None:
        raise ValueError("no event of the type created")
    priority, happenings = created.priority, []
    for event in sorted(events, key=lambda event: parse_utc(event.at)):
        at = parse_utc(event.at)
        if event.type in ("created", "state"):
            happenings.append(Happening(at, _state(event.to or event.state)))
        elif event.type == "priority":
            priority = event.to
        elif event.type in _KINDS:
            happenings.append(Happening(at, _KINDS[event.type]))
        elif _ENDED.match(event.type):
            happenings.append(Happening(at, Kind.ENDS))
    return History(parse_utc(created.at), happenings), priority


def _state(name: str) -> Kind:
    if _WAITS.match(name.casefold()):
        return Kind.WAITS
    return Kind.ENDS if _ENDS.match(name.casefold()) else Kind.RUNS


def _targets(history: History, hours: Hours, level: Minutes) -> Answer:
    measured = {
        "first_response": (level.first_response, history.first_response),
        "response": (level.response, history.answers),
        "update": (level.update, history.updates),
        "solution": (level.solution, history.solution),
    }
    answer: Answer = {}
    dues: list[datetime] = []
    for name, (minutes, measure) in measured.items():
        found = measure(hours, minutes * 60) if minutes is not None else Measured()
        took = found.took // 60 if found.took is not None else None
        answer[f"{name}_due"] = format_utc(found.due) if found.due else None
        answer[f"{name}_min"] = took
        answer[f"{name}_left_min"] = minutes - took if minutes is not None and took is not None else None
        dues += [found.due] if found.due else []
    answer["next_due"] = format_utc(min(dues)) if dues else None
    return answer
