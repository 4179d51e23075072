"""`helpdesk build`: the portal, in a folder."""

import gc
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from helpdesk.commands.clone.own_pages import page_keys
from helpdesk.commands.present import utc_now
from helpdesk.model.moment import parse_utc

if TYPE_CHECKING:
    from helpdesk.model.snapshot import Snapshot
    from helpdesk.publish import BuildReport
    from helpdesk.publish.pages.tickets import Shard
    from helpdesk.publish.reader import Reader


class _Asked(NamedTuple):
    """What a build is made of and for: the desk's folder, those of earlier desks, and where the pages go."""

    root: Path
    earlier: list[Path]
    out: Path
    now: datetime
    audience: str
    base_url: str
    guide: bool


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime:
    if value is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else utc_now()
    try:
        return parse_utc(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _shard(_context: click.Context, _parameter: click.Parameter, value: str | None) -> "Shard | None":
    if value is None:
        return None
    from helpdesk.publish import Shard

    part, _, of = value.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of) <= 1000):
        raise click.BadParameter("write K/N, such as 1/8 for the first of eight parts")
    return Shard(int(part), int(of))


def _with_earlier(desk: "Snapshot", folders: "list[Path]", read: "Reader") -> "Snapshot":
    """The desk and the closed tickets of those before it. What is still open there is named, and left to its desk."""
    if not folders:
        return desk
    from helpdesk.store.years import still_open, with_earlier

    others = [read(folder) for folder in folders]
    for folder, other in zip(folders, others, strict=True):
        left = still_open(other)
        if left:
            more = f" and {len(left) - 5} more" if len(left) > 5 else ""
            click.echo(
                f"{folder}: left out, still open there: {', '.join(left[:5])}{more}; close them, or move them here",
                err=True,
            )
        try:
            desk = with_earlier(desk, [other])
        except ValueError as problem:
            raise click.ClickException(f"{folder}: {problem}") from problem
    return desk


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
@click.option(
    "--shard", callback=_shard, metavar="K/N", help="Draw only the K-th of N parts of the ticket pages, for --join."
)
@click.option("--join", "drawn", multiple=True, metavar="FOLDER", help="Take over what a shard has drawn there.")
@click.option(
    "--with", "earlier", multiple=True, metavar="FOLDER", help="Show the closed tickets of an earlier desk too."
)
@click.option("--reader", default="helpdesk.commands.clone.desk:work_tree_snapshot", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def build(
    desk: str,
    out: str | None,
    audience: str,
    now: datetime,
    base_url: str,
    guide: bool,
    shard: "Shard | None",
    drawn: tuple[str, ...],
    earlier: tuple[str, ...],
    reader: str,
    as_json: bool,
) -> None:
    """Build the portal: pages, figures and search, in a folder that any web server can hand out.

    Only what changed is written. The guide is drawn by mkdocs, and only if it changed.

    \b
    Example:
      helpdesk build
      helpdesk build --audience public --out public-site
      helpdesk build --with ../desk-2025 --with ../desk-2024
    """
    from helpdesk.publish.output import ForeignFolderError
    from helpdesk.publish.reader import snapshot_reader

    root = Path(desk).resolve()
    folder = Path(out).resolve() if out else root / "public"
    asked = _Asked(root, [Path(other).resolve() for other in earlier], folder, now, audience, base_url, guide)
    try:
        read = snapshot_reader(reader)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    try:
        snapshot = _with_earlier(read(root), asked.earlier, read)
        # Tickets hang together in no circles, and looking for some takes a seventh of a build's time.
        gc.disable()
        report = _whole(asked, snapshot, drawn) if shard is None else _part(asked, snapshot, shard)
    # What mkdocs finds wrong in the guide is a ClickException already, and mkdocs is not loaded to say so.
    except ForeignFolderError as error:
        raise click.ClickException(str(error)) from error
    finally:
        gc.enable()
    click.echo(_as_json(folder, report) if as_json else _in_words(folder, report))


def _whole(asked: _Asked, snapshot: "Snapshot", drawn: tuple[str, ...]) -> "BuildReport":
    from helpdesk.publish import Audience, publish

    return publish(
        asked.root,
        snapshot,
        asked.out,
        asked.now,
        Audience(asked.audience),
        asked.base_url,
        guide=asked.guide,
        page_keys=page_keys(),
        drawn=[Path(other) for other in drawn],
        earlier=asked.earlier,
    )


def _part(asked: _Asked, snapshot: "Snapshot", shard: "Shard") -> "BuildReport":
    from helpdesk.publish import Audience, build_shard, checked_out
    from helpdesk.publish.extras import Extras

    guide = asked.guide and (asked.root / "mkdocs.yml").is_file()
    extras = Extras(guide=guide, files=checked_out(asked.root, *asked.earlier))
    return build_shard(snapshot, asked.out, asked.now, Audience(asked.audience), shard, asked.base_url, extras)


def _as_json(folder: Path, report: "BuildReport") -> str:
    told = {"out": str(folder), "written": len(report.written), "unchanged": report.unchanged}
    return json.dumps({**told, "removed": report.removed, "seconds": round(report.seconds, 3)})


def _in_words(folder: Path, report: "BuildReport") -> str:
    counts = f"{len(report.written)} written, {report.unchanged} unchanged, {report.removed} removed"
    return f"{folder}: {counts} ({report.seconds:.1f} s)"
