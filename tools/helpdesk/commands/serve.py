"""`helpdesk serve`: look at the built portal on this machine."""

import signal
import threading
from pathlib import Path
from types import FrameType

import click


@click.command()
@click.option("-C", "--desk", default=".", metavar="FOLDER", help="The desk's clone (here).", show_default=False)
@click.option("--out", metavar="FOLDER", help="The folder that was built (public/ in the desk).")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
def serve(desk: str, out: str | None, port: int) -> None:
    """Show the built portal on http://127.0.0.1:8000/, to this machine only. Ctrl-C stops it.

    \b
    Example:
      helpdesk build && helpdesk serve
    """
    from helpdesk.publish.server import PortalServer

    folder = Path(out) if out else Path(desk) / "public"
    if not (folder / "index.html").is_file():
        raise click.ClickException(f"{folder} has no portal in it; run helpdesk build first")
    try:
        server = PortalServer(folder.resolve(), port)
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
