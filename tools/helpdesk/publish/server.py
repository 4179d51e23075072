"""A small static server for the portal: read-only, this machine only, nothing but the files it is meant to show."""

import gzip
import http.server
import mimetypes
import posixpath
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
TEXT = frozenset(TYPES) - {".png"}
WORTH_PACKING = 1000  # bytes; below, the packed answer saves no packet


def file_of(folder: Path, target: str) -> Path | None:
    """The file that a request target means, or None: no hidden file, nothing outside `folder` (links followed)."""
    path = unquote(urlsplit(target).path, errors="replace")
    if "\0" in path or "\\" in path or not path.startswith("/"):
        return None
    parts = [part for part in path.split("/") if part]
    if any(part.startswith(".") for part in parts):
        return None
    wanted = folder.joinpath(*parts)
    try:
        if path.endswith("/"):
            wanted /= "index.html"
        found = wanted.resolve(strict=True)
    except OSError:
        return None
    return found if found.is_file() and found.is_relative_to(folder.resolve()) else None


class PortalHandler(http.server.BaseHTTPRequestHandler):
    """GET and HEAD of files below `folder`."""

    server_version = "helpdesk"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30
    folder: Path

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        # A page elsewhere can make a browser resolve its own name to this machine; the Host header gives it away.
        if self.headers.get("Host", "").rpartition(":")[0].lower() not in LOCAL_NAMES:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, None, b"This server answers to localhost only.\n", with_body)
            return
        target = urlsplit(self.path).path
        file = file_of(self.folder, self.path)
        if file is None and not target.endswith("/") and file_of(self.folder, f"{target}/"):
            self._redirect(f"{posixpath.basename(target)}/")
            return
        if file is None:
            missing = self.folder / "404.html"
            body = (
                missing.read_bytes()
                if missing.is_file()
                else b"<!doctype html><title>Page not found</title>Page not found"
            )
            self._send(HTTPStatus.NOT_FOUND, ".html", body, with_body)
            return
        self._send(HTTPStatus.OK, file.suffix.lower(), file.read_bytes(), with_body)

    def _redirect(self, place: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, suffix: str | None, body: bytes, with_body: bool) -> None:
        self.send_response(status)
        kind = (
            "text/plain; charset=utf-8" if suffix is None else TYPES.get(suffix) or mimetypes.types_map.get(suffix, "")
        )
        self.send_header("Content-Type", kind or "application/octet-stream")
        if suffix in TEXT and len(body) >= WORTH_PACKING:
            self.send_header("Vary", "Accept-Encoding")
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, compresslevel=5, mtime=0)
                self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "same-origin")
        if suffix is not None and suffix not in TYPES:
            self.send_header("Content-Disposition", "attachment")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the terminal belongs to the person who typed the command."""


class PortalServer(http.server.ThreadingHTTPServer):
    """Listens on 127.0.0.1 alone. Port 0 takes a free one; `address` is what it got."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 8000) -> None:
        handler = type("Handler", (PortalHandler,), {"folder": folder})
        super().__init__(("127.0.0.1", port), handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away mid-answer is no news."""
