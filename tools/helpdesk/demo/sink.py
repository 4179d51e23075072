"""A mail server for one machine: it accepts everything on loopback and keeps each mail as an .eml file."""

import os
import re
import socket
from hashlib import sha256
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([^>\r\n]+)>")
_REFERENCE = re.compile(rb"(?im)^x-helpdesk-reference:\s*([A-Z0-9-]+)\s*$")


class Sink:
    """Keeps mail in `folder`, one file a Message-ID, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        data = content if isinstance(content, bytes) else str(content).encode()
        head = data.split(b"\r\n\r\n", 1)[0]
        found = _MESSAGE_ID.search(head)
        named = _REFERENCE.search(head)
        name = sha256(found[1] if found else data).hexdigest()[:12]
        to = re.sub(r"[^A-Za-z0-9@.-]", "-", envelope.rcpt_tos[0] if envelope.rcpt_tos else "nobody")[:60]
        target = self.folder / f"{named[1].decode() if named else 'mail'}-{to}-{name}.eml"
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        partial.write_bytes(data)
        partial.replace(target)
        return "250 OK"
