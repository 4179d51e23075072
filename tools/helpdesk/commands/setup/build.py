"""`helpdesk build`: the portal, in a folder."""

import gc
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from helpdesk.commands.clone.own_pages import page_keys
from helpdesk.commands.present import utc_now
from helpdesk.model.moment import parse_utc


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime:
    if value is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else utc_now()
    try:
        return parse_utc(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option("-C", "--desk", default=".", metavar="FOLDER", help="The desk's clone (here).", show_default=False)
@click.option("--out", metavar="FOLDER", help="Where to write it (public/ in the desk).")
@click.option(
    "--audience",
    type=click.Choice(["staff", "public", "managers"]),
    default="staff",
    show_default=True,
    help="Who it is for.",
)
@click.option("--now", callback=_moment, metavar="TIME", help="Build as of this time, like 2026-03-02T09:30:00Z.")
@click.option("--base-url", default="", metavar="URL", help="Where it will be served, for the 404 page.")
@click.option("--guide/--no-guide", default=True, help="Bring the guide up to date too.", show_default=True)
@click.option("--reader", default="helpdesk.commands.clone.desk:work_tree_snapshot", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def build(
    desk: str, out: str | None, audience: str, now: datetime, base_url: str, guide: bool, reader: str, as_json: bool
) -> None:
    """Build the portal: pages, figures and search, in a folder that any web server can hand out.

    Only what changed is written. The guide is drawn by mkdocs, and only if it changed.

    \b
    Example:
      helpdesk build
      helpdesk build --audience public --out public-site
    """
    from helpdesk.publish import Audience, publish
    from helpdesk.publish.output import ForeignFolderError
    from helpdesk.publish.reader import snapshot_reader

    root = Path(desk).resolve()
    folder = Path(out).resolve() if out else root / "public"
    try:
        read = snapshot_reader(reader)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    try:
        snapshot = read(root)
        # Tickets hang together in no circles, and looking for some takes a seventh of a build's time.
        gc.disable()
        report = publish(root, snapshot, folder, now, Audience(audience), base_url, guide=guide, page_keys=page_keys())
    # What mkdocs finds wrong in the guide is a ClickException already, and mkdocs is not loaded to say so.
    except ForeignFolderError as error:
        raise click.ClickException(str(error)) from error
    finally:
        gc.enable()
    if as_json:
        told = {"out": str(folder), "written": len(report.written), "unchanged": report.unchanged}
        click.echo(json.dumps({**told, "removed": report.removed, "seconds": round(report.seconds, 3)}))
        return
    counts = f"{len(report.written)} written, {report.unchanged} unchanged, {report.removed} removed"
    click.echo(f"{folder}: {counts} ({report.seconds:.1f} s)")
