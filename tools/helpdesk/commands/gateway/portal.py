"""The built portal behind the gateway: files of one folder, read-only."""

import asyncio
import mimetypes
import posixpath
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from helpdesk.channels.gateway.app import Page
from helpdesk.publish.server import TYPES, file_of

_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def portal_page(folder: Path) -> Page:
    """Answers with the files below `folder`."""
    root = folder.resolve()

    async def page(request: Request) -> Response:
        return await asyncio.to_thread(_answer, root, request.scope["raw_path"].decode("latin-1"))

    return page


def _answer(root: Path, target: str) -> Response:
    file = file_of(root, target)
    if file is None and not target.endswith("/") and file_of(root, f"{target}/"):
        return RedirectResponse(f"{posixpath.basename(target)}/", 301)
    status = 200 if file else 404
    file = file or file_of(root, "/404.html")
    if file is None:
        return Response("Page not found\n", 404, _HEADERS, media_type="text/plain")
    suffix = file.suffix.lower()
    kind = TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    headers = _HEADERS if suffix in TYPES else {**_HEADERS, "Content-Disposition": "attachment"}
    return Response(file.read_bytes(), status, {**headers, "Content-Type": kind})
