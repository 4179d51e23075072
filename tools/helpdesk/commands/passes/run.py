"""`helpdesk run`: one pass, or passes one after another."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from helpdesk.commands.passes.door_options import door_options, moment_option
from helpdesk.commands.passes.quiet import Lull, asked, believed, note_quiet
from helpdesk.commands.present import utc_now
from helpdesk.commands.terminal.step_summary import literal, step_summary
from helpdesk.passing.heartbeat import beat_after
from helpdesk.passing.pass_log import note_pass
from helpdesk.passing.report import Report

# What reads the desk is loaded where there is something to do.
if TYPE_CHECKING:
    from helpdesk.passing.doors import Doors
    from helpdesk.store.repository import Repository

# How long a wait may last before a signal to stop is looked at.
SLICE = 0.5


@click.command(
    epilog="""\b
Example:
  helpdesk run --mail-in folder:inbox --mail-out smtp://localhost
  helpdesk run --watch --every 30 --mail-in maildir:/var/mail/support
""",
)
@door_options
@moment_option
@click.option("--watch", is_flag=True, help="Keep passing: when mail comes, and every so many seconds.")
@click.option("--every", type=click.FloatRange(min=0.2), default=30.0, show_default=True, help="Seconds, with --watch.")
@click.option("--build", "portal", type=click.Path(path_type=Path), help="Build the staff portal here after a change.")
@click.option("--until-eof", is_flag=True, help="With --watch, stop too when standard input ends.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a pass.")
def run(
    mail_in: tuple[str, ...],
    mail_out: str,
    github: tuple[str, ...],
    now: datetime | None,
    watch: bool,
    every: float,
    portal: Path | None,
    until_eof: bool,
    as_json: bool,
    folder: str,
) -> None:
    """Take in what came, decide, write it down, tell people.

    A pass is safe to repeat, to kill and to race: everything is in one push, or nothing is.
    Exit status 1 when something went wrong that a person should know; the next pass goes on from there.
    """
    broken: list[str] = []

    def said(report: Report, started: datetime, took: float) -> Report:
        note_pass(Path(folder), report, started, took, os.environ)
        sick = heartbeat(report)
        if sick:
            click.echo(sick, err=True)
        _print(report, as_json, quiet=watch, known=broken)
        step_summary(lambda: pass_summary(report))
        broken[:] = report.broken
        return report

    if not watch:
        report = said(*_single(mail_in, mail_out, github, now, folder))
        if portal is not None:
            _built(portal, folder)
        sys.exit(1 if report.trouble or report.broken else 0)
    from helpdesk.commands.passes.doors import open_pass
    from helpdesk.passing.round import run_once

    store, doors, advisor = open_pass(mail_in, mail_out, Path(folder), github)

    def once() -> Report:
        started, clock = now or utc_now(), time.monotonic()
        report = run_once(store, doors, advisor, now)
        return said(report, started, time.monotonic() - clock)

    stop = stopping()
    if until_eof:
        threading.Thread(target=_stop_at_eof, args=(stop,), daemon=True).start()
    keep_passing(once, doors, every, stop, after=(lambda: _built(portal, folder)) if portal else None)


def _single(
    mail_in: tuple[str, ...], mail_out: str, github: tuple[str, ...], now: datetime | None, folder: str
) -> tuple[Report, datetime, float]:
    """One pass, when it began and how many seconds it took. Where no door in is named, it may be told by the note of
    the one before that there is nothing to do."""
    called, repository = asked(mail_out), None
    if not mail_in and not github:
        started, clock = now or utc_now(), time.monotonic()
        report, repository = believed(Path(folder), started, called)
        if report is not None:
            return report, started, time.monotonic() - clock
    return _read(mail_in, mail_out, github, now, folder, repository, called)


def _read(
    mail_in: tuple[str, ...],
    mail_out: str,
    github: tuple[str, ...],
    now: datetime | None,
    folder: str,
    repository: "Repository | None",
    called: str,
) -> tuple[Report, datetime, float]:
    from helpdesk.commands.passes.doors import open_pass
    from helpdesk.passing.round import run_once
    from helpdesk.passing.take_in import nobody_asks
    from helpdesk.store.repository import NotADesk

    store, doors, advisor = open_pass(mail_in, mail_out, Path(folder), github, repository)
    started, clock = now or utc_now(), time.monotonic()
    lull, alone = Lull(started), not mail_in and not github
    try:
        report = run_once(store, doors, advisor, started, lull.of if alone else nobody_asks)
    except NotADesk as problem:  # such as a branch that is gone from the remote
        raise click.ClickException(str(problem)) from problem
    took = time.monotonic() - clock
    if alone:
        note_quiet(store.repository, report, lull, called)
    return report, started, took


def heartbeat(report: Report) -> str:
    """Tell the watchdog at HELPDESK_HEARTBEAT_URL that this pass was good; nothing it does can fail a pass."""
    url = os.environ.get("HELPDESK_HEARTBEAT_URL", "")
    if not url:
        return ""
    from helpdesk.channels.webhook.heartbeat import beat

    return beat_after(report, url, beat)


def stopping() -> threading.Event:
    """An event that is set by Ctrl-C and TERM, so that a pass under way ends as it should."""
    stop = threading.Event()

    def set_it(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
        stop.set()

    signal.signal(signal.SIGTERM, set_it)
    signal.signal(signal.SIGINT, set_it)
    return stop


def _stop_at_eof(stop: threading.Event) -> None:
    """Whoever started this holds the other end: it closes however that process ends."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()


