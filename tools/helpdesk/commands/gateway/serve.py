"""`helpdesk serve`: look at the built portal on this machine; with --accept, take requests in over HTTP."""

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import click

from helpdesk.commands.passes.door_options import MailAddresses

_ACCEPT = "With --accept:"


@click.command()
@click.option("-C", "--desk", default=".", metavar="FOLDER", help="The desk's clone (here).", show_default=False)
@click.option("--out", metavar="FOLDER", help="The folder that was built (public/ in the desk).")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--accept", "accepts", is_flag=True, help="Take requests in: web form, alerts, chat, webhooks.")
@click.option("--host", default="127.0.0.1", show_default=True, help=f"{_ACCEPT} the address to listen on.")
@click.option("--url", default="", envvar="HELPDESK_URL", help=f"{_ACCEPT} how the world reaches it: https://...")
@click.option(
    "--origin", "origins", multiple=True, metavar="URL", help=f"{_ACCEPT} another site whose pages may post forms."
)
@click.option(
    "--trusted-proxy", "proxies", multiple=True, metavar="ADDRESS", help=f"{_ACCEPT} believe its X-Forwarded-For."
)
@click.option("--spool", type=click.Path(path_type=Path), help=f"{_ACCEPT} where requests wait (in the git directory).")
@click.option("--rate", default="300/s", show_default=True, help=f"{_ACCEPT} requests taken altogether.")
@click.option("--rate-each", default="20/m", show_default=True, help=f"{_ACCEPT} forms taken from one address.")
@click.option(
    "--keep-free",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    metavar="MB",
    help=f"{_ACCEPT} refuse when the disk has less.",
)
@click.option("--no-pass", is_flag=True, help=f"{_ACCEPT} another `helpdesk run --watch --in spool:DIR` takes them in.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.2),
    default=30.0,
    show_default=True,
    help=f"{_ACCEPT} seconds between passes.",
)
@click.option(
    "--in",
    "--mail-in",
    "mail_in",
    type=MailAddresses(),
    multiple=True,
    envvar="HELPDESK_MAIL_IN",
    help=f"{_ACCEPT} as of run.",
)
@click.option("--github", multiple=True, metavar="OWNER/NAME", envvar="HELPDESK_GITHUB", help=f"{_ACCEPT} as of run.")
@click.option("--mail-out", default="", envvar="HELPDESK_MAIL_OUT", help=f"{_ACCEPT} as of run.")
def serve(
    desk: str,
    out: str | None,
    port: int,
    accepts: bool,
    no_pass: bool,
    every: float,
    mail_in: tuple[str, ...],
    mail_out: str,
    github: tuple[str, ...],
    **given: Any,
) -> None:
    """Show the built portal on http://127.0.0.1:8000/, to this machine only. Ctrl-C stops it.

    With --accept it also takes in what people and machines post: durable before it is answered, and a pass beside it
    makes tickets of it. Whoever reaches it sees the folder that --out names; without --out there is no portal.

    \b
    Example:
      helpdesk build && helpdesk serve
      helpdesk serve --accept --url https://help.example.org --trusted-proxy 127.0.0.1
    """
    if accepts:
        from helpdesk.commands.gateway.accepting import Wanted, accept

        doors = [word for address in mail_in for word in ("--in", address)]
        doors += [word for name in github for word in ("--github", name)]
        doors += ["--mail-out", mail_out] if mail_out else []
        more = ("--every", str(every), *doors)
        folder = _built(Path(out)) if out else None
        accept(Wanted(Path(desk), folder, port=port, passing=not no_pass, pass_options=more, **given))
        return
    _show(_built(Path(out) if out else Path(desk) / "public"), port)


def _built(folder: Path) -> Path:
    if not (folder / "index.html").is_file():
        raise click.ClickException(f"{folder} has no portal in it; run helpdesk build first")
    return folder.resolve()


def _show(folder: Path, port: int) -> None:
    from helpdesk.publish.server import PortalServer

    try:
        server = PortalServer(folder, port)
    except OSError as error:
        raise click.ClickException(f"port {port} cannot be used: {error.strerror}; name another with --port") from error

    def stop(_number: int, _frame: FrameType | None) -> None:
        # shutdown() waits for serve_forever() to end, so it must not run in the same thread.
        threading.Thread(target=server.shutdown, daemon=True).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    click.echo(f"{server.address} shows {folder}; Ctrl-C stops it")
    with server:
        server.serve_forever(poll_interval=0.1)
