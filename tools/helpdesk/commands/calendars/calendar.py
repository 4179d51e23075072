"""`helpdesk calendar`: what a service level would make of a time, asked by hand."""

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click
import msgspec
import ryaml

from helpdesk.commands.calendars.histories import answer_history
from helpdesk.commands.calendars.lines import answer_line
from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.decide.calendars.opening_hours import CalendarError
from helpdesk.model.calendar import CalendarRule
from helpdesk.model.moment import Duration, format_utc, parse_duration

_CALENDAR_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
# A duration may be negative; click would read "-8h" as options, and -h as help.
_NEGATIVE_ARGUMENTS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}


@click.group()
def calendar() -> None:
    """Add and measure business time in one of the desk's calendars.

    NAME is a file of rules/calendars without its ".yml". A time is RFC 3339 ("2026-03-02T16:30:00Z"), or without a
    zone the wall-clock time of the calendar. NAME "-" answers questions from standard input, one JSON object a line.
    """


@calendar.command(context_settings=_NEGATIVE_ARGUMENTS)
@click.argument("name")
@click.argument("start", required=False)
@click.argument("duration", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def add(name: str, start: str | None, duration: str | None, as_json: bool) -> None:
    """Print when DURATION of business time after START has passed.

    DURATION: "8h", "90m", "1h30m", "45s" of open time; "2d" (or "2bd") is two business days, which keep the time of
    day; "2d4h" is the days first, then the hours; "-8h" goes back in time.

    \b
    Example:
      helpdesk calendar add office 2026-03-06T16:30 8h
    """
    if name == "-":
        _answer_lines()
        return
    if start is None or duration is None:
        raise click.UsageError("say a start and a duration, such as: 2026-03-06T16:30 8h")
    clock = _clock(name)
    try:
        due = clock.due(_moment(start, clock), _duration(duration))
    except (CalendarError, OverflowError) as error:
        raise click.ClickException(str(error)) from None
    local = due.astimezone(ZoneInfo(clock.rule.timezone))
    text = f"{local.isoformat()}  ({format_utc(due)})"
    _print({"time": local.isoformat(), "utc": format_utc(due)}, text, as_json=as_json)


@calendar.command()
@click.argument("name")
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def between(name: str, a: str | None, b: str | None, as_json: bool) -> None:
    """Print how much business time lies between A and B; negative when B is before A.

    \b
    Example:
      helpdesk calendar between office 2026-03-06T16:30 2026-03-10T10:00
    """
    if name == "-":
        _answer_lines()
        return
    if a is None or b is None:
        raise click.UsageError("say two times, such as: 2026-03-06T16:30 2026-03-10T10:00")
    clock = _clock(name)
    try:
        first, last = _moment(a, clock), _moment(b, clock)
        seconds, days = clock.between(first, last), clock.days_between(first, last)
    except CalendarError as error:
        raise click.ClickException(str(error)) from None
    _print({"seconds": seconds, "days": days}, f"{_spell(seconds)}  ({days} business days)", as_json=as_json)


@calendar.command()
@click.argument("file", type=click.File("rb"))
def sla(file: BinaryIO) -> None:
    """Print what is due in histories of tickets, and how long each target took.

    FILE holds one JSON object a line ("-" is standard input): "calendar" (timezone, weekly, holidays), "events"
    (created, state, priority, customer_message, agent_message, ..., each with its time) and "sla_minutes"
    (first_response, response, update, solution). The desk's own promises and pauses answer.

    \b
    Example:
      helpdesk calendar sla histories.jsonl
    """
    for line in file:
        if line.strip():
            click.echo(answer_history(line))


def _answer_lines() -> None:
    for line in sys.stdin.buffer:
        if line.strip():
            click.echo(answer_line(line))


def _clock(name: str) -> BusinessClock:
    try:
        return BusinessClock.of(_read_rule(name))
    except CalendarError as error:
        raise click.ClickException(str(error)) from None


def _read_rule(name: str) -> CalendarRule:
    """The calendar `name` of the desk in the current folder."""
    if not _CALENDAR_ID.fullmatch(name):
        raise click.UsageError(f"{name!r} is no calendar's name: it is a file of rules/calendars without its .yml")
    path = Path("rules") / "calendars" / f"{name}.yml"
    try:
        record = ryaml.loads(path.read_text("utf-8"))  # type: ignore[attr-defined]  # its stubs don't export it
        if not isinstance(record, dict):
            raise click.ClickException(f"{path}: write 'timezone:' and 'weekly:' here")
        return msgspec.convert({**record, "id": name}, CalendarRule)
    except FileNotFoundError:
        raise click.ClickException(f"{path} is not here: run this in the desk's folder") from None
    except ValueError as error:
        raise click.ClickException(f"{path}: {error}") from None


def _moment(text: str, clock: BusinessClock) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is no time; write 2026-03-02T16:30 or 2026-03-02T16:30:00Z") from None
    local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(clock.rule.timezone))
    try:
        return local.astimezone(UTC)
    except OverflowError:
        raise click.UsageError(f"{text!r} is out of range") from None


def _duration(text: str) -> Duration:
    """A duration as `parse_duration` reads it, with an optional sign and `bd` for `d`."""
    try:
        span = parse_duration(text.removeprefix("-").replace("bd", "d"))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    return Duration(days=-span.days, seconds=-span.seconds) if text.startswith("-") else span


def _spell(seconds: float) -> str:
    sign, whole = "-" if seconds < 0 else "", abs(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{sign}{int(hours)}h {int(minutes):02d}m" + (f" {left:g}s" if left else "")


def _print(answer: dict[str, str | float | int], text: str, *, as_json: bool) -> None:
    click.echo(json.dumps(answer) if as_json else text)
