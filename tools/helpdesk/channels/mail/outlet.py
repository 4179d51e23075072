"""Mail out: through an SMTP server, or into a folder as .eml files."""

import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from helpdesk.channels.mail.compose import compose
from helpdesk.model.notice import Notice, Sent

TIMEOUT = 30
LATER, NEVER, SENT = "later", "undeliverable", "sent"


class FolderOutlet:
    """Writes each mail as `<folder>/<message id>.eml`, whole or not at all; sending one again replaces it by itself."""

    channel = "mail"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        return [self._send(notice) for notice in notices]

    def _send(self, notice: Notice) -> Sent:
        try:
            data = compose(notice)
        except ValueError as problem:
            return Sent(notice.id, NEVER, str(problem))
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{file_name(notice.message_id)}.eml"
        partial = target.with_name(f".{target.name}.{os.getpid()}")
        partial.write_bytes(data)
        partial.replace(target)
        return Sent(notice.id, SENT, message_id=notice.message_id)


class SmtpOutlet:
    """Sends through one connection a batch. A recipient refused for good (5xx, RFC 5321) is undeliverable; everything
    else that goes wrong is tried again by a later pass with the same Message-ID."""

    channel = "mail"

    def __init__(self, url: str) -> None:
        """`smtp://[user:password@]host[:port][?tls=starttls]` or `smtps://...`. Raises ValueError on anything else."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("the mail server is written smtp://host:port, smtps://host or smtp://host?tls=starttls")
        self._secure = parts.scheme == "smtps"
        self._starttls = "tls=starttls" in parts.query
        self._host = parts.hostname
        self._port = parts.port or (465 if self._secure else 587 if self._starttls else 25)
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        if not notices:
            return []
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as problem:
            return [Sent(notice.id, LATER, f"no connection to the mail server: {problem}") for notice in notices]
        try:
            return [self._send(server, notice) for notice in notices]
        finally:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
            if self._starttls:
                server.starttls(context=context)
        if self._login:
            server.login(*self._login)
        return server

    def _send(self, server: smtplib.SMTP, notice: Notice) -> Sent:
        try:
            recipients = [party.email.strip() for party in notice.recipients]
            server.sendmail(notice.sender.email, recipients, compose(notice))
        except ValueError as problem:
            return Sent(notice.id, NEVER, str(problem))
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            final = all(500 <= code < 600 for code in codes)
            return Sent(notice.id, NEVER if final else LATER, f"the mail server refused the recipient: {codes}")
        except smtplib.SMTPResponseException as problem:
            final = 500 <= problem.smtp_code < 600 and problem.smtp_code not in (530, 535)
            return Sent(notice.id, NEVER if final else LATER, f"the mail server said {problem.smtp_code}")
        except (OSError, smtplib.SMTPException) as problem:
            return Sent(notice.id, LATER, f"the connection broke: {type(problem).__name__}")
        return Sent(notice.id, SENT, message_id=notice.message_id)


def file_name(message_id: str) -> str:
    """A file name from a Message-ID: readable where it is plain, and never two the same."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", message_id.strip("<>")).strip("-.")[:80]
    return f"{plain}-{hashlib.sha256(message_id.encode()).hexdigest()[:8]}"
