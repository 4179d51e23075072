"""The server. Requests are read in C (llhttp); that parser takes a head of any size, so heads are bounded here."""

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# What is left of a head may be so many bytes before the next piece comes.
LARGEST_HEAD = 65_536


class BoundedHeads(HttpToolsProtocol):
    """One connection of uvicorn's."""

    _in_head = True
    _head = 0

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head = True, 0

    def on_headers_complete(self) -> None:
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True

    def data_received(self, data: bytes) -> None:
        # A piece may end a head and hold much of a body: only what came before it is known to be head.
        if self._head > LARGEST_HEAD:
            self.send_400_response("The head of the request is too large.")
            return
        super().data_received(data)
        self._head += len(data) if self._in_head else 0


def bounded_server(app: ASGIApp) -> uvicorn.Server:
    """A server for this application that has bounds on all that strangers may use of it."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=BoundedHeads,
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=20,
            limit_concurrency=1000,
        )
    )
