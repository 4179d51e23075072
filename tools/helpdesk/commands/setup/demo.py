"""`helpdesk demo`: a living desk on this machine, with months of history."""

import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpdesk.commands.passes.doors import open_pass
from helpdesk.commands.passes.run import keep_passing, report_lines, stopping
from helpdesk.commands.present import utc_now
from helpdesk.passing.report import Report

if TYPE_CHECKING:
    from helpdesk.demo.place import Place

# Fresh pages within seconds of a mail; a pass with nothing to do costs milliseconds.
EVERY = 3.0


@click.command(
    epilog="""\b
Example:
  helpdesk demo
  helpdesk demo --folder /tmp/desk --port 8080
""",
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True, help="Where.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The portal's port.")
@click.option("--tickets", type=click.IntRange(1, 100_000), default=400, show_default=True, help="How much history.")
def demo(folder: Path, port: int, tickets: int) -> None:
    """Start a desk with six months of history, a mail folder, a mail server and the portal, and keep it passing.

    Everything lies in FOLDER, and a second start goes on with it. Ctrl-C stops it; remove FOLDER to begin anew.
    """
    from helpdesk.demo.place import Place
    from helpdesk.demo.sink import Sink
    from helpdesk.publish.server import PortalServer

    stop = stopping()
    place = Place(folder.resolve())
    if not place.ready:
        _set_up(place, tickets, port)
    os.chdir(place.desk)
    _build(place.desk, place.public)
    sink = Sink(place.mail_out)
    try:
        server = PortalServer(place.public, port)
    except OSError as problem:
        raise click.ClickException(f"port {port} can't be used: {problem.strerror}; name another with --port") from None
    sink.start()
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    serving.start()
    try:
        _welcome(place, server.address)
        _keep_passing(place, sink.port, stop)
    finally:
        server.shutdown()
        server.server_close()
        sink.stop()
    click.echo("Stopped. Start it again to go on where it was.")


def _set_up(place: "Place", tickets: int, port: int) -> None:
    click.echo(f"Writing a desk with {tickets} tickets of history into {place.folder} ...")
    try:
        with click.progressbar(length=tickets, label="tickets") as bar:
            done = 0

            def progress(count: int) -> None:
                nonlocal done
                bar.update(count - done)
                done = count

            place.set_up(utc_now(), tickets, f"http://127.0.0.1:{port}", progress)
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem


def _keep_passing(place: "Place", smtp_port: int, stop: threading.Event) -> None:
    from helpdesk.passing.pass_log import note_pass
    from helpdesk.passing.round import run_once

    mail = (f"folder:{place.mail_in}",)
    store, doors, advisor = open_pass(mail, f"smtp://127.0.0.1:{smtp_port}", place.desk)
    built = ""

    def once() -> Report:
        nonlocal built
        started, clock = utc_now(), time.monotonic()
        report = run_once(store, doors, advisor)
        note_pass(place.desk, report, started, time.monotonic() - clock, {})
        for line in [*report_lines(report), *(f"trouble: {line}" for line in report.trouble)]:
            click.echo(line)
        if report.commit != built:
            _build(place.desk, place.public)
            built = report.commit
        return report

    keep_passing(once, doors, EVERY, stop)


def _build(desk: Path, public: Path) -> None:
    from helpdesk.commands.clone.desk import work_tree_snapshot
    from helpdesk.publish import Audience, publish

    publish(desk, work_tree_snapshot(desk), public, utc_now(), Audience.STAFF)


def _welcome(place: "Place", address: str) -> None:
    from helpdesk.demo.files import sample_mails

    samples = place.folder / "mail" / "samples"
    samples.mkdir(exist_ok=True)
    for name, data in sample_mails().items():
        (samples / name).write_bytes(data)
    near = _near(place.folder)
    click.echo(f"""
The desk is up. Look at it:

  {address}

Be a requester - drop a mail, and watch the ticket and the answer come:

  cp {near}/mail/samples/*.eml {near}/mail/in/
  ls {near}/mail/out/

Be a technician (you are Kim):

  cd {near}/desk
{_activation()}  helpdesk next
  helpdesk list --mine

Ctrl-C stops it.
""")


def _near(folder: Path) -> Path:
    """The folder as somebody standing where the demo was started would type it."""
    start = Path(os.environ.get("PWD", "/"))
    return folder.relative_to(start) if folder.is_relative_to(start) else folder


def _activation() -> str:
    """The line that puts `helpdesk` on another terminal's path, where it runs in an environment of its own."""
    script = Path(sys.prefix) / "bin" / "activate"
    return f"  . {script}\n" if sys.prefix != sys.base_prefix and script.is_file() else ""
