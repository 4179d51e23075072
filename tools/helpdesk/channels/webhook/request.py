"""One HTTP request to a judged address: no redirects, no cookies, no answer kept, a bounded time."""

import http.client
import socket
import ssl
from collections.abc import Mapping

from helpdesk.channels.webhook.address import Target


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was judged, with the name for TLS and the Host header."""

    def __init__(self, target: Target, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target
        self._context = ssl.create_default_context() if target.secure else None
        # What http.client leaves out of the Host header.
        self.default_port = 443 if target.secure else 80

    def connect(self) -> None:
        plain = socket.create_connection((self._target.ip, self._target.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self._target.host) if self._context else plain


def call(method: str, target: Target, headers: Mapping[str, str], body: bytes, timeout: float) -> int:
    """The status that the other side answers. Raises OSError or http.client.HTTPException when it does not."""
    connection = _Pinned(target, timeout)
    try:
        connection.request(method, target.path, body=body, headers=dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()