def keep_passing(
    once: Callable[[], Report],
    doors: "Doors",
    every: float,
    stop: threading.Event,
    after: Callable[[], None] | None = None,
) -> None:
    """Pass until `stop`: at once when an inbox has something, else every so many seconds."""
    while not stop.is_set():
        report = once()
        if after is not None:
            after()
        if report.trouble:
            stop.wait(min(every, 5.0))
        deadline = time.monotonic() + every
        while not stop.is_set() and time.monotonic() < deadline:
            if any(inbox.wait(0.0) for inbox in doors.inboxes):
                break
            stop.wait(min(SLICE, max(0.0, deadline - time.monotonic())))


def _built(portal: Path, desk: str, audience: str = "staff") -> None:
    """The portal of the desk in that folder, brought up to date."""
    from helpdesk.commands.clone.desk import work_tree_snapshot
    from helpdesk.commands.clone.own_pages import page_keys
    from helpdesk.publish import Audience, publish

    root = Path(desk).resolve()
    publish(root, work_tree_snapshot(root), portal, utc_now(), Audience(audience), page_keys=page_keys())


def _print(report: Report, as_json: bool, quiet: bool, known: list[str]) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(report))
        return
    for line in report_lines(report):
        click.echo(line)
    if report.quiet and not quiet:
        click.echo("Nothing to do: the desk is in sync.")
    for line in report.trouble:
        click.echo(f"trouble: {line}", err=True)
    if report.broken != known:
        for line in report.broken:
            click.echo(f"not worked on: {line}", err=True)


def pass_summary(report: Report) -> str:
    """What a pass did, for the page of a workflow's run. What strangers wrote stands in a fence."""
    did = f"{_counted(report.messages, 'message')} in, {_counted(len(report.tickets), 'commit')}"
    lines = [f"trouble: {line}" for line in report.trouble] + [f"not worked on: {line}" for line in report.broken]
    lines += report_lines(report)
    return f"### {did}, {_counted(report.sent, 'notice')} sent\n\n" + literal(lines)


def report_lines(report: Report) -> list[str]:
    """What a pass did, a line each; nothing for a quiet one."""
    lines = list(report.tickets)
    lines += [f"not taken in: {line}" for line in report.refused]
    lines += [f"withheld: {line}" for line in report.withheld]
    lines += [f"later: {line}" for line in report.deferred]
    if report.tickets:
        parts = (_counted(report.messages, "message") + " in", _counted(len(report.tickets), "commit"))
        told = (_counted(report.sent, "notice") + " sent",) if report.sent else ()
        lines.append(", ".join((*parts, *told, f"now at {report.commit[:10]}")))
    return lines


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
